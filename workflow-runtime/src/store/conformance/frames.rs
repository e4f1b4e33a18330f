//! Frames: how they change, and which are due.

use super::super::{Commit, Due, FrameChange, FrameId, HistoryId, Store, Wake};
use super::given::{
    at, commit, execution, frame, frame_row, frames, loaded, ok, only_frame, same, start, started,
};
use super::{Found, rules};

/// What is due, as times and frames.
async fn due(store: &dyn Store, after: Option<Due>, until: i64, limit: usize) -> Result<Vec<Due>, String> {
    ok("due", store.due(after, at(until), limit).await)
}

fn now(frame: FrameId) -> Due {
    Due { at: None, frame }
}

fn later(seconds: i64, frame: FrameId) -> Due {
    Due { at: Some(at(seconds)), frame }
}

rules! {
    /// An update with `wake: None` changes checkpoint and head, and leaves the wake as it is.
    async fn an_update_keeps_the_wake(store: &dyn Store) -> Found {
        for (number, wake) in [(1, Wake::Now), (2, Wake::At(at(10))), (3, Wake::Never)] {
            let mut one = started(number);
            one.frames = vec![FrameChange::Insert(frame_row(number, 0, wake))];
            commit(store, one).await?;
            let before = due(store, None, 100, 10).await?;
            let id = frame(number, 0);
            let head = Some(HistoryId(7));
            commit(store, frames([FrameChange::Update { id, data: b"new".to_vec(), head, wake: None }])).await?;
            let expected = super::super::FrameRow { id, data: b"new".to_vec(), head, wake };
            same("the frame", &only_frame(store, number).await?, &expected)?;
            same("due()", &due(store, None, 100, 10).await?, &before)?;
        }
        Ok(())
    }

    /// An update with a wake changes all three; a wake by itself changes nothing else.
    async fn a_wake_changes(store: &dyn Store) -> Found {
        commit(store, started(1)).await?;
        let id = frame(1, 0);
        let head = Some(HistoryId(7));
        for wake in [Wake::At(at(5)), Wake::At(at(3)), Wake::Never, Wake::Now, Wake::Now, Wake::At(at(1))] {
            let update = FrameChange::Update { id, data: b"new".to_vec(), head, wake: Some(wake) };
            for change in [update, FrameChange::Wake(id, wake)] {
                commit(store, frames([change.clone()])).await?;
                let expected = super::super::FrameRow { id, data: b"new".to_vec(), head, wake };
                same(&format!("the frame after {change:?}"), &only_frame(store, 1).await?, &expected)?;
                let expected = match wake {
                    Wake::Now => vec![now(id)],
                    Wake::At(at) => vec![Due { at: Some(at), frame: id }],
                    Wake::Never => vec![],
                };
                same(&format!("due() after {change:?}"), &due(store, None, 100, 10).await?, &expected)?;
            }
        }
        let update = FrameChange::Update { id, data: b"x".to_vec(), head: None, wake: None };
        commit(store, frames([update])).await?;
        same("a head that is taken away", &only_frame(store, 1).await?.head, &None)
    }

    /// To delete a frame that is not there is no error; one that is deleted is not due any more.
    async fn a_deleted_frame(store: &dyn Store) -> Found {
        commit(store, started(1)).await?;
        let delete = || frames([FrameChange::Delete(frame(1, 0)), FrameChange::Delete(frame(1, 9))]);
        commit(store, delete()).await?;
        commit(store, delete()).await?;
        commit(store, frames([FrameChange::DeleteAll(execution(77))])).await?;
        same("the frames", &loaded(store, 1).await?.frames, &vec![])?;
        same("due()", &due(store, None, 100, 10).await?, &vec![])
    }

    /// Deleting all frames of an execution deletes all of them and no others.
    async fn delete_all(store: &dyn Store) -> Found {
        let largest = (1 << 24) - 1;
        let mut one = Commit { start: vec![start(1), start(2), start(3)], ..Commit::default() };
        for number in 1..=3 {
            for frame in [0, 1, largest] {
                one.frames.push(FrameChange::Insert(frame_row(number, frame, Wake::Now)));
            }
        }
        commit(store, one).await?;
        commit(store, frames([FrameChange::DeleteAll(execution(2))])).await?;
        same("the frames of 2", &loaded(store, 2).await?.frames, &vec![])?;
        let expected = [1, 3].map(|number| [0, 1, largest].map(|frame| frame_row(number, frame, Wake::Now)).to_vec());
        same("the frames of 1", &loaded(store, 1).await?.frames, &expected[0])?;
        same("the frames of 3", &loaded(store, 3).await?.frames, &expected[1])?;
        let left = due(store, None, 0, 10).await?;
        same("how many are due", &left.len(), &6)
    }

    /// An execution's frames come in the order of their ids.
    async fn frames_in_order(store: &dyn Store) -> Found {
        commit(store, started(1)).await?;
        for number in [5, 3, 70_000, 4] {
            commit(store, frames([FrameChange::Insert(frame_row(1, number, Wake::Never))])).await?;
        }
        let found: Vec<u32> = loaded(store, 1).await?.frames.iter().map(|frame| frame.id.number()).collect();
        same("the frames' numbers", &found, &vec![0, 3, 4, 5, 70_000])
    }

    /// Frames that are due come ordered by when and then by id, those due now first, those of later and never not.
    async fn due_in_order(store: &dyn Store) -> Found {
        fill(store).await?;
        same("due(until: 20)", &due(store, None, 20, 100).await?, &expected_until_20())?;
        same("due(until: 9)", &due(store, None, 9, 100).await?, &vec![now(frame(2, 0)), now(frame(4, 0))])?;
        let eleven = due(store, None, 11, 100).await?;
        same("due(until: 11)", &eleven, &expected_until_20()[..5].to_vec())
    }

    /// What is due is read page by page, without a gap or anything twice.
    async fn due_by_pages(store: &dyn Store) -> Found {
        fill(store).await?;
        for limit in 1..=7 {
            let mut found = Vec::new();
            loop {
                let page = due(store, found.last().copied(), 20, limit).await?;
                if page.len() > limit {
                    return Err(format!("at most {limit} are expected; {} came", page.len()));
                }
                let last = page.is_empty();
                found.extend(page);
                if last || found.len() > 100 {
                    break;
                }
            }
            same(&format!("due() in pages of {limit}"), &found, &expected_until_20())?;
        }
        same("due(limit: 0)", &due(store, None, 20, 0).await?, &vec![])
    }

    /// `after` need not be there any more.
    async fn due_after_what_is_gone(store: &dyn Store) -> Found {
        fill(store).await?;
        commit(store, frames([FrameChange::Delete(frame(3, 0)), FrameChange::Wake(frame(4, 0), Wake::Never)])).await?;
        let after = due(store, Some(now(frame(4, 0))), 20, 2).await?;
        same("due() after a frame that waits now", &after, &expected_until_20()[3..5].to_vec())?;
        let after = due(store, Some(later(10, frame(3, 0))), 20, 1).await?;
        same("due() after a frame that is gone", &after, &vec![later(10, frame(7, 0))])
    }

    /// A wake in 1970 or before is kept as now; any other that has passed is due and keeps its time.
    async fn wakes_that_have_passed(store: &dyn Store) -> Found {
        let epoch = jiff::Timestamp::UNIX_EPOCH;
        let wakes = [epoch, jiff::Timestamp::MIN, epoch + jiff::SignedDuration::from_micros(1)];
        for (number, wake) in (1..).zip(wakes) {
            let mut one = started(number);
            one.frames = vec![FrameChange::Insert(frame_row(number, 0, Wake::At(wake)))];
            commit(store, one).await?;
        }
        let expected = vec![now(frame(1, 0)), now(frame(2, 0)), Due { at: Some(wakes[2]), frame: frame(3, 0) }];
        same("due()", &due(store, None, 0, 10).await?, &expected)?;
        same("the wake at 1970", &only_frame(store, 1).await?.wake, &Wake::Now)
    }
}

/// Nine executions, two of them due now, five until 20, one later, one never.
async fn fill(store: &dyn Store) -> Found {
    let wakes = [
        Wake::At(at(20)),
        Wake::Now,
        Wake::At(at(10)),
        Wake::Now,
        Wake::Never,
        Wake::At(at(21)),
        Wake::At(at(10)),
        Wake::At(at(11)),
        Wake::At(at(12)),
    ];
    for (number, wake) in (1..).zip(wakes) {
        let mut one = started(number);
        one.frames = vec![FrameChange::Insert(frame_row(number, 0, wake))];
        commit(store, one).await?;
    }
    Ok(())
}

fn expected_until_20() -> Vec<Due> {
    vec![
        now(frame(2, 0)),
        now(frame(4, 0)),
        later(10, frame(3, 0)),
        later(10, frame(7, 0)),
        later(11, frame(8, 0)),
        later(12, frame(9, 0)),
        later(20, frame(1, 0)),
    ]
}
