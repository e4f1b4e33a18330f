//! What a Wait state computes before it waits it computes once.

use serde_json::{Value, json};
use workflow_runtime::prelude::*;

/// Waits longer and longer.
#[workflow]
pub mod longer {
    use super::*;

    #[start]
    #[wait]
    fn pause(round: u32, parts: u32) -> Transition<u32> {
        let share = 10 / parts;
        let checked = 7 / round;
        wait(seconds(u64::from(share)));
        last(parts, checked)
    }

    #[wait]
    fn last(parts: u32, checked: u32) -> Transition<u32> {
        let share = 10 / parts;
        wait(seconds(if checked > 1 { u64::from(share) } else { 0 }));
        succeed(parts)
    }
}

fn state(name: &str) -> Value {
    let definition = serde_json::to_value(longer::definition()).expect("a definition is JSON");
    definition["States"][name].clone()
}

#[test]
fn what_the_wait_reads_is_not_computed_again() {
    let pause = state("Pause");
    let share = r#"{% $states.input.parts = 0 ? $error("attempt to divide by zero") : $floor(10 / $states.input.parts) %}"#;
    assert_eq!(pause["Seconds"], json!(share));
    assert_eq!(pause["Output"]["parts"], json!("{% $states.input.parts %}"), "{pause}");
    let checked = pause["Output"]["checked"].as_str().expect("it is an expression");
    assert!(checked.contains("7 / $states.input.round"), "{pause}");
}

#[test]
fn what_it_may_not_read_is_computed_whether_it_is_read_or_not() {
    let last = state("Last");
    assert!(last["Output"].as_str().is_some_and(|output| output.contains("$error")), "{last}");
}

#[tokio::test(start_paused = true)]
async fn both_fail_here_as_well() {
    let run = |round, parts| longer::Workflow {}.run(longer::Input { round, parts });
    assert_eq!(run(1, 2).await.expect("it succeeds"), 2);
    assert_eq!(run(1, 0).await.expect_err("there are no parts").error(), "States.QueryEvaluationError");
    assert_eq!(run(0, 2).await.expect_err("there is no round").error(), "States.QueryEvaluationError");
}
