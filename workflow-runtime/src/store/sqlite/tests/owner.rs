//! Ownership: one engine at a time; others read, and leave commands that the owner notices.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use std::{env, process};

use super::super::super::{Answer, Commit, ListFilter, Store};
use super::super::{SqliteReader, SqliteStore};
use super::torn::begins;

/// In a process started by [`other_process`]: what it does. In the suite itself: nothing.
#[tokio::test]
async fn child() {
    let (Ok(path), Ok(task)) = (env::var("WORKFLOW_STORE_PATH"), env::var("WORKFLOW_STORE_TASK")) else {
        return;
    };
    match task.as_str() {
        "own" => {
            let store = SqliteStore::open(&path).expect("it is free");
            store.commit(begins(1)).await.expect("it is made");
            println!("owned by {}", process::id());
            std::thread::sleep(Duration::from_secs(600));
        }
        "leave" => {
            let reader = SqliteReader::open(&path).expect("it can be read");
            let list = reader.list(&ListFilter::default(), None, 10).await.expect("it lists");
            assert_eq!(list.len(), 1);
            let command = reader.leave("stop it").await.expect("it is left");
            println!("left");
            loop {
                if let Some(answer) = reader.answer(command).await.expect("it can be read") {
                    println!("answered {}", answer.text);
                    return;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        "write without the right" => {
            let error = SqliteStore::open(&path).expect_err("it cannot be written");
            println!("refused {error}");
        }
        other => panic!("no such task: {other}"),
    }
}

/// This test executable again, doing only `task`.
fn other_process(path: &Path, task: &str) -> Command {
    let mut command = Command::new(env::current_exe().expect("it runs"));
    command
        .args(["store::sqlite::tests::owner::child", "--exact", "--nocapture"])
        .env("WORKFLOW_STORE_PATH", path)
        .env("WORKFLOW_STORE_TASK", task)
        .stdout(Stdio::piped());
    command
}

/// The rest of the first line that has `start`.
fn wait_for(child: &mut Child, start: &str) -> String {
    let mut lines = BufReader::new(child.stdout.as_mut().expect("it is piped")).lines();
    let said = lines.find_map(|line| {
        let line = line.expect("it is text");
        line.find(start).map(|at| line[at + start.len()..].to_owned())
    });
    said.unwrap_or_else(|| panic!("the other process never said `{start}`"))
}

#[tokio::test]
async fn a_second_owner_is_told_who_the_first_is_and_follows_it_when_it_is_killed() {
    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let path = directory.path().join("store.db");
    let mut child = other_process(&path, "own").spawn().expect("it starts");
    let pid = wait_for(&mut child, "owned by ");
    let error = SqliteStore::open(&path).expect_err("it is owned");
    assert!(error.is_owned(), "{error:?}");
    assert!(error.to_string().contains(&format!("process {pid}")), "{error}");
    let reader = SqliteStore::read_only(&path).expect("it can be read");
    assert!(reader.find("orders", "name-1").await.expect("it finds").is_some());
    child.kill().expect("it is running");
    child.wait().expect("it was started here");
    let store = SqliteStore::open(&path).expect("it is free");
    assert!(store.find("orders", "name-1").await.expect("it finds").is_some());
}

#[tokio::test]
async fn a_second_owner_in_the_same_process_is_refused() {
    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let path = directory.path().join("store.db");
    let store = SqliteStore::open(&path).expect("it is free");
    let error = SqliteStore::open(&path).expect_err("it is owned");
    assert!(error.is_owned() && error.to_string().contains(&process::id().to_string()), "{error:?}");
    #[cfg(unix)]
    {
        let link = directory.path().join("link.db");
        std::os::unix::fs::symlink(&path, &link).expect("it is made");
        assert!(SqliteStore::open(&link).expect_err("it is the same file").is_owned());
    }
    store.close().await.expect("it closes");
    let again = SqliteStore::open(&path).expect("it is free when close() has returned");
    drop(again);
    SqliteStore::open(&path).expect("it is free when the store was dropped");
}

#[tokio::test]
async fn another_process_leaves_a_command_and_reads_the_answer() {
    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let path = directory.path().join("store.db");
    let store = SqliteStore::open(&path).expect("it is free");
    store.commit(begins(1)).await.expect("it is made");
    let mut child = other_process(&path, "leave").spawn().expect("it starts");
    let command = loop {
        // It may resolve for nothing; it has to resolve for this.
        tokio::time::timeout(Duration::from_secs(60), store.command_left()).await.expect("it is noticed");
        if let Some(command) = store.commands(None).await.expect("they are read").pop() {
            break command;
        }
    };
    assert_eq!(command.text, "stop it");
    let answer = Answer { command: command.id, text: "stopped".to_owned() };
    store
        .commit(Arc::new(Commit { answers: vec![answer], ..Commit::default() }))
        .await
        .expect("it is answered");
    assert_eq!(wait_for(&mut child, "answered "), "stopped");
    assert!(child.wait().expect("it was started here").success());
}

#[tokio::test]
async fn commands_get_in_while_the_owner_is_never_idle() {
    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let path = directory.path().join("store.db");
    let store = Arc::new(SqliteStore::open(&path).expect("it is free"));
    let reader = SqliteReader::open(&path).expect("it can be read");
    let writing = tokio::spawn({
        let store = Arc::clone(&store);
        async move {
            for number in 1.. {
                store.commit(begins(number)).await.expect("it is made");
            }
        }
    });
    for number in 1..=20 {
        assert_eq!(reader.leave("stop").await.expect("it is left").0, number);
    }
    writing.abort();
    assert!(writing.await.is_err_and(|error| error.is_cancelled()), "every commit was made");
    assert_eq!(store.commands(None).await.expect("they are read").len(), 20);
}

/// Needs a user that may not write everything: if this is not one, the user `nobody`.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_may_not_be_written_is_refused_in_words() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;

    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let path = directory.path().join("store.db");
    SqliteStore::open(&path).expect("it is free").close().await.expect("it closes");
    let allow =
        |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
    for (directory_mode, lock_mode) in [(0o555, 0o444), (0o777, 0o666)] {
        allow(&path, 0o444);
        allow(&directory.path().join("store.db-lock"), lock_mode);
        allow(directory.path(), directory_mode);
        let mut command = other_process(&path, "write without the right");
        if fs::metadata(&path).expect("it is there").uid() == 0 {
            command.uid(65_534).gid(65_534);
        }
        let mut child = command.spawn().expect("it starts");
        let error = wait_for(&mut child, "refused ");
        assert!(error.contains("store.db") && error.contains("cannot be written"), "{error}");
        assert!(child.wait().expect("it was started here").success());
    }
    allow(directory.path(), 0o755);
}

/// Commits until the store refuses; gives what it says. It looks twenty times a second.
#[cfg(unix)]
async fn refused(store: &SqliteStore) -> crate::store::StoreError {
    for number in 2.. {
        if let Err(error) = store.commit(begins(number)).await {
            return error;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    unreachable!("the numbers do not end")
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_is_taken_away_from_under_its_owner_ends_the_store() {
    for in_place in [false, true] {
        for (beside, is_replaced) in [("", false), ("", true), ("-wal", false), ("-lock", false)] {
            let (store, directory) = super::make(&super::SqliteOptions::new().in_place(in_place));
            store.commit(begins(1)).await.expect("it is made");
            let file = directory.path().join(format!("store.db{beside}"));
            let elsewhere = directory.path().join("elsewhere");
            if is_replaced {
                // At no moment is there none of that name.
                let other = directory.path().join("other");
                std::fs::copy(&file, &other).expect("there is room");
                std::fs::hard_link(&file, &elsewhere).expect("it is there");
                std::fs::rename(&other, &file).expect("it was copied");
            } else {
                std::fs::rename(&file, &elsewhere).expect("it is there");
            }
            let error = refused(&store).await;
            let words = if is_replaced { "another file has its name now" } else { "deleted or moved" };
            let text = error.to_string();
            assert!(text.contains(&format!("store.db{beside}`")) && text.contains(words), "{text}");
            assert!(error.is_other(), "{error:?}");
            assert!(refused(&store).await.to_string().contains(words), "it stays refused");
            // What is put back is whole.
            drop(store);
            std::fs::rename(&elsewhere, &file).expect("it is there");
            let store = SqliteStore::open(directory.path().join("store.db")).expect("it is free");
            assert!(store.find("orders", "name-1").await.expect("it finds").is_some());
        }
    }
}
