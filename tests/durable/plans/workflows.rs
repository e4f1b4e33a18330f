//! Workflows that do what a plan says: one with branches and nested executions, one of plain things.
//!
//! They know nothing of who carries a plan out, or of what becomes of them. Read next: `carrier.rs`.

use workflow_runtime::prelude::*;

/// One thing that a plan does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub(crate) enum Op {
    /// A task, which fails so often before it succeeds; more than three times is too often.
    Work { fails: u32 },
    /// A wait of so many seconds.
    Wait { seconds: u64 },
    /// A callback.
    Ask {},
    /// Two plans side by side.
    Fork { left: Vec<Op>, right: Vec<Op> },
    /// A plan for each item.
    Each { plans: Vec<Vec<Op>> },
    /// A plan as an execution of its own.
    Nest { plan: Vec<Op> },
}

/// What is left to do, and what came of what is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub(crate) struct Plan {
    pub(crate) ops: Vec<Op>,
    pub(crate) sum: u64,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub(crate) enum Next {
    Work { fails: u32, rest: Plan },
    Wait { seconds: u64, rest: Plan },
    Ask { rest: Plan },
    Fork { left: Plan, right: Plan, rest: Plan },
    Each { plans: Vec<Plan>, rest: Plan },
    Nest { plan: Plan, rest: Plan },
    End { sum: u64 },
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum PlanError {
    #[error("not yet")]
    NotYet,
}

/// Who carries plans out.
#[tasks]
pub(crate) trait Hands {
    /// Takes the first thing off a plan.
    async fn look(&self, plan: &Plan) -> Result<Next, PlanError>;
    /// Does something, at its last attempt.
    async fn work(&self, fails: u32, rest: &Plan) -> Result<Plan, PlanError>;
    /// Has somebody else do something.
    async fn ask(&self, rest: &Plan, token: TaskToken<Plan>) -> Result<(), PlanError>;
    /// Puts two or more results together.
    async fn join(&self, rest: &Plan, sums: &[u64]) -> Result<Plan, PlanError>;
}

/// Does what a plan says, with branches and nested executions.
#[workflow(tasks(hands(Hands)), workflows(inner(crate::plans::workflows::inner)))]
pub(crate) mod outer {
    use super::*;

    #[start]
    #[task]
    fn look(plan: Plan) -> Transition<u64> {
        let next = hands.look(&plan)?;
        choose(next)
    }

    #[choice]
    fn choose(next: Next) -> Transition<u64> {
        match next {
            Next::Work { fails, rest } => work(fails, rest),
            Next::Wait { seconds, rest } => sleep(seconds, rest),
            Next::Ask { rest } => ask(rest),
            Next::Fork { left, right, rest } => fork(left, right, rest),
            Next::Each { plans, rest } => each(plans, rest),
            Next::Nest { plan, rest } => nest(plan, rest),
            Next::End { sum } => succeed(sum),
        }
    }

    #[task(retry(on(PlanError::NotYet), interval(seconds(1)), max_attempts = 3, jitter(Full)))]
    fn work(fails: u32, rest: Plan) -> Transition<u64> {
        let plan = hands.work(fails, &rest)?;
        look(plan)
    }

    #[wait]
    fn sleep(time: u64, rest: Plan) -> Transition<u64> {
        wait(seconds(time));
        look(rest)
    }

    #[task(timeout(hours(3)))]
    fn ask(rest: Plan) -> Transition<u64> {
        let plan = hands.ask(&rest, task_token())?;
        look(plan)
    }

    #[parallel(retry(on(any), interval(seconds(3)), max_attempts = 1))]
    fn fork(left: Plan, right: Plan, rest: Plan) -> Transition<u64> {
        match parallel(left_look(left), right_look(right)) {
            Ok((one, two)) => join(rest, vec![one, two]),
            Err(_) => join(rest, vec![7]),
        }
    }

    #[map(max_concurrency = 2)]
    fn each(plans: Vec<Plan>, rest: Plan) -> Transition<u64> {
        match map(plans, |plan| item_look(plan)) {
            Ok(sums) => join(rest, sums),
            Err(_) => join(rest, vec![8]),
        }
    }

    #[task]
    fn nest(plan: Plan, rest: Plan) -> Transition<u64> {
        match inner.run(plan) {
            Ok(sum) => join(rest, vec![sum]),
            Err(_) => join(rest, vec![9]),
        }
    }

    #[task]
    fn join(rest: Plan, sums: Vec<u64>) -> Transition<u64> {
        let plan = hands.join(&rest, &sums)?;
        look(plan)
    }

    #[task]
    fn left_look(plan: Plan) -> Transition<u64> {
        let next = hands.look(&plan)?;
        left_choose(next)
    }

    #[choice]
    fn left_choose(next: Next) -> Transition<u64> {
        match next {
            Next::Work { fails, rest } => left_work(fails, rest),
            Next::Wait { seconds, rest } => left_sleep(seconds, rest),
            Next::Ask { rest } => left_ask(rest),
            Next::End { sum } => succeed(sum),
            _ => fail(PlanError::NotYet),
        }
    }

    #[task(retry(on(PlanError::NotYet), interval(seconds(1)), max_attempts = 3))]
    fn left_work(fails: u32, rest: Plan) -> Transition<u64> {
        let plan = hands.work(fails, &rest)?;
        left_look(plan)
    }

    #[wait]
    fn left_sleep(time: u64, rest: Plan) -> Transition<u64> {
        wait(seconds(time));
        left_look(rest)
    }

    #[task]
    fn left_ask(rest: Plan) -> Transition<u64> {
        let plan = hands.ask(&rest, task_token())?;
        left_look(plan)
    }

    #[task]
    fn right_look(plan: Plan) -> Transition<u64> {
        let next = hands.look(&plan)?;
        right_choose(next)
    }

    #[choice]
    fn right_choose(next: Next) -> Transition<u64> {
        match next {
            Next::Work { fails, rest } => right_work(fails, rest),
            Next::Wait { seconds, rest } => right_sleep(seconds, rest),
            Next::Nest { plan, rest } => right_nest(plan, rest),
            Next::End { sum } => succeed(sum),
            _ => fail(PlanError::NotYet),
        }
    }

    #[task(retry(on(PlanError::NotYet), interval(seconds(1)), max_attempts = 3))]
    fn right_work(fails: u32, rest: Plan) -> Transition<u64> {
        let plan = hands.work(fails, &rest)?;
        right_look(plan)
    }

    #[wait]
    fn right_sleep(time: u64, rest: Plan) -> Transition<u64> {
        wait(seconds(time));
        right_look(rest)
    }

    #[task]
    fn right_nest(plan: Plan, rest: Plan) -> Transition<u64> {
        let sum = inner.run(plan)?;
        right_join(rest, vec![sum])
    }

    #[task]
    fn right_join(rest: Plan, sums: Vec<u64>) -> Transition<u64> {
        let plan = hands.join(&rest, &sums)?;
        right_look(plan)
    }

    #[task]
    fn item_look(plan: Plan) -> Transition<u64> {
        let next = hands.look(&plan)?;
        item_choose(next)
    }

    #[choice]
    fn item_choose(next: Next) -> Transition<u64> {
        match next {
            Next::Work { fails, rest } => item_work(fails, rest),
            Next::Wait { seconds, rest } => item_sleep(seconds, rest),
            Next::End { sum } => succeed(sum),
            _ => fail(PlanError::NotYet),
        }
    }

    #[task(retry(on(PlanError::NotYet), interval(seconds(1)), max_attempts = 3))]
    fn item_work(fails: u32, rest: Plan) -> Transition<u64> {
        let plan = hands.work(fails, &rest)?;
        item_look(plan)
    }

    #[wait]
    fn item_sleep(time: u64, rest: Plan) -> Transition<u64> {
        wait(seconds(time));
        item_look(rest)
    }
}

/// Does what a plan of plain things says.
#[workflow(tasks(hands(Hands)))]
pub(crate) mod inner {
    use super::*;

    #[start]
    #[task]
    fn look(plan: Plan) -> Transition<u64> {
        let next = hands.look(&plan)?;
        choose(next)
    }

    #[choice]
    fn choose(next: Next) -> Transition<u64> {
        match next {
            Next::Work { fails, rest } => work(fails, rest),
            Next::Wait { seconds, rest } => sleep(seconds, rest),
            Next::Ask { rest } => ask(rest),
            Next::End { sum } => succeed(sum),
            _ => fail(PlanError::NotYet),
        }
    }

    #[task(retry(on(PlanError::NotYet), interval(seconds(1)), max_attempts = 3))]
    fn work(fails: u32, rest: Plan) -> Transition<u64> {
        let plan = hands.work(fails, &rest)?;
        look(plan)
    }

    #[wait]
    fn sleep(time: u64, rest: Plan) -> Transition<u64> {
        wait(seconds(time));
        look(rest)
    }

    #[task]
    fn ask(rest: Plan) -> Transition<u64> {
        let plan = hands.ask(&rest, task_token())?;
        look(plan)
    }
}
