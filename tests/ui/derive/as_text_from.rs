use workflow_runtime::{data::TextError, prelude::*};

pub struct Silent;

#[derive(Debug, thiserror::Error, TaskError)]
pub enum ReadError {
    #[error("it says nothing")]
    Silent(#[as_text(from(Silent))] TextError),
}

#[derive(Debug, thiserror::Error, TaskError)]
pub enum StoreError {
    #[error("{key}")]
    NotANumber {
        key: String,
        #[as_text(from(std::num::ParseIntError))]
        why: TextError,
    },
    #[error("no type")]
    NoType(#[as_text(from)] TextError),
}

pub fn read(text: &str) -> Result<u8, StoreError> {
    Ok(text.parse()?)
}

fn main() {}
