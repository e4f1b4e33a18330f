//! The terminal states that only ASL needs: ends of one state that are alike share one.

use serde_json::json;
use workflow_runtime::prelude::*;

/// Too much, or too little.
#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum Refused {
    /// It is out of bounds.
    Bounds {
        /// What was asked.
        asked: u32,
        /// Why it is refused.
        why: String,
    },
    /// It is nothing.
    Nothing,
}

/// Refuses in many ways.
#[workflow]
pub mod many_ways {
    use super::*;

    #[start]
    #[choice]
    fn judge(asked: u32, carried: Failure) -> Transition<u32> {
        match asked {
            0 => fail(Refused::Nothing),
            1 => fail(carried),
            2 => fail(carried),
            3 => fail(Refused::Bounds { asked: 3, why: "constant".to_owned() }),
            4 => fail(Refused::Bounds { asked: 4, why: "another".to_owned() }),
            5 => succeed(5),
            6 => succeed(asked),
            7 => fail(Refused::Bounds { asked, why: "small".to_owned() }),
            _ => fail(Refused::Bounds { asked, why: "large".to_owned() }),
        }
    }
}

#[test]
fn ends_that_are_alike_share_a_state() {
    let definition = serde_json::to_value(many_ways::definition()).expect("a definition is JSON");
    let choices = definition["States"]["Judge"]["Choices"].as_array().expect("it has choices");
    let next: Vec<&str> =
        choices.iter().map(|choice| choice["Next"].as_str().expect("it goes somewhere")).collect();
    assert_eq!(
        next,
        [
            "JudgeFails",
            "JudgeFails2",
            "JudgeFails2",
            "JudgeFails3",
            "JudgeFails4",
            "JudgeSucceeds",
            "JudgeSucceeds",
            "JudgeFails5"
        ]
    );
    assert_eq!(definition["States"]["Judge"]["Default"], json!("JudgeFails5"));
    let error = |state: &str| definition["States"][state]["Error"].clone();
    assert_eq!(error("JudgeFails"), json!("Refused.Nothing"));
    assert_eq!(error("JudgeFails2"), json!("{% $states.input.Error %}"));
    assert_eq!(error("JudgeFails5"), json!("Refused.Bounds"));
    assert_eq!(definition["States"]["JudgeFails5"]["Cause"], json!("{% $string($states.input) %}"));
    assert_eq!(workflow_runtime::asl::validate(&many_ways::definition()), []);
}
