//! Types that there are not.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct NameCheck {
    pub score: u32,
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub struct Down {}

#[tasks]
pub trait Bank {
    async fn check_name(&self, name: &str) -> Result<NameChek, Down>;
    async fn check_form(&self, form: &Vec<Form>) -> Result<u32, Down>;
}

fn main() {}
