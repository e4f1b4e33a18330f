//! Coverage over several test functions of one test binary.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::coverage::Coverage;
use super::run::Run;
use crate::Workflow;

/// The coverage of a suite: of several `#[test]` functions, in whatever order and on whatever threads they run.
///
/// Each test hands its runs in as the last thing it does. The one that is the last of all to do so judges: if something
/// was never passed it fails, with the table. When only some of the tests are run (`cargo test a_name`), or one has
/// failed, nobody is the last, and nothing is judged.
///
/// ```
/// # use workflow_runtime::{prelude::*, testing::{self, SuiteCoverage}};
/// # #[workflow]
/// # pub mod greeting {
/// #     use super::*;
/// #     #[start]
/// #     #[choice]
/// #     fn decide(late: bool) -> Transition<String> {
/// #         if late { succeed("good evening") } else { succeed("good day") }
/// #     }
/// # }
/// static COVERAGE: SuiteCoverage<greeting::Workflow> = SuiteCoverage::of_tests(2);
///
/// # /*
/// #[test]
/// # */
/// fn in_the_evening() {
///     let run = testing::run(&greeting::Workflow {}, true);
///     assert_eq!(run.output(), "good evening");
///     COVERAGE.test_done([run]);
/// }
///
/// # /*
/// #[test]
/// # */
/// fn in_the_morning() {
///     let run = testing::run(&greeting::Workflow {}, false);
///     assert_eq!(run.output(), "good day");
///     COVERAGE.test_done([run]);
/// }
/// # fn main() {
/// # in_the_evening();
/// # in_the_morning();
/// # }
/// ```
pub struct SuiteCoverage<W> {
    tests: usize,
    state: Mutex<Suite<W>>,
}

struct Suite<W> {
    done: usize,
    coverage: Option<Coverage<W>>,
}

impl<W: Workflow> SuiteCoverage<W> {
    /// The coverage of so many test functions, none of which has run.
    #[must_use]
    pub const fn of_tests(tests: usize) -> Self {
        Self { tests, state: Mutex::new(Suite { done: 0, coverage: None }) }
    }

    /// Counts the runs of a test function, which is done with them; the last one judges.
    ///
    /// # Panics
    ///
    /// In the last one if something was never passed, and in one more than there should be.
    #[track_caller]
    pub fn test_done(&self, runs: impl IntoIterator<Item = Run<W>>) {
        let mut suite = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Suite { done, coverage } = &mut *suite;
        let coverage = coverage.get_or_insert_with(Coverage::of);
        runs.into_iter().for_each(|run| coverage.record(&run));
        *done += 1;
        assert!(*done <= self.tests, "more than {} tests are done: say how many there are", self.tests);
        if *done == self.tests {
            coverage.assert_complete();
        }
    }
}

impl<W> fmt::Debug for SuiteCoverage<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SuiteCoverage").field("tests", &self.tests).finish_non_exhaustive()
    }
}
