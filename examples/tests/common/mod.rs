//! What the tests of the examples share: the binary run as a user does, and the transitions of a workflow.

#![allow(dead_code, reason = "no test of an example needs all of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::{Command, Stdio};

use workflow_runtime::StateKind;
use workflow_runtime::asl::{self, StateMachine};
use workflow_runtime::observer::{EventDetails, HistoryEvent};

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code.
    pub(crate) code: i32,
    /// What it printed.
    pub(crate) stdout: String,
    /// What it complained about.
    pub(crate) stderr: String,
}

/// Runs `exe`, the `env!("CARGO_BIN_EXE_…")` of an example, with arguments and text on standard input.
pub(crate) fn run_with(exe: &str, arguments: &[&str], stdin: &str) -> Ran {
    let mut child = Command::new(exe)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the example starts");
    // An example that does not read its standard input may be gone before all of it is written.
    let _ = child.stdin.take().expect("it is piped").write_all(stdin.as_bytes());
    let output = child.wait_with_output().expect("the example ends");
    let text = |bytes| String::from_utf8(bytes).expect("examples print UTF-8");
    Ran {
        code: output.status.code().expect("the example ends by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// What an example prints that does its work without a complaint.
pub(crate) fn printed(exe: &str, arguments: &[&str]) -> String {
    let ran = run_with(exe, arguments, "");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    ran.stdout
}

/// What an example exports, and what it warns of.
pub(crate) fn exported(exe: &str) -> (String, String) {
    let ran = run_with(exe, &["export"], "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    (ran.stdout, ran.stderr)
}

/// The one line with which an example refuses what it is given.
pub(crate) fn refusal(exe: &str, arguments: &[&str], stdin: &str) -> String {
    let ran = run_with(exe, arguments, stdin);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    ran.stderr
}

/// A transition by the names of its states.
pub(crate) type Transition = (String, String);

/// Where a machine ends.
const END: &str = "(end)";

/// Every transition that a definition has, in its branches too.
pub(crate) fn transitions(machine: &StateMachine) -> BTreeSet<Transition> {
    let mut found = BTreeSet::new();
    for (name, state) in &machine.states {
        let mut goes_to = |to: &str| found.insert((name.clone(), to.to_owned()));
        if let Some(next) = &state.next {
            goes_to(next);
        }
        for catcher in &state.catch {
            goes_to(&catcher.next);
        }
        let mut inner = Vec::new();
        match &state.kind {
            asl::StateKind::Choice { choices, default } => {
                let rules = choices.iter().filter_map(|rule| rule.next.as_ref());
                rules.chain(default).for_each(|next| {
                    goes_to(next);
                });
            }
            asl::StateKind::Parallel { branches } => inner.extend(branches),
            asl::StateKind::Map(map) => inner.extend(map.processor()),
            asl::StateKind::Succeed | asl::StateKind::Fail(_) => {
                goes_to(END);
            }
            asl::StateKind::Task(_) | asl::StateKind::Wait(_) | asl::StateKind::Pass { .. } => {}
        }
        if state.end == Some(true) {
            goes_to(END);
        }
        found.extend(inner.into_iter().flat_map(transitions));
    }
    found
}

/// Every transition that an execution took, by its history.
pub(crate) fn taken(history: &[HistoryEvent]) -> BTreeSet<Transition> {
    let mut left: BTreeMap<&[usize], &str> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for event in history {
        match &event.details {
            EventDetails::StateEntered { name, kind, .. } => {
                if let Some(from) = left.remove(&*event.path) {
                    found.insert((from.to_owned(), name.to_string()));
                }
                // Nothing leaves a Fail state but its machine's failure.
                if *kind == StateKind::Fail {
                    found.insert((name.to_string(), END.to_owned()));
                }
            }
            EventDetails::StateExited { name, .. } => {
                // The branches of a state are over when it is left, or run again.
                let over = |path: &[usize]| path.len() > event.path.len() && path.starts_with(&event.path);
                left.retain(|path, from| {
                    if over(path) {
                        found.insert((from.to_string(), END.to_owned()));
                    }
                    !over(path)
                });
                left.insert(&event.path, name);
            }
            _ => {}
        }
    }
    found.extend(left.into_values().map(|from| (from.to_owned(), END.to_owned())));
    found
}
