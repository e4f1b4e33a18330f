//! The reference implementation of JSONata, in one process that lives as long as the test.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

use serde_json::{Value, json};
use workflow_tests::oracles::{self, Error};

/// The process.
#[derive(Debug)]
pub(crate) struct Judge {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Judge {
    /// Starts it, installed first where it is not.
    ///
    /// # Errors
    ///
    /// It cannot be had here.
    pub(crate) fn start() -> Result<Self, Error> {
        let mut child = oracles::script("evaluate.js")?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Error::Unavailable(format!("node: {error}")))?;
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Ok(Self { child, input, output })
    }

    /// What a definition makes of each input: `{"ok": …}` or `{"error": …, "why": …}`.
    pub(crate) fn run(&mut self, definition: &Value, inputs: &[Value]) -> Vec<Value> {
        if definition["States"].is_null() {
            // What it panicked with says it all.
            return vec![definition.clone(); inputs.len()];
        }
        // As `support/lib.rs` starts an execution: by what name, and when.
        let context = json!({
            "Execution": { "Id": "Flow:law", "Name": "law", "StartTime": "2024-02-29T23:59:59.123Z" },
            "State": { "EnteredTime": "2024-02-29T23:59:59.123Z", "RetryCount": 0 },
        });
        let request = json!({ "definition": definition, "inputs": inputs, "context": context });
        writeln!(self.input, "{request}").expect("node reads");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("node writes");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{definition}: {error}: {line}"))
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether both sides say the same: equal JSON, in which `1` is `1.0`, or the same error. A panic is neither.
pub(crate) fn agree(native: &Value, foreign: &Value) -> bool {
    if native.get("panic").is_some() || foreign.get("panic").is_some() {
        return false;
    }
    match (native.get("ok"), foreign.get("ok")) {
        (Some(native), Some(foreign)) => same(native, foreign),
        (None, None) => native["error"] == foreign["error"],
        _ => false,
    }
}

fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}
