//! Times incremental checks of packages, one after the other, so that what else the machine does meets all of them.

use std::fmt;
use std::fs;
use std::io::{Error, Result};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// What happens to a file before it is checked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    /// Its time alone: what remains is the expansion, and the proof that nothing changed.
    Touch,
    /// A line more at its top, so that every span moves.
    MoveSpans,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Touch => "touched",
            Self::MoveSpans => "a line more at the top",
        })
    }
}

/// The times of a package, the shortest first.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn minimum(&self) -> Duration {
        self.0[0]
    }

    pub(crate) fn median(&self) -> Duration {
        self.0[self.0.len() / 2]
    }

    pub(crate) fn maximum(&self) -> Duration {
        self.0[self.0.len() - 1]
    }
}

/// Checks each package in turn, `rounds` times.
pub(crate) fn interleaved(
    workspace: &Path,
    packages: &[&str],
    change: Change,
    rounds: usize,
) -> Result<Vec<Times>> {
    let mut times = vec![Vec::new(); packages.len()];
    for _ in 0..rounds {
        for (package, times) in packages.iter().zip(&mut times) {
            apply(change, &workspace.join(package).join("src/lib.rs"))?;
            let begin = Instant::now();
            check(workspace, package)?;
            times.push(begin.elapsed());
        }
    }
    Ok(times
        .into_iter()
        .map(|mut times| {
            times.sort_unstable();
            Times(times)
        })
        .collect())
}

/// `cargo check` of one package; what the compiler says is said when it fails.
pub(crate) fn check(workspace: &Path, package: &str) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--quiet", "--package", package])
        .current_dir(workspace)
        // As a user has it: no flags of whoever runs this.
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .env_remove("RUSTFLAGS")
        .env("CARGO_INCREMENTAL", "1")
        .stdin(Stdio::null())
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::other(format!("`cargo check --package {package}` failed\n{said}")))
}

fn apply(change: Change, file: &Path) -> Result<()> {
    match change {
        Change::Touch => fs::File::options().append(true).open(file)?.set_modified(SystemTime::now()),
        Change::MoveSpans => fs::write(file, format!("// One more.\n{}", fs::read_to_string(file)?)),
    }
}
