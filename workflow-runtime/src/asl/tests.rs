//! The model reads what it writes, and loses nothing.

use serde_json::{Value, json};

use super::*;

fn round_trip(definition: &Value) {
    let machine: StateMachine = definition.to_string().parse().expect("a machine");
    let back: Value = serde_json::from_str(&machine.to_json()).expect("JSON");
    assert_eq!(&back, definition);
}

#[test]
fn what_is_not_understood_is_kept() {
    round_trip(&json!({
        "StartAt": "A",
        "Colour": "blue",
        "States": {
            "A": { "Type": "Wait", "Seconds": 1.5, "Next": true, "Bogus": { "a": [1, 2.0, null] } },
            "B": { "Type": "Choice", "Choices": [{ "Variable": "$.x", "IsNull": true, "IsString": true }] },
            "C": { "Type": "Task", "Resource": "r", "Retry": [{ "BackoffRate": 2, "Foo": 1 }], "ResultPath": null }
        }
    }));
}

#[test]
fn definitions_of_a_folder_round_trip() {
    let Some(folder) = std::env::var_os("ASL_SAMPLES") else { return };
    let mut folders = vec![std::path::PathBuf::from(folder)];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "json") {
                count += 1;
                let text = std::fs::read_to_string(&path).expect("text");
                if let Ok(machine) = StateMachine::from_json(&text) {
                    round_trip(&serde_json::from_str(&text).expect("JSON"));
                    let _ = machine;
                }
                let found = validate_json(&text);
                println!("{}: COUNT {}", path.display(), found.len());
                for finding in found {
                    println!("{}: {finding}", path.display());
                }
            }
        }
    }
    println!("{count} definitions");
}
