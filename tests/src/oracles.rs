//! Validators this project did not write, asked about definitions: asl-validator, AWS's language service, statelint.
//!
//! They are installed once, at the versions pinned in `tests/oracles/`, into `oracles` in Cargo's target directory; that
//! needs `npm`, `python3` and a network. Where one is missing a test says `skipped: …` and passes, except when the
//! environment variable `CI` is set: there it fails. See [`or_skip`].

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The files that pin the validators and call them. A change of any of them installs anew.
const FILES: [(&str, &str); 6] = [
    ("evaluate.js", include_str!("../oracles/evaluate.js")),
    ("package.json", include_str!("../oracles/package.json")),
    ("package-lock.json", include_str!("../oracles/package-lock.json")),
    ("requirements.txt", include_str!("../oracles/requirements.txt")),
    ("validate.js", include_str!("../oracles/validate.js")),
    ("validate.py", include_str!("../oracles/validate.py")),
];

/// Why the validators gave no answer.
#[derive(Clone, Debug)]
pub enum Error {
    /// They could not be installed here: a tool or the network is missing.
    Unavailable(String),
    /// They are installed and failed.
    Broken(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(why) => write!(f, "the validators could not be installed: {why}"),
            Self::Broken(why) => write!(f, "the validators failed: {why}"),
        }
    }
}

impl std::error::Error for Error {}

/// What a validator has against a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The name the definition was given.
    pub definition: String,
    /// `asl-validator`, `language-service` or `statelint`.
    pub oracle: String,
    /// Its own words.
    pub words: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.definition, self.oracle, self.words)
    }
}

/// Asks all three validators about definitions, each a name and its JSON; empty when none has a complaint.
///
/// Substitutions (`${Name}`) are replaced first, as a deployment tool would: a whole string by the ARN of a Lambda
/// function of that name, anything else by the name.
///
/// # Errors
///
/// [`Error::Unavailable`] when they cannot be installed here, [`Error::Broken`] when they cannot be run.
pub fn complaints(definitions: &[(&str, &str)]) -> Result<Vec<Complaint>, Error> {
    let home = install()?;
    let substituted: Vec<(&str, String)> =
        definitions.iter().map(|(name, text)| (*name, substitute(text))).collect();
    let input = serde_json::to_string(&substituted).map_err(|error| Error::Broken(error.to_string()))?;
    let mut found = ask(Command::new("node").arg("validate.js").current_dir(&home), &input)?;
    found.extend(ask(Command::new(python(&home)).arg("validate.py").current_dir(&home), &input)?);
    Ok(found)
}

/// [`complaints`] as lines of text: `name: validator: words`.
///
/// # Errors
///
/// As [`complaints`].
pub fn validate(definitions: &[(&str, &str)]) -> Result<Vec<String>, Error> {
    Ok(complaints(definitions)?.iter().map(ToString::to_string).collect())
}

/// The answer; or `None` where the validators cannot be had, after saying so on stderr in the name of `test`.
///
/// # Panics
///
/// When the validators are broken, and when they are unavailable although the environment variable `CI` is set.
#[must_use]
pub fn or_skip<T>(test: &str, answer: Result<T, Error>) -> Option<T> {
    match answer {
        Ok(answer) => Some(answer),
        Err(error @ Error::Unavailable(_)) if std::env::var_os("CI").is_none() => {
            // Not by `eprintln!`, which the test harness keeps to itself when a test passes.
            let said = writeln!(io::stderr(), "skipped: {test}: {error}");
            said.ok().and(None)
        }
        Err(error) => panic!("{test}: {error}"),
    }
}

/// A program of `tests/oracles/` that node runs, beside the packages that it needs.
///
/// # Errors
///
/// [`Error::Unavailable`] when they cannot be installed here.
pub fn script(name: &str) -> Result<Command, Error> {
    let home = install()?;
    let mut command = Command::new("node");
    command.arg(name).current_dir(home);
    Ok(command)
}

/// Where the validators live, installed. Tests of several processes take turns, and the first one installs.
pub(crate) fn install() -> Result<PathBuf, Error> {
    let unavailable = |error: io::Error| Error::Unavailable(error.to_string());
    let home = target_dir().join("oracles");
    fs::create_dir_all(&home).map_err(unavailable)?;
    let lock = File::create(home.join("lock")).map_err(unavailable)?;
    lock.lock().map_err(unavailable)?;
    let stamp: String = FILES.iter().map(|(_, text)| *text).collect();
    let stamped = home.join("installed");
    if fs::read_to_string(&stamped).is_ok_and(|installed| installed == stamp) {
        return Ok(home);
    }
    for (name, text) in FILES {
        fs::write(home.join(name), text).map_err(unavailable)?;
    }
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"])
        .current_dir(&home))?;
    install_python(&home)?;
    fs::write(&stamped, stamp).map_err(unavailable)?;
    Ok(home)
}

/// A directory below the validators' with these files, and the Python environment that the one called
/// `requirements.txt` pins. A change of any of them installs anew.
pub(crate) fn install_pinned(name: &str, files: &[(&str, &str)]) -> Result<PathBuf, Error> {
    let unavailable = |error: io::Error| Error::Unavailable(error.to_string());
    let home = target_dir().join("oracles").join(name);
    fs::create_dir_all(&home).map_err(unavailable)?;
    let lock = File::create(home.join("lock")).map_err(unavailable)?;
    lock.lock().map_err(unavailable)?;
    let stamp: String = files.iter().map(|(_, text)| *text).collect();
    let stamped = home.join("installed");
    if fs::read_to_string(&stamped).is_ok_and(|installed| installed == stamp) {
        return Ok(home);
    }
    for (name, text) in files {
        fs::write(home.join(name), text).map_err(unavailable)?;
    }
    install_python(&home)?;
    fs::write(&stamped, stamp).map_err(unavailable)?;
    Ok(home)
}

/// A Python environment in a directory, with what its `requirements.txt` pins.
pub(crate) fn install_python(home: &Path) -> Result<(), Error> {
    run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(home))?;
    let pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--retries=1", "--disable-pip-version-check"];
    run(Command::new(python(home)).args(pip).args(["-r", "requirements.txt"]).current_dir(home))
}

/// Cargo's target directory: the one this test runs from, known by the tag Cargo leaves in it.
#[must_use]
pub fn target_dir() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let tagged = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    tagged.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), Path::to_path_buf)
}

fn python(home: &Path) -> PathBuf {
    home.join(if cfg!(windows) { "venv/Scripts/python.exe" } else { "venv/bin/python" })
}

/// Runs one step of the installation.
pub(crate) fn run(command: &mut Command) -> Result<(), Error> {
    let failed = |why: &str, command: &Command| {
        let program = command.get_program().to_string_lossy();
        Err(Error::Unavailable(format!("{program}: {why}")))
    };
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => failed(String::from_utf8_lossy(&output.stderr).trim(), command),
        Err(error) => failed(&error.to_string(), command),
    }
}

/// Hands the definitions to a validator and reads what it found.
pub(crate) fn ask(command: &mut Command, input: &str) -> Result<Vec<Complaint>, Error> {
    let found: Vec<(String, String, String)> = serde_json::from_slice(&answered(command, input)?)
        .map_err(|error| Error::Broken(error.to_string()))?;
    let complaint = |(definition, oracle, words)| Complaint { definition, oracle, words };
    Ok(found.into_iter().map(complaint).collect())
}

/// What a program writes that is given this to read.
pub(crate) fn answered(command: &mut Command, input: &str) -> Result<Vec<u8>, Error> {
    let broken = |why: String| Error::Broken(why);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| broken(error.to_string()))?;
    // Both programs read all of their input before they write.
    let written = child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().map_err(|error| broken(error.to_string()))?;
    if !output.status.success() || !matches!(written, Some(Ok(()))) {
        return Err(broken(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(output.stdout)
}

/// Replaces every `${Name}`.
fn substitute(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let name = from[2..].split_once('}').map(|(name, _)| name).filter(|name| is_name(name));
        let Some(name) = name else {
            out.push_str("${");
            rest = &from[2..];
            continue;
        };
        rest = &from[name.len() + 3..];
        if before.ends_with('"') && rest.starts_with('"') {
            out.push_str("arn:aws:lambda:us-east-1:123456789012:function:");
        }
        out.push_str(name);
    }
    out + rest
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substitutions_become_what_a_deployment_writes() {
        let text = r#"{ "Resource": "${Fn}", "Url": "https://${Host}/a", "Keep": "${a b}" }"#;
        let want = r#"{ "Resource": "arn:aws:lambda:us-east-1:123456789012:function:Fn", "Url": "https://Host/a", "Keep": "${a b}" }"#;
        assert_eq!(substitute(text), want);
    }
}
