//! The history of an execution, read back as events, page by page.
//!
//! The engine writes rows (`record/row.rs`); AWS's events are made of them here, for whoever reads a store: nothing here
//! knows a workflow's types, or owns anything. Read next: `reader.rs` (from entries to events), `frames.rs` (what is known
//! of each machine meanwhile).

mod frames;
mod payload;
mod reader;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

pub(super) use self::payload::input_of;
use self::reader::Reader;
use super::errors;
use super::record::Row;
use crate::Error;
use crate::observer::HistoryEvent;
use crate::store::{ExecutionId, HistoryId, Loaded, Store, StoreError, Visitor};

/// How many rows are read at a time.
const ROWS: usize = 512;

/// The events of an execution, from the first one on, page by page.
///
/// Of the execution it holds the numbers of its rows, and what is needed to make the next event; no page that was read.
/// Rows that come after it was opened are not in it.
#[must_use = "it reads nothing until it is asked for a page"]
pub struct EventPages {
    source: Source,
    rows: VecDeque<HistoryId>,
    reader: Reader,
    ready: VecDeque<HistoryEvent>,
}

/// Where rows are read.
#[derive(Clone)]
pub(super) enum Source {
    Owned(Arc<dyn Store>),
    Visited(Arc<dyn Visitor>),
}

impl Source {
    pub(super) async fn load(&self, id: ExecutionId) -> Result<Option<Loaded>, StoreError> {
        match self {
            Self::Owned(store) => Store::load(&**store, id).await,
            Self::Visited(visitor) => visitor.load(id).await,
        }
    }

    async fn trail(&self, heads: &[HistoryId]) -> Result<VecDeque<HistoryId>, StoreError> {
        let rows = match self {
            Self::Owned(store) => Store::trail(&**store, heads).await?,
            Self::Visited(visitor) => visitor.trail(heads).await?,
        };
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    async fn rows(&self, ids: &[HistoryId]) -> Result<Vec<crate::store::HistoryRow>, StoreError> {
        match self {
            Self::Owned(store) => Store::history(&**store, ids).await,
            Self::Visited(visitor) => visitor.history(ids).await,
        }
    }
}

impl EventPages {
    /// The events of an execution; `None` if there is no such execution.
    pub(super) async fn open(source: Source, id: ExecutionId) -> Result<Option<Self>, StoreError> {
        let Some(loaded) = source.load(id).await? else { return Ok(None) };
        let heads: Vec<HistoryId> = loaded
            .execution
            .head
            .into_iter()
            .chain(loaded.frames.iter().filter_map(|frame| frame.head))
            .collect();
        let rows = source.trail(&heads).await?;
        let reader = Reader::new(&loaded.execution);
        Ok(Some(Self { source, rows, reader, ready: VecDeque::new() }))
    }

    /// The next events, at most `limit` of them; none when there are no more.
    ///
    /// # Errors
    ///
    /// If the store cannot be read ([`Error::is_store_failure`]), or what is in it is no history
    /// ([`Error::is_unreadable`]).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses no event.
    pub async fn next(&mut self, limit: usize) -> Result<Vec<HistoryEvent>, Error> {
        while self.ready.len() < limit && !self.rows.is_empty() {
            let count = self.rows.len().min(ROWS);
            let ids: Vec<HistoryId> = self.rows.iter().take(count).copied().collect();
            let rows = self.source.rows(&ids).await.map_err(|error| errors::store(&error))?;
            self.rows.drain(..count);
            for row in rows {
                let read: Row<'_> = serde_json::from_slice(&row.data).map_err(|reason| {
                    errors::unreadable(format!("row {} of the history cannot be read: {reason}", row.id.0))
                })?;
                self.ready.extend(self.reader.read(&read));
            }
        }
        let count = self.ready.len().min(limit);
        Ok(self.ready.drain(..count).collect())
    }

    /// All events that are left.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn rest(&mut self) -> Result<Vec<HistoryEvent>, Error> {
        let mut events = Vec::new();
        loop {
            let page = self.next(4 * ROWS).await?;
            if page.is_empty() {
                return Ok(events);
            }
            events.extend(page);
        }
    }

    /// Passes over all events up to the one with the number `id`.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn skip_to(&mut self, id: u64) -> Result<(), Error> {
        loop {
            while self.ready.front().is_some_and(|event| event.id <= id) {
                self.ready.pop_front();
            }
            if !self.ready.is_empty() {
                return Ok(());
            }
            let page = self.next(ROWS).await?;
            if page.is_empty() {
                return Ok(());
            }
            self.ready.extend(page);
        }
    }
}

impl fmt::Debug for EventPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventPages").field("rows_left", &self.rows.len()).finish_non_exhaustive()
    }
}
