//! What tests of durable execution share: stories that are cut and go on, and what a store says has happened.
//!
//! Knows nothing of single workflows. Read next: `cut.rs` (a story, stopped at each of its writes), `record.rs` (a
//! store's history, so that two can be compared), `tally.rs` (which task was called when).

pub mod cut;
pub mod events;
pub mod record;
pub mod shapes;
pub mod tally;

use std::path::Path;

use tempfile::TempDir;

/// A directory in memory, where there is one: what is tested is what the files say, and to sync them costs nothing.
///
/// # Panics
///
/// If there is no place for temporary files.
#[must_use]
pub fn fast_directory() -> TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .expect("there is a place for temporary files")
}

/// The length of a file; 0 if it is not there.
#[must_use]
pub fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}
