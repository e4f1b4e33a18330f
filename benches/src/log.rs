//! The physical limit of a durable step: a record appended to a file that is there already, and `fdatasync`.
//!
//! The queue and the batching are those of the engine's store; nothing else is done. Read next: `bin/durable`.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::thread;

use tokio::sync::{mpsc, oneshot};

/// Beyond this the log begins anew, so that its file never grows.
const LENGTH: u64 = 256 << 20;
const PAGE: usize = 4_096;
/// How many records may wait.
const QUEUE: usize = 1024;

/// An append-only log with a writer thread.
#[derive(Clone, Debug)]
pub struct Log(mpsc::Sender<Record>);

type Record = (Vec<u8>, oneshot::Sender<()>);

impl Log {
    /// A log in a new file, written full of zeros first: appending to it allocates nothing.
    ///
    /// # Errors
    ///
    /// What the system says.
    ///
    /// # Panics
    ///
    /// In its own thread, if the file can no longer be written.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut file = File::create(path)?;
        // A page at a time: of a file that was written in large pieces Linux counts large pieces as written, later too.
        let zeros = [0; PAGE];
        for _ in 0..LENGTH / PAGE as u64 {
            file.write_all(&zeros)?;
        }
        file.sync_all()?;
        file.seek(SeekFrom::Start(0))?;
        let (sender, records) = mpsc::channel(QUEUE);
        thread::spawn(move || write(file, records).expect("the log can be written"));
        Ok(Self(sender))
    }

    /// Appends a record; it is durable when this returns.
    ///
    /// # Panics
    ///
    /// If the file can no longer be written.
    pub async fn append(&self, record: Vec<u8>) {
        let (done, durable) = oneshot::channel();
        self.0.send((record, done)).await.expect("the writer is there");
        durable.await.expect("the writer is there");
    }
}

/// Writes all that is queued at once, and never waits for more.
fn write(mut file: File, mut records: mpsc::Receiver<Record>) -> io::Result<()> {
    let mut batch = Vec::new();
    let mut waiting = Vec::new();
    while let Some(first) = records.blocking_recv() {
        for (record, done) in std::iter::once(first).chain(std::iter::from_fn(|| records.try_recv().ok())) {
            batch.extend_from_slice(&record);
            waiting.push(done);
        }
        if file.stream_position()? + batch.len() as u64 > LENGTH {
            file.seek(SeekFrom::Start(0))?;
        }
        file.write_all(&batch)?;
        file.sync_data()?;
        batch.clear();
        // Whoever no longer waits does not mind.
        for done in waiting.drain(..) {
            let _ = done.send(());
        }
    }
    Ok(())
}
