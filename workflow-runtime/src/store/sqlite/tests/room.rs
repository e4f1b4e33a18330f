//! Room: a full disk acknowledges nothing, loses nothing and goes on; what was pruned is used again.

use std::fs;
use std::sync::Arc;

use super::super::super::{
    Commit, ExecutionChange, ExecutionId, ExecutionStatus, FrameChange, HistoryId, Store,
};
use super::super::{SqliteOptions, SqliteStore};
use super::torn::{begins, is_whole};

/// Fills a store until it is full, and says how many executions it took.
async fn fill(store: &SqliteStore) -> i64 {
    for number in 1..100_000 {
        match store.commit(begins(number)).await {
            Ok(()) => {}
            Err(error) => {
                assert!(error.is_full(), "{error:?}");
                return number - 1;
            }
        }
    }
    panic!("the store is never full");
}

/// A full store: it answers, refuses, answers; and takes the same commit when there is room.
async fn is_full_and_goes_on(store: &SqliteStore, make_room: impl AsyncFnOnce()) {
    let took = fill(store).await;
    assert!(took > 10, "{took}");
    for number in 1..=took {
        assert_eq!(is_whole(store, number).await, Ok(true), "execution {number}");
    }
    let refused = begins(took + 1);
    for _ in 0..3 {
        let together = [0, 1].map(|more| store.commit(begins(took + 1 + more)));
        for result in futures_util::future::join_all(together).await {
            assert!(result.is_err_and(|error| error.is_full()));
        }
        assert_eq!(is_whole(store, took + 1).await, Ok(false));
        assert_eq!(store.position().await.expect("it answers").execution.map(ExecutionId::get), Some(took));
    }
    make_room().await;
    store.commit(refused).await.expect("there is room");
    assert_eq!(is_whole(store, took + 1).await, Ok(true));
}

#[tokio::test]
async fn a_store_that_may_not_grow_is_full() {
    for in_place in [true, false] {
        let directory = tempfile::tempdir().expect("there is a place for temporary files");
        let path = directory.path().join("store.db");
        let options = SqliteOptions::new().in_place(in_place);
        let store = options.clone().max_bytes(400_000).open(&path).expect("a new store opens");
        let store = &store;
        let make_room = async || {
            for number in 1..=20 {
                store.commit(ended(number)).await.expect("an end takes no room");
            }
            assert_eq!(store.prune(jiff::Timestamp::MAX, 100).await.ok(), Some(20));
        };
        is_full_and_goes_on(store, make_room).await;
        assert!(fs::metadata(&path).expect("it is there").len() <= 400_000);
    }
}

/// The end of the execution of [`begins`].
fn ended(number: i64) -> Arc<Commit> {
    let id = ExecutionId::new(number).expect("it is small");
    Arc::new(Commit {
        frames: vec![FrameChange::DeleteAll(id)],
        executions: vec![ExecutionChange {
            id,
            status: ExecutionStatus::Succeeded,
            finished_at: Some(jiff::Timestamp::UNIX_EPOCH),
            outcome: None,
            head: Some(HistoryId(2 * number + 1)),
            redrives: 0,
        }],
        ..Commit::default()
    })
}

#[tokio::test]
async fn what_is_pruned_is_used_again() {
    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let path = directory.path().join("store.db");
    let store = SqliteOptions::new().in_place(true).open(&path).expect("a new store opens");
    let mut lengths = Vec::new();
    for cycle in 0..10 {
        for number in cycle * 50 + 1..=cycle * 50 + 50 {
            store.commit(begins(number)).await.expect("it is made");
            store.commit(ended(number)).await.expect("it ends");
        }
        assert_eq!(store.prune(jiff::Timestamp::MAX, 1_000).await.ok(), Some(50));
        lengths.push(fs::metadata(&path).expect("it is there").len() / 4_096 + log_pages(&path));
    }
    let (first, last) = (lengths[2], lengths[9]);
    assert!(last <= first + 1_200, "the file grows: {lengths:?} pages");
    store.close().await.expect("it closes");
    let length = fs::metadata(&path).expect("it is there").len();
    assert!(length < 60 * 4_096, "what is left of 500 executions is {length} bytes");
}

fn log_pages(path: &std::path::Path) -> u64 {
    fs::metadata(super::super::open::log_path(path)).map_or(0, |log| log.len() / 4_096)
}

/// A real disk of 600 KiB. It needs the right to mount one: without it, it says so; with `CI` set that is a failure.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_loses_nothing() {
    use std::process::Command;

    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let disk = directory.path().join("disk");
    fs::create_dir(&disk).expect("it is made");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=600k", "tmpfs"])
        .arg(&disk)
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        assert!(std::env::var_os("CI").is_none(), "a small disk cannot be mounted");
        eprintln!("not tested: a full disk, for this process may not mount a small one");
        return;
    }
    struct Mounted(std::path::PathBuf);
    impl Drop for Mounted {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        }
    }
    let _mounted = Mounted(disk.clone());
    let path = disk.join("store.db");
    let ballast = disk.join("ballast");
    fs::write(&ballast, vec![1; 100 << 10]).expect("there is room");
    let store = SqliteStore::open(&path).expect("a new store opens");
    is_full_and_goes_on(&store, async || fs::remove_file(&ballast).expect("it is there")).await;
    drop(store);
    let store = SqliteStore::open(&path).expect("it opens again");
    assert_eq!(is_whole(&store, 1).await, Ok(true));
}
