//! What branches are given, where that may fail. The arguments of a branch that begins with a state are the Parallel's:
//! no branch begins, and the Parallel's own retriers and catchers have the error, not those of the branch's first state.
//! The arguments of a branch that is a task are the task's, as they are of a task state.

use workflow_runtime::prelude::*;

use super::{Bench, Job, Lab, LabError, Verdict, alike, job};
use crate::Recorded;

/// Every branch is given what may not be there.
#[workflow(tasks(lab(Lab)))]
pub(crate) mod given {
    use super::*;

    #[start]
    #[parallel(retry(on(LabError::Odd), max_attempts = 1))]
    fn all(job: Job) -> Transition<i64> {
        match parallel(tolerant(job.numbers[0]), lab.measure(job.numbers[1], 2), lab.work(&job)) {
            Ok((first, second, third)) => succeed(first + second + third),
            Err(error) => told(job, error.name()),
        }
    }

    /// What goes wrong here goes unnoticed.
    #[task(retry(on(any), max_attempts = 2))]
    fn tolerant(number: i64) -> Transition<i64> {
        match lab.measure(number, 3) {
            Ok(tripled) => succeed(tripled),
            Err(_) => succeed(-1),
        }
    }

    #[choice]
    fn told(job: Job, error: String) -> Transition<i64> {
        if job.numbers.is_empty() { fail(Verdict(error)) } else { succeed(-2) }
    }
}

/// A Parallel that tries everything again, its own arguments and those of its tasks too.
#[workflow(tasks(lab(Lab)))]
pub(crate) mod tried_again {
    use super::*;

    #[start]
    #[parallel(retry(on(any), interval(seconds(2)), max_attempts = 2))]
    fn both(job: Job) -> Transition<i64> {
        let (number, _, _) = parallel(lab.measure(job.numbers[1], 2), lab.work(&job), quiet(job.numbers[2]))?;
        succeed(number)
    }

    #[succeed]
    fn quiet(number: i64) -> Transition<i64> {
        succeed(number)
    }
}

/// A Parallel of tasks alone.
#[workflow(tasks(lab(Lab)))]
pub(crate) mod tasks_alone {
    use super::*;

    #[start]
    #[parallel(retry(on(any), interval(seconds(2)), max_attempts = 1))]
    fn both(job: Job) -> Transition<i64> {
        match parallel(lab.measure(job.numbers[1], 2), named("Other", lab.measure(job.numbers[0], 2))) {
            Ok((number, _)) => succeed(number),
            Err(_) => succeed(-1),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_argument_that_fails_fails_the_parallel() {
    let given = |lab: Recorded<Bench>| given::Workflow { lab };
    for numbers in [&[][..], &[5], &[5, 6], &[-5, 6]] {
        alike(given, job("a", 3, numbers), &[], None).await;
    }
}

#[tokio::test(start_paused = true)]
async fn and_is_tried_again_by_it() {
    let tried_again = |lab: Recorded<Bench>| tried_again::Workflow { lab };
    for numbers in [&[][..], &[5, 6], &[5, 6, 7]] {
        alike(tried_again, job("a", 3, numbers), &[], None).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_argument_of_a_task_is_its_own() {
    let tasks_alone = |lab: Recorded<Bench>| tasks_alone::Workflow { lab };
    for numbers in [&[5][..], &[5, 6]] {
        alike(tasks_alone, job("a", 3, numbers), &[], None).await;
    }
}
