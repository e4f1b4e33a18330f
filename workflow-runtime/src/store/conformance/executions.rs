//! Executions: how they end, and how they are found and listed.

use super::super::{
    Commit, ExecutionChange, ExecutionId, ExecutionRow, ExecutionStatus, HistoryId, ListFilter, Store,
    Summary,
};
use super::given::{at, begun, commit, ended, execution, loaded, ok, same, start};
use super::{Found, rules};

fn changed(change: ExecutionChange) -> Commit {
    Commit { executions: vec![change], ..Commit::default() }
}

fn over(number: i64, status: ExecutionStatus) -> Commit {
    changed(ExecutionChange { status, ..ended(number, at(100 + number), None) })
}

/// The ids of a list.
async fn list(
    store: &dyn Store,
    filter: &ListFilter,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<i64>, String> {
    let list = ok("list", store.list(filter, before.map(execution), limit).await)?;
    Ok(list.iter().map(|summary| summary.id.get()).collect())
}

/// Twelve executions of two workflows, some of them over.
async fn fill(store: &dyn Store) -> Found {
    for number in 1..=12 {
        let mut one = start(number);
        one.workflow = if number % 3 == 0 { "refunds" } else { "orders" }.to_owned();
        one.name = format!("{}{number}", ["a", "A", "a%", "a_"][usize::try_from(number % 4).unwrap_or(0)]);
        commit(store, Commit { start: vec![one], ..Commit::default() }).await?;
    }
    commit(store, over(2, ExecutionStatus::Succeeded)).await?;
    commit(store, over(5, ExecutionStatus::Failed)).await?;
    commit(store, over(6, ExecutionStatus::Failed)).await?;
    commit(store, over(7, ExecutionStatus::TimedOut)).await?;
    commit(store, over(8, ExecutionStatus::Aborted)).await
}

rules! {
    /// A change of an execution sets everything that it names, again and again.
    async fn an_execution_changes(store: &dyn Store) -> Found {
        commit(store, Commit { start: vec![start(1)], ..Commit::default() }).await?;
        for (redrives, status) in (1..).zip(ExecutionStatus::ALL) {
            let over = status != ExecutionStatus::Running;
            let change = ExecutionChange {
                id: execution(1),
                status,
                finished_at: over.then(|| at(50)),
                outcome: over.then(|| vec![0, 1, 2]),
                head: over.then_some(HistoryId(3)),
                redrives,
            };
            commit(store, changed(change.clone())).await?;
            let expected = ExecutionRow {
                status,
                finished_at: change.finished_at,
                outcome: change.outcome,
                head: change.head,
                redrives,
                ..begun(start(1))
            };
            same("load().execution", &loaded(store, 1).await?.execution, &expected)?;
            same("find()", &ok("find", store.find("orders", "name-1").await)?, &Some(expected))?;
        }
        let again = ExecutionChange {
            id: execution(1),
            status: ExecutionStatus::Running,
            finished_at: None,
            outcome: None,
            head: None,
            redrives: 0,
        };
        commit(store, changed(again)).await?;
        same("one that runs again", &loaded(store, 1).await?.execution, &begun(start(1)))
    }

    /// An execution is found by its workflow and its whole name.
    async fn find_is_exact(store: &dyn Store) -> Found {
        fill(store).await?;
        for (workflow, name, expected) in [
            ("orders", "A1", Some(1)),
            ("orders", "a1", None),
            ("orders", "A", None),
            ("refunds", "A1", None),
            ("ORDERS", "A1", None),
            ("orders", "%", None),
            ("refunds", "a_3", Some(3)),
        ] {
            let found = ok("find", store.find(workflow, name).await)?.map(|row| row.start.id.get());
            same(&format!("find({workflow:?}, {name:?})"), &found, &expected)?;
        }
        Ok(())
    }

    /// An execution's children are those it began that have not ended, in the order of their ids.
    async fn children(store: &dyn Store) -> Found {
        for (number, parent) in [(1, None), (2, Some(1)), (3, Some(2)), (4, Some(1)), (5, Some(1))] {
            let mut one = start(number);
            one.parent = parent.map(execution);
            commit(store, Commit { start: vec![one], ..Commit::default() }).await?;
        }
        commit(store, over(4, ExecutionStatus::Failed)).await?;
        let of = async |number| ok("children", store.children(execution(number)).await);
        same("children(1)", &of(1).await?, &vec![execution(2), execution(5)])?;
        same("children(2)", &of(2).await?, &vec![execution(3)])?;
        same("children(3)", &of(3).await?, &vec![])?;
        let again = ExecutionChange {
            status: ExecutionStatus::Running, finished_at: None, outcome: None, ..ended(4, at(0), None)
        };
        commit(store, changed(again)).await?;
        same("children(1), one redriven", &of(1).await?, &[2, 4, 5].map(execution).to_vec())
    }

    /// A list shows executions, the newest first, without their payloads.
    async fn a_list_shows(store: &dyn Store) -> Found {
        let mut nested = start(2);
        nested.parent = Some(execution(1));
        commit(store, Commit { start: vec![start(1), nested], ..Commit::default() }).await?;
        commit(store, over(1, ExecutionStatus::TimedOut)).await?;
        let shown = |number, status, finished_at, parent: Option<ExecutionId>| Summary {
            id: execution(number),
            workflow: "orders".to_owned(),
            name: format!("name-{number}"),
            definition: "hash".to_owned(),
            status,
            started_at: at(number),
            finished_at,
            parent,
        };
        let expected = vec![
            shown(2, ExecutionStatus::Running, None, Some(execution(1))),
            shown(1, ExecutionStatus::TimedOut, Some(at(101)), None),
        ];
        same("list()", &ok("list", store.list(&ListFilter::default(), None, 10).await)?, &expected)
    }

    /// A list shows what all conditions of its filter let through.
    async fn a_list_is_filtered(store: &dyn Store) -> Found {
        fill(store).await?;
        let text = |text: &str| Some(text.to_owned());
        let failed = Some(ExecutionStatus::Failed);
        for (workflow, status, name_prefix, expected) in [
            (None, None, None, (1..=12).rev().collect()),
            (text("refunds"), None, None, vec![12, 9, 6, 3]),
            (text("nothing"), None, None, vec![]),
            (None, Some(ExecutionStatus::Running), None, vec![12, 11, 10, 9, 4, 3, 1]),
            (None, Some(ExecutionStatus::Succeeded), None, vec![2]),
            (None, failed, None, vec![6, 5]),
            (None, Some(ExecutionStatus::TimedOut), None, vec![7]),
            (None, Some(ExecutionStatus::Aborted), None, vec![8]),
            (text("orders"), failed, None, vec![5]),
            (None, None, text(""), (1..=12).rev().collect()),
            (None, None, text("a"), vec![12, 11, 10, 8, 7, 6, 4, 3, 2]),
            (None, None, text("A"), vec![9, 5, 1]),
            (None, None, text("a%"), vec![10, 6, 2]),
            (None, None, text("a_"), vec![11, 7, 3]),
            (text("refunds"), failed, text("a%6"), vec![6]),
            (None, None, text("a%66"), vec![]),
            (None, None, text("\u{10ffff}"), vec![]),
        ] {
            let filter = ListFilter { workflow, status, name_prefix };
            same(&format!("list({filter:?})"), &list(store, &filter, None, 100).await?, &expected)?;
        }
        Ok(())
    }

    /// A list is read page by page, without a gap or anything twice.
    async fn a_list_by_pages(store: &dyn Store) -> Found {
        fill(store).await?;
        let filter = ListFilter { workflow: Some("orders".to_owned()), ..ListFilter::default() };
        for limit in [1, 2, 3, 5, 8, 9] {
            let mut found = Vec::new();
            loop {
                let page = list(store, &filter, found.last().copied(), limit).await?;
                if page.is_empty() || found.len() > 100 {
                    break;
                }
                found.extend(page);
            }
            same(&format!("list() in pages of {limit}"), &found, &vec![11, 10, 8, 7, 5, 4, 2, 1])?;
        }
        same("list(limit: 0)", &list(store, &filter, None, 0).await?, &vec![])
    }
}
