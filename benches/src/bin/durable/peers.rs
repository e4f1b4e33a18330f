//! Other engines, each in a process of its own that prints its report as JSON on one line.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use workflow_benches::load::Report;

use super::{Arguments, Outcome};

/// An interpreter and the script that it runs.
const DBOS: (&str, &str) = ("python3", "dbos_steps.py");
const RESTATE: (&str, &str) = ("node", "restate_steps.mjs");

/// Another engine that is driven.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Peer {
    /// Rust, on redb.
    Cano,
    /// Rust, on SQLite.
    Durare,
    /// Python, on `PostgreSQL`.
    Dbos,
    /// A server, with a Node.js service.
    Restate,
}

impl Peer {
    /// Those that can be driven here; of the others it is said why not.
    pub(crate) fn found() -> Vec<Self> {
        let mut peers = vec![Self::Cano, Self::Durare];
        for (peer, (interpreter, name)) in [(Self::Dbos, DBOS), (Self::Restate, RESTATE)] {
            match needs(interpreter, name) {
                None => peers.push(peer),
                Some(needs) => println!("{peer:?} is not driven: {needs}"),
            }
        }
        peers
    }

    /// Drives it, so many executions at a time.
    pub(crate) fn drive(self, at_a_time: usize, arguments: &Arguments) -> Outcome<Report> {
        let mut command = match self {
            Self::Cano => rust("cano"),
            Self::Durare => rust("durare"),
            Self::Dbos => script(DBOS.0, DBOS.1),
            Self::Restate => script(RESTATE.0, RESTATE.1),
        };
        let output = command
            .arg(at_a_time.to_string())
            .arg(arguments.lasting().as_secs().max(1).to_string())
            .current_dir(&arguments.directory)
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            return Err(format!("{self:?} ended with {}", output.status).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

fn rust(name: &str) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(["run", "--quiet", "--release", "--locked", "--manifest-path"])
        .arg(directory().join("Cargo.toml"))
        .args(["--", name]);
    command
}

fn script(interpreter: &str, name: &str) -> Command {
    let mut command = Command::new(interpreter);
    command.arg(directory().join(name));
    command
}

/// Why a script cannot be run here, in its own words.
fn needs(interpreter: &str, name: &str) -> Option<String> {
    match script(interpreter, name).arg("check").output() {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Some(format!("`{interpreter}` cannot be run: {error}")),
    }
}
