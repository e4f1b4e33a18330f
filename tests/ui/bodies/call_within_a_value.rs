//! A call inside of a value, of a transition, and of a `match` whose result is bound.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    Busy,
}

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<String, TillError>;
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Receipt {
    pub id: u32,
    pub text: String,
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn in_a_transition(id: u32) -> Transition<Receipt> {
        succeed(Receipt { id, text: till.charge(id)? })
    }

    #[task]
    fn with_a_method_behind(id: u32) -> Transition<Receipt> {
        let text = till.charge(id)?.trim().to_string();
        succeed(Receipt { id, text })
    }

    #[task]
    fn with_a_default(id: u32) -> Transition<Receipt> {
        let text = match till.charge(id) {
            Ok(text) => text,
            Err(_) => "none".into(),
        };
        succeed(Receipt { id, text })
    }

    #[task]
    fn that_returns(id: u32) -> Transition<Receipt> {
        let text = match till.charge(id) {
            Ok(text) => text,
            Err(error) => return fail(error),
        };
        succeed(Receipt { id, text })
    }

    #[task]
    fn with_an_else(id: u32) -> Transition<Receipt> {
        let Some(text) = till.charge(id)? else { return fail(TillError::Busy) };
        succeed(Receipt { id, text })
    }

    #[task]
    fn at_the_end(id: u32) -> Transition<Receipt> {
        till.charge(id)?
    }

    #[task]
    fn before_a_semicolon(id: u32) -> Transition<Receipt> {
        match till.charge(id) {
            Ok(text) => succeed(Receipt { id, text }),
            Err(error) => fail(error),
        };
    }
}

fn main() {}
