//! What a SQLite file adds to what every store promises: ownership, faults of the disk, room.

mod faults;
mod owner;
mod queue;
mod room;
mod torn;

use tempfile::TempDir;

use super::super::conformance;
use super::{SqliteOptions, SqliteStore};

fn make(options: &SqliteOptions) -> (SqliteStore, TempDir) {
    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let store = options.open(directory.path().join("store.db")).expect("a new store opens");
    (store, directory)
}

async fn conforms(options: SqliteOptions) {
    let reopen = async |directory: &TempDir| {
        options.open(directory.path().join("store.db")).expect("a closed store opens again")
    };
    conformance::run_with_reopening(async || make(&options), reopen).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_keeps_every_promise() {
    conforms(SqliteOptions::new()).await;
}

#[tokio::test]
async fn in_place_it_keeps_every_promise() {
    conforms(SqliteOptions::new().in_place(true)).await;
}
