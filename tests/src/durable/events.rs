//! The history of an execution as anybody reads it, page by page; machine by machine, so that two can be compared.
//!
//! Knows nothing of rows. Read next: `record.rs`, which reads both.

use std::collections::{BTreeMap, BTreeSet};

use workflow_runtime::engine::Remote;
use workflow_runtime::observer::{EventDetails, HistoryEvent};
use workflow_runtime::store::ExecutionId;

use super::record::same_in_each;

/// How many events a page has: few, so that there are pages.
const PAGE: usize = 3;

/// What happened in each machine of an execution.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// The events, by the machine: empty of the main one, `/2.0` of the first branch of the second time that it had some.
    machines: BTreeMap<String, Vec<String>>,
    /// The branches that did not succeed together: they may have come further in one run than in another.
    given_up: BTreeSet<String>,
}

/// The branches that a machine has begun.
#[derive(Debug, Default)]
struct Forks {
    count: u32,
    under_way: bool,
}

impl Events {
    /// Reads the history of an execution.
    ///
    /// # Panics
    ///
    /// If it cannot be read, is not the same page by page as at once, or its events are not numbered from 1 on, each after
    /// the one that it follows.
    pub async fn read(remote: &Remote, id: ExecutionId) -> Self {
        let mut pages = remote.events(id).await.expect("the history can be read");
        let (mut events, mut forks) = (Self::default(), BTreeMap::new());
        let mut last = None;
        let at_once = remote.history(id).await.expect("the history can be read");
        assert!(!at_once.is_empty(), "it has begun");
        for part in at_once.chunks(PAGE) {
            let page = pages.next(PAGE).await.expect("the history can be read");
            assert_eq!(page, part, "a page is what stands there in the whole");
            for event in page {
                assert_eq!(event.id, last.map_or(1, |last| last + 1), "each event once: {event:?}");
                assert!(event.previous_event_id < event.id, "it follows what went before: {event:?}");
                let first = matches!(event.details, EventDetails::ExecutionStarted { .. });
                assert_eq!(first, last.is_none(), "it begins once: {event:?}");
                last = Some(event.id);
                events.take(&event, &mut forks);
            }
        }
        assert_eq!(pages.next(PAGE).await.expect("the history can be read"), [], "then there are no more");
        let under_way = forks.into_iter().filter(|(_, forks)| forks.under_way);
        events.given_up.extend(under_way.map(|(machine, forks)| format!("{machine}/{}.", forks.count)));
        events
    }

    fn take(&mut self, event: &HistoryEvent, forks: &mut BTreeMap<String, Forks>) {
        let machine = event.path.iter().fold(String::new(), |machine, index| {
            let count = forks.get(&machine).map_or(0, |forks| forks.count);
            format!("{machine}/{count}.{index}")
        });
        match event.details {
            EventDetails::ParallelStateStarted | EventDetails::MapStateStarted { .. } => {
                let forks = forks.entry(machine.clone()).or_default();
                if forks.under_way {
                    self.given_up.insert(format!("{machine}/{}.", forks.count));
                }
                *forks = Forks { count: forks.count + 1, under_way: true };
            }
            EventDetails::ParallelStateSucceeded | EventDetails::MapStateSucceeded => {
                forks.entry(machine.clone()).or_default().under_way = false;
            }
            // Which branches a failing one gave up depends on how far they were.
            EventDetails::StateAborted { .. } | EventDetails::MapIterationAborted { .. } => return,
            _ => {}
        }
        self.machines.entry(machine).or_default().push(format!("{:?}", event.details));
    }

    /// Where the two differ, as [`Record::same`](super::record::Record::same).
    ///
    /// # Errors
    ///
    /// The first difference.
    pub fn same(&self, other: &Self) -> Result<(), String> {
        let given_up = |machine: &str| {
            self.given_up.iter().chain(&other.given_up).any(|fork| machine.starts_with(fork.as_str()))
        };
        same_in_each(&self.machines, &other.machines, given_up)
    }
}
