//! Damage to the file: it is refused in words that name it, and never read as something else.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::super::super::{ExecutionId, ListFilter, Store, StoreError};
use super::super::{SqliteOptions, SqliteReader, SqliteStore, schema};
use super::torn::{begins, is_whole};

const EXECUTIONS: i64 = 60;

/// A closed store of some executions, all of it in the database.
async fn closed_store() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let directory = directory.expect("there is a place for temporary files");
    let path = directory.path().join("store.db");
    let store = in_place(&path).expect("a new store opens");
    for number in 1..=EXECUTIONS {
        store.commit(begins(number)).await.expect("it is made");
    }
    store.put_definition("hash", "{}").await.expect("it is kept");
    store.leave("stop").await.expect("it is left");
    store.close().await.expect("it closes");
    (directory, path)
}

fn in_place(path: &Path) -> Result<SqliteStore, StoreError> {
    SqliteOptions::new().in_place(true).open(path)
}

/// Whether everything is there: an error, if it says that it is not.
async fn read_all(path: &Path) -> Result<(), StoreError> {
    let store = in_place(path)?;
    for number in 1..=EXECUTIONS {
        let id = ExecutionId::new(number).expect("it is small");
        store.load(id).await?;
    }
    store.list(&ListFilter::default(), None, 1_000).await?;
    store.commands(None).await?;
    store.position().await?;
    drop(store);
    SqliteReader::open(path)?.verify().await
}

/// Whether an error is what a person needs: it says which file, and is of the right kind.
fn assert_told(error: &StoreError, path: &Path, context: &str) {
    assert!(error.is_unreadable(), "{context}: {error:?}");
    assert!(error.to_string().contains(&path.display().to_string()), "{context}: {error}");
}

#[tokio::test]
async fn a_flipped_bit_anywhere_is_noticed_or_means_nothing() {
    let (directory, path) = closed_store().await;
    let whole = fs::read(&path).expect("it is readable");
    let flipped = directory.path().join("flipped.db");
    let (mut noticed, mut harmless) = (0, 0);
    // Every byte of the beginning, and one in 97 of the rest: interior pages, payloads, free space.
    let positions = (0..100).chain((100..whole.len()).step_by(97));
    for at in positions {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&flipped, &bytes).expect("it is written");
        match read_all(&flipped).await {
            Err(error) => {
                noticed += 1;
                assert!(!error.is_full() && !error.is_owned(), "byte {at}: {error:?}");
                assert!(error.to_string().contains("flipped.db"), "byte {at}: {error}");
            }
            Ok(()) => {
                harmless += 1;
                let store = in_place(&flipped).expect("it opened before");
                for number in 1..=EXECUTIONS {
                    assert_eq!(is_whole(&store, number).await, Ok(true), "byte {at}, execution {number}");
                }
            }
        }
    }
    assert!(noticed > harmless, "{noticed} were noticed, {harmless} meant nothing");
}

#[tokio::test]
async fn a_payload_that_changed_is_refused_and_the_others_are_read() {
    let (_directory, path) = closed_store().await;
    let whole = fs::read(&path).expect("it is readable");
    let states = (0..whole.len() - 400).filter(|at| whole[*at..at + 400] == [b's'; 400]);
    let mut refused = Vec::new();
    // Some of what looks like a state is free space in which one once was.
    for at in states {
        let mut bytes = whole.clone();
        bytes[at + 200] ^= 1;
        fs::write(&path, &bytes).expect("it is written");
        let store = in_place(&path).expect("its structure is whole");
        for number in 1..=EXECUTIONS {
            let loaded = store.load(ExecutionId::new(number).expect("it is small")).await;
            if let Err(error) = loaded {
                assert_told(&error, &path, "a changed payload");
                assert!(error.to_string().contains(&format!("frame 0 of execution {number} ")), "{error}");
                refused.push(number);
            }
        }
    }
    refused.sort_unstable();
    assert_eq!(refused, Vec::from_iter(1..=EXECUTIONS));
}

#[tokio::test]
async fn a_file_that_was_cut_short_is_refused() {
    let (directory, path) = closed_store().await;
    let whole = fs::read(&path).expect("it is readable");
    let cut = directory.path().join("cut.db");
    let pages = (1..whole.len() / 4_096).map(|page| page * 4_096);
    for length in pages.chain([1, 16, 99, 100, 512, 4_095, 4_097, whole.len() - 1]) {
        fs::write(&cut, &whole[..length]).expect("it is written");
        let Err(error) = in_place(&cut) else { panic!("{length} of {} bytes are opened", whole.len()) };
        assert_told(&error, &cut, &format!("{length} of {} bytes", whole.len()));
        assert_eq!(fs::read(&cut).expect("it is readable"), whole[..length], "it was not changed");
    }
}

#[tokio::test]
async fn an_empty_file_with_a_log_is_refused() {
    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let path = directory.path().join("store.db");
    let store = in_place(&path).expect("a new store opens");
    store.commit(begins(1)).await.expect("it is made");
    let log = fs::read(super::super::open::log_path(&path)).expect("it is readable");
    store.close().await.expect("it closes");
    fs::write(&path, []).expect("it is written");
    fs::write(super::super::open::log_path(&path), &log).expect("it is written");
    assert_told(&in_place(&path).expect_err("it was emptied"), &path, "an empty file");
    assert_eq!(fs::read(super::super::open::log_path(&path)).expect("it is readable"), log);
}

#[tokio::test]
async fn a_foreign_file_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let text = directory.path().join("notes.txt");
    fs::write(&text, "some notes, much longer than the beginning of a database is\n".repeat(9))
        .expect("it is written");
    let before = fs::read(&text).expect("it is readable");
    for error in [in_place(&text).expect_err("text"), SqliteReader::open(&text).expect_err("text")] {
        assert_told(&error, &text, "text");
    }
    assert_eq!(fs::read(&text).expect("it is readable"), before);

    let other = directory.path().join("other.db");
    let connection = rusqlite::Connection::open(&other).expect("it opens");
    connection.execute_batch("create table notes (text)").expect("it is made");
    drop(connection);
    let before = fs::read(&other).expect("it is readable");
    for error in [in_place(&other).expect_err("other"), SqliteReader::open(&other).expect_err("other")] {
        assert_told(&error, &other, "another database");
        assert!(error.to_string().contains("not a store of workflows"), "{error}");
    }
    assert_eq!(fs::read(&other).expect("it is readable"), before);
}

#[tokio::test]
async fn a_newer_format_is_refused_and_says_which() {
    let (_directory, path) = closed_store().await;
    let connection = rusqlite::Connection::open(&path).expect("it opens");
    connection.pragma_update(None, "user_version", schema::FORMAT + 1).expect("it is set");
    drop(connection);
    for error in [in_place(&path).expect_err("newer"), SqliteReader::open(&path).expect_err("newer")] {
        assert_told(&error, &path, "a newer format");
        assert!(error.to_string().contains("newer version"), "{error}");
    }
}

#[tokio::test]
async fn a_path_that_cannot_be_is_refused_in_words() {
    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    for (path, says) in [
        (directory.path().join("missing/store.db"), "its directory has to exist"),
        (directory.path().to_owned(), "cannot be"),
        (directory.path().join(".."), "cannot be"),
    ] {
        let error = in_place(&path).expect_err("it cannot be opened");
        assert!(error.is_other() && error.to_string().contains(says), "{}: {error:?}", path.display());
    }
    let missing = directory.path().join("missing.db");
    let error = SqliteReader::open(&missing).expect_err("there is nothing to read");
    assert!(error.is_other() && error.to_string().contains("missing.db"), "{error:?}");
    assert!(!missing.exists(), "reading makes no file");
}

#[tokio::test]
async fn damage_found_while_writing_ends_the_store() {
    let (_directory, path) = closed_store().await;
    let mut bytes = fs::read(&path).expect("it is readable");
    // The beginning of every page but the first: what kind of page it is.
    for page in (4_096..bytes.len()).step_by(4_096) {
        bytes[page] = 0x77;
    }
    fs::write(&path, &bytes).expect("it is written");
    let error = match in_place(&path) {
        Err(error) => error,
        Ok(store) => {
            let error = store.commit(begins(EXECUTIONS + 1)).await.expect_err("nothing can be written");
            let again = store.commit(Arc::default()).await.expect_err("the store has ended");
            assert_eq!(again.to_string(), error.to_string());
            error
        }
    };
    assert_told(&error, &path, "broken pages");
}
