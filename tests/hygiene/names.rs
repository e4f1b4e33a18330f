//! States, parameters and fields with names that mean something else: to Rust, to the prelude, to generated code.

use workflow_runtime::prelude::*;

/// A thing of a type.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Thing {
    /// A word of Rust's.
    pub r#type: String,
    /// Another.
    pub r#match: u32,
    /// Not a word for everybody.
    pub r#gen: bool,
}

/// It does not work.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum Trouble {
    /// A little.
    #[error("a little")]
    Little,
    /// Much.
    #[error("much")]
    Much {
        /// What kind.
        r#type: String,
    },
}

/// Names of all sorts.
#[tasks]
pub trait Work {
    /// A word of Rust's.
    async fn r#move(&self, r#type: &str, task: u32) -> Result<u32, Trouble>;
    /// A name that the macro uses.
    async fn run(&self, state: u32, input: u32) -> Result<u32, Trouble>;
}

/// Every state has a name that somebody uses already.
#[workflow(tasks(step(Work)))]
pub mod r#loop {
    use super::*;

    #[start]
    #[task]
    fn r#type(r#match: Thing, state: u32) -> Transition<u32> {
        match step.r#move(&r#match.r#type, state) {
            Ok(ok) => map(r#match, ok),
            Err(Failed(Trouble::Much { r#type })) => vec(r#type),
            Err(error) => fail(error),
        }
    }

    #[choice]
    fn map(r#match: Thing, call: u32) -> Transition<u32> {
        let value = call + r#match.r#match;
        if r#match.r#gen { rest(value) } else { step(value, 2) }
    }

    #[wait]
    fn rest(value: u32) -> Transition<u32> {
        wait(seconds(1));
        run(value, 1, 2)
    }

    #[task]
    fn run(input: u32, cx: u32, result: u32) -> Transition<u32> {
        let machine = step.run(input, cx)?;
        call(machine, result, 3)
    }

    #[pass]
    fn call(names: u32, choice: u32, witness: u32) -> Transition<u32> {
        step(names + choice, witness)
    }

    #[pass]
    fn step(formatter: u32, failure: u32) -> Transition<u32> {
        input(formatter * failure, 0)
    }

    #[parallel]
    fn input(token: u32, index: u32) -> Transition<u32> {
        let (ok, describe) = parallel(ok(token), describe(index))?;
        state(ok, describe)
    }

    #[pass]
    fn ok(value: u32) -> Transition<u32> {
        succeed(value)
    }

    #[pass]
    fn describe(item: u32) -> Transition<u32> {
        succeed(item)
    }

    #[pass]
    fn state(payload: u32, policy: u32) -> Transition<u32> {
        name(payload + policy)
    }

    #[succeed]
    fn name(transition: u32) -> Transition<u32> {
        succeed(transition)
    }

    #[fail]
    fn vec(reason: String) -> Transition<u32> {
        fail(Trouble::Much { r#type: reason })
    }
}

/// Tasks that are called as methods of std's are.
#[tasks]
pub trait Copies {
    /// As `Clone` has it.
    async fn clone(&self, place: &str) -> Result<u32, Trouble>;
    /// As `Into` has it.
    async fn into(&self, number: u32) -> Result<u32, Trouble>;
    /// As `AsRef` has it.
    async fn as_ref(&self, number: u32) -> Result<u32, Trouble>;
}

/// Calls each.
#[workflow(tasks(copies(Copies)))]
pub mod copying {
    use super::*;

    #[start]
    #[task]
    fn begin(place: String) -> Transition<u32> {
        let number = copies.clone(&place)?;
        turned(number)
    }

    #[task]
    fn turned(number: u32) -> Transition<u32> {
        let number = copies.into(number)?;
        lent(number)
    }

    #[parallel]
    fn lent(number: u32) -> Transition<u32> {
        let (one, two) = parallel(copies.as_ref(number), named("Again", copies.clone("again")))?;
        succeed(one + two)
    }
}
