//! How the thread that writes waits: it stays awake for a moment, and sleeps then.
//!
//! To wake a thread takes longer than a step of a workflow takes to make the next commit. Knows nothing of what it waits
//! for. Read next: `writer.rs`.

use std::hint;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

/// How long the thread looks for the next job before it sleeps. Where one execution runs by itself, its next step comes
/// sooner than a sleeping thread is awake.
const SOON: Duration = Duration::from_micros(50);

/// After it has looked in vain it sleeps so often before it looks again, which is nothing beside what commits take.
const IN_VAIN: u32 = 15;

/// Waits for the next job.
#[derive(Debug)]
pub(super) struct Patience {
    /// Whether jobs can come while this thread runs.
    looks: bool,
    /// How often it sleeps before it looks again.
    sleeps: u32,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self { looks: thread::available_parallelism().is_ok_and(|cores| cores.get() > 1), sleeps: 0 }
    }

    /// The next job; waits for it so long.
    pub(super) fn next<T>(&mut self, jobs: &Receiver<T>, wait: Duration) -> Result<T, RecvTimeoutError> {
        if self.looks && self.sleeps == 0 {
            let began = Instant::now();
            while began.elapsed() < SOON.min(wait) {
                match jobs.try_recv() {
                    Ok(job) => return Ok(job),
                    Err(TryRecvError::Disconnected) => return Err(RecvTimeoutError::Disconnected),
                    Err(TryRecvError::Empty) => hint::spin_loop(),
                }
            }
            self.sleeps = IN_VAIN;
        } else {
            self.sleeps = self.sleeps.saturating_sub(1);
        }
        jobs.recv_timeout(wait)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// It looks once, sleeps so often, and looks again; whichever it does, what comes is found.
    #[test]
    fn whether_it_looks_or_sleeps_it_finds_what_comes() {
        for looks in [true, false] {
            let (jobs, queue) = channel();
            let mut patience = Patience { looks, sleeps: 0 };
            for number in 0..2 * IN_VAIN {
                jobs.send(number).expect("the queue is there");
                assert_eq!(patience.next(&queue, Duration::MAX), Ok(number));
                assert_eq!(patience.next(&queue, Duration::from_millis(1)), Err(RecvTimeoutError::Timeout));
                assert!(patience.sleeps <= IN_VAIN && (looks || patience.sleeps == 0));
            }
            drop(jobs);
            patience.sleeps = 0;
            assert_eq!(patience.next(&queue, Duration::MAX), Err(RecvTimeoutError::Disconnected));
        }
    }
}
