//! What is warned of that only a workflow knows: the types of its payloads.

use workflow_runtime::asl::Advice;
use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Batch {
    pub(crate) id: u32,
    pub(crate) content: Content,
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Content {
    pub(crate) lines: Vec<String>,
}

/// Hands a batch and a number through five states, and another list through two.
#[workflow]
pub(crate) mod relay {
    use super::*;

    #[start]
    #[pass]
    fn first(batch: Batch, number: u32) -> Transition<Vec<u32>> {
        second(batch, number)
    }

    #[pass]
    fn second(batch: Batch, number: u32) -> Transition<Vec<u32>> {
        third(batch, number)
    }

    #[pass]
    fn third(batch: Batch, number: u32) -> Transition<Vec<u32>> {
        fourth(batch, number)
    }

    #[pass]
    fn fourth(batch: Batch, number: u32) -> Transition<Vec<u32>> {
        fifth(batch, number)
    }

    #[pass]
    fn fifth(batch: Batch, number: u32) -> Transition<Vec<u32>> {
        sixth(vec![batch.id, number])
    }

    #[pass]
    fn sixth(numbers: Vec<u32>) -> Transition<Vec<u32>> {
        seventh(numbers)
    }

    #[pass]
    fn seventh(numbers: Vec<u32>) -> Transition<Vec<u32>> {
        succeed(numbers)
    }
}

#[test]
fn a_list_that_many_states_carry_is_warned_of() {
    let report = relay::Workflow::report();
    assert_eq!(report.findings, []);
    let warned: Vec<Advice> = report.warnings.iter().map(|warning| warning.advice).collect();
    assert_eq!(warned, [Advice::UnboundedPayload]);
    expect_test::expect![[r#"
        warning: States.First: `Batch` has no bound (`content.lines`), and 5 states carry it: each keeps a copy of it in the history, and at 262144 bytes the execution ends; keep it elsewhere, and carry where it is [unbounded-payload]
    "#]]
    .assert_eq(&report.to_string());
}
