//! Executions that are kept in a file: run there, looked at and told something, by this process or another.
//!
//! `run.rs` owns the file and runs what is in it; `look.rs` reads it and `tell.rs` leaves word in it, whether somebody
//! runs it or not. No story knows more of this than [`Place`], [`Decision`] and [`names`].

mod look;
mod run;
mod tell;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;
use workflow_runtime::engine::Remote;
use workflow_runtime::store::{ExecutionId, SqliteStore};
use workflow_runtime::{Error, Workflow as _};

pub(crate) use look::{Depth, Filter, list, show};
pub(crate) use run::run;
pub(crate) use tell::{decide, redrive, stop};

use crate::{Example, Problem};

/// Where executions are kept, and what belongs to them beside that.
#[derive(Clone, Debug)]
pub struct Place {
    store: PathBuf,
}

impl Place {
    pub(crate) fn at(store: &Path) -> Self {
        Self { store: store.to_owned() }
    }

    /// A file or directory of the simulated world, beside the store: `FILE.what`.
    #[must_use]
    pub fn beside(&self, what: &str) -> PathBuf {
        let mut path = self.store.clone().into_os_string();
        path.push(".");
        path.push(what);
        path.into()
    }

    /// The store as its user named it.
    #[must_use]
    pub fn store(&self) -> String {
        self.store.display().to_string()
    }

    /// Opens the store to run it.
    pub(crate) fn own(&self) -> Result<SqliteStore, Problem> {
        SqliteStore::open(&self.store)
            .map_err(|error| if error.is_owned() { self.is_run_already() } else { Problem::new(error) })
    }

    /// Opens the store to look at it, and to leave word in it.
    fn remote(&self) -> Result<Remote, Problem> {
        if !self.store.exists() {
            let store = self.store();
            return Err(Problem::new(format_args!(
                "there is no store {store}; `run --store {store}` makes one"
            )));
        }
        Remote::open(&self.store).map_err(told)
    }

    /// The execution with this name.
    async fn find<E: Example>(&self, remote: &Remote, name: &str) -> Result<ExecutionId, Problem> {
        let found = remote.find(E::Workflow::NAME, name).await;
        found.map_err(|error| match error.is_not_found() {
            true => Problem::new(format_args!(
                "{0} has no execution `{name}` of {1}; `list --store {0}` shows what there is",
                self.store(),
                E::Workflow::NAME
            )),
            false => told(error),
        })
    }

    fn is_run_already(&self) -> Problem {
        Problem::new(format_args!(
            "{0} is run by another process already; `list`, `show`, `stop`, `redrive`, `approve` and `deny` with \
             `--store {0}` work meanwhile",
            self.store.display()
        ))
    }
}

/// An engine that did not do what it was asked.
#[allow(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
pub(crate) fn told(error: Error) -> Problem {
    Problem::new(error.cause().unwrap_or(error.error()))
}

/// What a person says of something that waits for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Approved,
    /// No.
    Denied {
        /// Why.
        reason: String,
    },
}

/// What `approve` and `deny` complete a token with: the type that the workflow's callback awaits.
pub trait Decision: Serialize + Sized {
    /// The decision that says this; `None` if nothing in the workflow waits for a person.
    fn of(verdict: Verdict) -> Option<Self>;
}

/// The decision of a workflow in which nothing waits for a person: there is none.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum NoDecision {}

impl Decision for NoDecision {
    fn of(_: Verdict) -> Option<Self> {
        None
    }
}

/// AWS's quota for the name of an execution, in characters.
const MAX_NAME_LEN: usize = 80;

/// A name of its own for the execution of each item, from what people call it: the same names for the same items.
#[must_use]
pub fn names<'a>(titles: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let own = |title| {
        let plain = name(title);
        let (mut own, mut number) = (plain.clone(), 1);
        while !taken.insert(own.clone()) {
            number += 1;
            let suffix = format!("-{number}");
            own = plain.chars().take(MAX_NAME_LEN - suffix.len()).chain(suffix.chars()).collect();
        }
        own
    };
    titles.into_iter().map(own).collect()
}

/// A title with what AWS does not take in a name replaced.
fn name(title: &str) -> String {
    let bad = |c: char| c.is_whitespace() || c.is_control() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(c);
    let plain: String = title.chars().take(MAX_NAME_LEN).map(|c| if bad(c) { '-' } else { c }).collect();
    if plain.is_empty() { "-".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn every_item_has_a_name_that_aws_takes_and_no_other_item_has() {
        assert_eq!(
            names(["Ada Lovelace", "F. Chopin", "Ada Lovelace", "", "Ada Lovelace", "a/b:c"]),
            ["Ada-Lovelace", "F.-Chopin", "Ada-Lovelace-2", "-", "Ada-Lovelace-3", "a-b-c"]
        );
        let long = "x".repeat(100);
        let named = names([long.as_str(), long.as_str()]);
        assert_eq!(named.iter().map(String::len).collect::<Vec<_>>(), [80, 80]);
        assert!(named[1].ends_with("x-2"));
    }
}
