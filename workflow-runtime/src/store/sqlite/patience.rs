//! How the thread that writes and those who wait for it wait: they stay awake for a moment, and sleep then.
//!
//! To wake a thread takes longer than a step of a workflow takes to make the next commit, and on a fast disk as long as to
//! make it durable. Knows nothing of what is waited for. Read next: `writer.rs`.

use std::hint;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::oneshot::{self, error::RecvError};

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

/// An answer that comes so soon is waited for awake: to be woken would take a good part of it again.
const FAST: u64 = 64_000;

/// Waits for the thread that writes, in a task.
///
/// A task that waits alone, for answers that have been fast lately, looks for its answer and keeps its thread for that long,
/// as a commit in its place would. Where several wait there is something to do meanwhile; where the disk is slow nothing
/// would be gained; and where no other thread could take over the other tasks they do not wait.
#[derive(Debug)]
pub(super) struct Attention {
    waiting: AtomicUsize,
    /// How long an answer takes, in nanoseconds: a moving average over those for which one waited alone. Who changes it at
    /// the same time as another is lost, which is nothing.
    usual: AtomicU64,
}

/// One of those who wait.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

impl Attention {
    pub(super) fn new() -> Self {
        Self { waiting: AtomicUsize::new(0), usual: AtomicU64::new(FAST / 2) }
    }

    /// Waits for an answer.
    pub(super) async fn wait<T>(&self, mut answer: oneshot::Receiver<T>) -> Result<T, RecvError> {
        let alone = self.waiting.fetch_add(1, Relaxed) == 0;
        let _waiting = Waiting(&self.waiting);
        if !(alone && others_run()) {
            return answer.await;
        }
        let began = Instant::now();
        let answer = match self.look(&mut answer, began) {
            Some(answer) => Ok(answer),
            None => answer.await,
        };
        self.took(began.elapsed());
        answer
    }

    /// Looks for an answer as long as it is likely to come.
    fn look<T>(&self, answer: &mut oneshot::Receiver<T>, began: Instant) -> Option<T> {
        let longest = self.longest();
        while self.waiting.load(Relaxed) == 1 && began.elapsed() < longest {
            match answer.try_recv() {
                Ok(answer) => return Some(answer),
                Err(_) => hint::spin_loop(),
            }
        }
        None
    }

    /// How long is looked. An answer that is late is most often not late by much.
    fn longest(&self) -> Duration {
        match self.usual.load(Relaxed) {
            usual if usual < FAST => Duration::from_nanos(2 * usual),
            _ => Duration::ZERO,
        }
    }

    /// Learns how long an answer took. One that took very long counts as one that was slow.
    fn took(&self, time: Duration) {
        let time = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).min(2 * FAST);
        let usual = self.usual.load(Relaxed);
        self.usual.store((7 * usual + time) / 8, Relaxed);
    }
}

/// Whether other threads can run what this one would run.
fn others_run() -> bool {
    Handle::try_current().is_ok_and(|runtime| {
        runtime.runtime_flavor() == RuntimeFlavor::MultiThread && runtime.metrics().num_workers() > 1
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
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

    /// Alone or not, by an answer that is there, comes later or never comes: it is found, and nobody is left waiting.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn whether_it_is_looked_for_or_not_an_answer_is_found() {
        for usual in [0, FAST / 2, FAST] {
            let attention = Attention { usual: AtomicU64::new(usual), ..Attention::new() };
            let attention = Arc::new(attention);
            let (done, answer) = oneshot::channel();
            done.send(1).expect("it is waited for");
            assert_eq!(attention.wait(answer).await, Ok(1));

            let ((first, one), (second, two)) = (oneshot::channel(), oneshot::channel());
            let waiting = [one, two].map(|answer| {
                let attention = Arc::clone(&attention);
                tokio::spawn(async move { attention.wait(answer).await })
            });
            while attention.waiting.load(Relaxed) < 2 {
                tokio::task::yield_now().await;
            }
            first.send(2).expect("it is waited for");
            drop(second);
            let [one, two] = waiting;
            assert_eq!(one.await.expect("it does not panic"), Ok(2));
            two.await.expect("it does not panic").expect_err("nobody answers");
            assert_eq!(attention.waiting.load(Relaxed), 0);
        }
    }

    #[test]
    fn slow_answers_are_not_looked_for_and_fast_ones_are_again() {
        let attention = Attention::new();
        assert!(attention.longest() > Duration::ZERO);
        for _ in 0..100 {
            attention.took(Duration::MAX);
        }
        assert_eq!(attention.longest(), Duration::ZERO);
        for _ in 0..100 {
            attention.took(Duration::from_micros(20));
        }
        assert!(attention.longest() >= Duration::from_micros(38), "{:?}", attention.longest());
        assert!(attention.longest() <= Duration::from_micros(40), "{:?}", attention.longest());
    }
}
