//! Errors that are texts, of a task in a state, of one in a branch and of one in a map.

use workflow_runtime::prelude::*;

#[tasks]
pub trait Bank {
    async fn check(&self, name: &str) -> Result<u32, String>;
    async fn open(&self, name: &str) -> Result<u32, Box<dyn std::error::Error + Send + Sync>>;
}

#[workflow(tasks(bank(Bank)))]
pub mod opening {
    use super::*;

    #[start]
    #[parallel]
    fn begin(name: String) -> Transition<Vec<u32>> {
        match parallel(bank.check(&name), bank.open(&name)) {
            Ok((score, _)) => open_account(name, score),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn open_account(name: String, score: u32) -> Transition<Vec<u32>> {
        match bank.open(&name) {
            Ok(number) => check_all(vec![name], score + number),
            Err(error) => fail(error),
        }
    }

    #[map]
    fn check_all(names: Vec<String>, score: u32) -> Transition<Vec<u32>> {
        let scores = map(names, |name| named("CheckAgain", bank.check(&name)))?;
        end(scores, score)
    }

    #[choice]
    fn end(scores: Vec<u32>, score: u32) -> Transition<Vec<u32>> {
        if score > 3 { succeed(scores) } else { succeed(vec![score]) }
    }
}

fn main() {}
