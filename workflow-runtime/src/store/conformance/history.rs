//! The history: rows as they were written, and the way back through them; and definitions, which it is read with.

use super::super::{Commit, HistoryId, HistoryRow, Store};
use super::given::{bare, commit, ok, row, same, started};
use super::{Found, rules};

fn ids(ids: &[i64]) -> Vec<HistoryId> {
    ids.iter().copied().map(HistoryId).collect()
}

/// A Parallel of two branches, of which one has a Parallel of its own: rows 1 to 9.
fn nested_branches() -> Vec<HistoryRow> {
    vec![
        row(1, 1, None, &[]),
        row(2, 1, Some(1), &[]),
        row(3, 1, Some(1), &[]),
        row(4, 1, Some(3), &[]),
        row(5, 1, Some(3), &[]),
        row(6, 1, Some(3), &[4, 5]),
        row(7, 1, Some(2), &[]),
        row(8, 1, Some(1), &[7, 6]),
        row(9, 1, Some(8), &[]),
    ]
}

rules! {
    /// Rows of the history come as they were written, in the order that is asked for; those that are not there are left
    /// out, and one that is asked for twice comes twice.
    async fn rows_as_written(store: &dyn Store) -> Found {
        let joins: Vec<i64> = (1..=10_000).map(|at| at * 7_919 % 10_007).collect();
        let mut large = row(1 << 40, 1, Some(3), &joins);
        large.data = vec![];
        let rows = vec![row(3, 1, None, &[]), row(5, 1, Some(3), &[3]), large.clone()];
        commit(store, Commit { history: rows.clone(), ..started(1) }).await?;
        let asked = ids(&[1 << 40, 5, 4, 3, 5, -1]);
        let found = ok("history", store.history(&asked).await)?;
        same("history()", &found, &vec![large, rows[1].clone(), rows[0].clone(), rows[1].clone()])?;
        same("history(nothing)", &ok("history", store.history(&[]).await)?, &vec![])
    }

    /// A trail is every row that can be reached by what rows follow and join, each once, in the order of their ids,
    /// without data.
    async fn a_trail(store: &dyn Store) -> Found {
        commit(store, Commit { history: nested_branches(), ..started(1) }).await?;
        commit(store, Commit { history: vec![row(10, 2, None, &[])], ..started(2) }).await?;
        for (heads, expected) in [
            (vec![9], (1..=9).collect()),
            (vec![6], vec![1, 3, 4, 5, 6]),
            (vec![7, 4], vec![1, 2, 3, 4, 7]),
            (vec![4, 7, 4], vec![1, 2, 3, 4, 7]),
            (vec![10, 2], vec![1, 2, 10]),
            (vec![77, 1], vec![1]),
            (vec![], vec![]),
        ] {
            let found = ok("trail", store.trail(&ids(&heads)).await)?;
            let reached: Vec<i64> = found.iter().map(|row| row.id.0).collect();
            same(&format!("the ids of trail({heads:?})"), &reached, &expected)?;
        }
        let found = ok("trail", store.trail(&ids(&[9])).await)?;
        same("trail([9])", &found, &nested_branches().into_iter().map(bare).collect())
    }

    /// A trail may be long.
    async fn a_long_trail(store: &dyn Store) -> Found {
        let rows = (1..=20_000).map(|id| row(id, 1, (id > 1).then(|| id - 1), &[])).collect();
        commit(store, Commit { history: rows, ..started(1) }).await?;
        let found = ok("trail", store.trail(&ids(&[20_000])).await)?;
        same("how many rows there are", &found.len(), &20_000)
    }

    /// A definition is kept under its hash, and the first one stays.
    async fn definitions(store: &dyn Store) -> Found {
        same("definition()", &ok("definition", store.definition("hash").await)?, &None)?;
        let large = "[1, 2, 3], ".repeat(50_000);
        for (hash, definition) in [("hash", "{}"), ("other", large.as_str()), ("hash", "{\"new\": 1}"), ("", "")] {
            ok("put_definition", store.put_definition(hash, definition).await)?;
        }
        for (hash, expected) in [("hash", Some("{}")), ("other", Some(large.as_str())), ("", Some("")), ("HASH", None)] {
            let found = ok("definition", store.definition(hash).await)?;
            same(&format!("definition({hash:?})"), &found.as_deref(), &expected)?;
        }
        Ok(())
    }
}
