//! Runs the binary of an example as a user does.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

/// Runs `exe`, the `env!("CARGO_BIN_EXE_…")` of an example, with arguments and text on standard input.
pub fn run_with(exe: &str, arguments: &[&str], stdin: &str) -> Ran {
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
pub fn printed(exe: &str, arguments: &[&str]) -> String {
    let ran = run_with(exe, arguments, "");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    ran.stdout
}

/// The one line with which an example refuses what it is given.
pub fn refusal(exe: &str, arguments: &[&str], stdin: &str) -> String {
    let ran = run_with(exe, arguments, stdin);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    ran.stderr
}
