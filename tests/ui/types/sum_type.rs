//! A sum of another type than is wanted.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Line {
    pub cents: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[succeed]
    fn begin(lines: Vec<Line>) -> Transition<u64> {
        succeed(lines.iter().map(|line| line.cents).sum())
    }
}

fn main() {}
