//! Errors without `TaskError` of tasks that have policies, which name no error.

use workflow_runtime::prelude::*;

#[derive(Debug)]
pub enum BookError {
    Full,
}

#[derive(Debug)]
pub struct Down;

type Found<T> = Result<T, Down>;

#[tasks]
pub trait Hotel {
    #[task(timeout(seconds(5)))]
    async fn book(&self, guest: &str) -> Result<String, BookError>;

    #[task(retry(on(any)))]
    async fn find(&self, guest: &str) -> Found<String>;
}

#[workflow(tasks(hotel(Hotel)))]
pub mod stay {
    use super::*;

    #[start]
    #[task]
    fn book(guest: String) -> Transition<String> {
        match hotel.book(&guest) {
            Ok(room) => succeed(room),
            Err(Failed(BookError::Full)) => succeed("full"),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
