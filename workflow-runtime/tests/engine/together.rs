//! What branches begin and end side by side is committed together: how much, in which order, and that none is lost.

use std::sync::Arc;

use workflow_runtime::engine::Engine;
use workflow_runtime::store::{Commit, FrameChange, MemoryStore};

use crate::errands::{Account, Doing, Errand, many};
use crate::support::{Cut, cut_store, recorded};

/// The commits of an execution that fetches these items at a time, and what came of it.
async fn fetch_all(items: &[String], account: &Arc<Account>) -> (Vec<Arc<Commit>>, Result<usize, String>) {
    let (store, shared) = cut_store(&MemoryStore::new(), Cut::Never);
    let engine = Engine::open(store)
        .register(many::Workflow { errands: Errand(Arc::clone(account)) })
        .payload_limit(false)
        .start()
        .await
        .expect("it starts");
    let execution = engine.execute::<many::Workflow>("all", items.to_vec()).await.expect("it begins");
    let output = execution.output().await.map_err(|error| error.error().to_owned());
    let made = shared.made.lock().expect("no panic").clone();
    (made, output)
}

fn numbered(length: usize) -> Vec<String> {
    (0..length).map(|number| format!("item {number}")).collect()
}

/// How many branches begin and end in a commit.
fn branches(commit: &Commit) -> (usize, usize) {
    let of_branch = |change: &&FrameChange| match change {
        FrameChange::Insert(row) => row.id.number() != 0,
        FrameChange::Update { id, .. } => id.number() != 0,
        FrameChange::Wake(..) | FrameChange::Delete(_) | FrameChange::DeleteAll(_) => false,
    };
    let of_branches = commit.frames.iter().filter(of_branch);
    let (begin, end): (Vec<_>, Vec<_>) =
        of_branches.partition(|change| matches!(change, FrameChange::Insert(_)));
    (begin.len(), end.len())
}

#[tokio::test(start_paused = true)]
async fn branches_side_by_side_share_commits() {
    let account = Arc::default();
    let (made, output) = fetch_all(&numbered(200), &account).await;
    assert_eq!(output, Ok(200));
    let counts: Vec<_> = made.iter().map(|commit| branches(commit)).collect();
    let (begun, ended): (usize, usize) =
        counts.iter().fold((0, 0), |(begun, ended), (begin, end)| (begun + begin, ended + end));
    assert_eq!((begun, ended), (200, 200), "each is stored when it begins and when it ends");
    assert!(counts.iter().all(|(begin, end)| begin + end <= 64), "{counts:?}");
    // The execution's beginning and end, and four hundred changes of branches, 64 at a time but for where they meet.
    assert!(made.len() <= 2 + 400_usize.div_ceil(64) + 2, "{counts:?}");
    for commit in &made {
        assert!(commit.history.is_sorted_by_key(|row| row.id));
    }
    assert_eq!(recorded(&made).len(), 200);
    assert_eq!(account.items().len(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_shared_commit_is_no_larger_than_it_has_to_be() {
    let items: Vec<_> = (0..12).map(|_| "x".repeat(100_000)).collect();
    let (made, output) = fetch_all(&items, &Arc::default()).await;
    assert_eq!(output, Ok(12));
    let most = made.iter().map(|commit| branches(commit)).map(|(begin, end)| begin + end).max();
    // The third one makes it more than 256 KiB.
    assert!(most.is_some_and(|most| (2..=3).contains(&most)), "{most:?}");
}

/// One branch fails while others are on their way into the store, and others have long begun.
#[tokio::test(start_paused = true)]
async fn what_a_failure_leaves_behind_is_recorded_with_it() {
    let account = Arc::<Account>::default();
    account.set("item 99", Doing::TakeAndFail(5));
    account.set("item 98", Doing::Take(4));
    account.set("item 97", Doing::Hang);
    let (made, output) = fetch_all(&numbered(100), &account).await;
    assert_eq!(output, Err("ErrandError.Lost".to_owned()));
    assert_eq!(account.items().len(), 100, "all had begun");
    // Those that took no time, and 98, which came before 99.
    assert_eq!(recorded(&made).len(), 98);
    let begun: usize = made.iter().map(|commit| branches(commit).0).sum();
    assert_eq!(begun, 100);
}
