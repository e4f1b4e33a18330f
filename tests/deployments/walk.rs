//! The README of `workflow-aws` is walked word for word, in a new package outside the workspace: from `cargo new` to a
//! linted template, and to a rehearsal with the real binary. Only what needs an account is left out.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use workflow_tests::oracles::{self, Error, or_skip};
use workflow_tests::{cargo_lambda, deployments};

const README: &str = include_str!("../../workflow-aws/README.md");

/// What stands in the fence behind `marker`.
fn block(marker: &str) -> &'static str {
    let (_, behind) = README.split_once(marker).unwrap_or_else(|| panic!("README.md has no `{marker}`"));
    let (_, inside) = behind.split_once("```").expect("a fence follows");
    let (_, inside) = inside.split_once('\n').expect("the fence has lines");
    inside.split_once("\n```").expect("the fence is closed").0
}

fn repository() -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    repository.canonicalize().expect("the repository is there")
}

/// Where the walk is walked: not below the repository, whose workspace `cargo new` would make the package a member of.
struct Place {
    package: PathBuf,
    path: OsString,
    _directory: tempfile::TempDir,
}

impl Place {
    fn new() -> Result<Self, Error> {
        let programs = [cargo_lambda::install()?, deployments::install()?.join("venv/bin")];
        let rest = env::var_os("PATH").unwrap_or_default();
        let path = programs.into_iter().chain(env::split_paths(&rest));
        let path = env::join_paths(path).map_err(|error| Error::Broken(error.to_string()))?;
        let directory = tempfile::tempdir().map_err(|error| Error::Broken(error.to_string()))?;
        let place = Self { package: directory.path().join("sale"), path, _directory: directory };
        // The other processor's standard library, which `cargo lambda` asks rustup for.
        let target = place.command("rustup").args(["target", "add", "aarch64-unknown-linux-gnu"]).output();
        match target {
            Ok(output) if output.status.success() => Ok(place),
            Ok(output) => Err(Error::Unavailable(String::from_utf8_lossy(&output.stderr).into_owned())),
            Err(error) => Err(Error::Unavailable(error.to_string())),
        }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let home = self.package.parent().expect("it is in a directory");
        command.current_dir(if self.package.exists() { &self.package } else { home });
        command.env("PATH", &self.path).env("CARGO_NET_OFFLINE", "true").env("SAM_CLI_TELEMETRY", "0");
        command.env("AWS_DEFAULT_REGION", "eu-west-1").env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS");
        command
    }

    /// Runs a line as it stands.
    fn runs(&self, line: &str) -> Output {
        let output = self.command("sh").args(["-c", line]).output().expect("a shell is there");
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{line}\n{}{}", said(&output.stdout), said(&output.stderr));
        output
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.package.join(name);
        fs::create_dir_all(file.parent().expect("it is in the package")).expect("there is room");
        fs::write(file, text).expect("there is room");
    }
}

/// The dependencies as the README has them, but for where the clone of this repository is.
fn manifest(made: &str) -> String {
    let dependencies = block("`Cargo.toml` gets:");
    let here = repository();
    let ours = |name: &str| here.join(name).display().to_string();
    let dependencies = dependencies
        .replace(r#""../workflow/workflow-aws""#, &format!("{:?}", ours("workflow-aws")))
        .replace(r#""../workflow/workflow-runtime""#, &format!("{:?}", ours("workflow-runtime")));
    assert!(dependencies.matches("path = ").count() == 2 && !dependencies.contains("../"), "{dependencies}");
    format!("{}\n{dependencies}\n\n[workspace]\n", made.replace("[dependencies]\n", ""))
}

/// The commands of the README, without what they say of themselves.
fn commands() -> Vec<&'static str> {
    let lines = block("Then five commands").lines();
    let commands: Vec<_> = lines.map(|line| line.split(" #").next().unwrap_or(line).trim()).collect();
    assert_eq!(commands.len(), 5, "{commands:?}");
    commands
}

#[test]
fn the_walk_of_the_readme_is_walked() {
    let Some(place) = or_skip("the_walk_of_the_readme_is_walked", Place::new()) else { return };
    place.runs("cargo new --quiet --vcs none --lib sale");
    let made = fs::read_to_string(place.package.join("Cargo.toml")).expect("cargo made it");
    place.write("Cargo.toml", &manifest(&made));
    // What is built of the dependencies stays for the next time.
    let target = oracles::target_dir().join("walk");
    fs::create_dir_all(&target).expect("there is room");
    std::os::unix::fs::symlink(target, place.package.join("target")).expect("there is room");
    fs::copy(repository().join("Cargo.lock"), place.package.join("Cargo.lock")).expect("there is room");
    place.write("src/lib.rs", block("`src/lib.rs` has the workflow"));
    place.write("src/bin/sale_tasks.rs", block("`src/bin/sale_tasks.rs` is every"));
    place.write("src/bin/template.rs", block("`src/bin/template.rs` writes"));

    let (deploy, here): (Vec<_>, Vec<_>) =
        commands().into_iter().partition(|command| command.starts_with("sam deploy"));
    assert_eq!(deploy.len(), 1, "what needs an account");
    for command in here {
        let output = place.runs(command);
        if command == "cargo test" {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(said.contains("what_cannot_be_delivered_is_given_back ... ok"), "{said}");
        }
    }
    let built = place.package.join("target/lambda/sale_tasks/bootstrap");
    let header = fs::read(built).expect("the function is built");
    assert_eq!((&header[..4], header[18]), (&b"\x7fELF"[..], 0xb7), "a program for AArch64");
    judged(&place);
    rehearsed(&place);
}

/// What `sam` is pleased with, the other tools are asked about too.
fn judged(place: &Place) {
    let template = place.package.join("deploy/template.yaml");
    let judged = deployments::Judged { name: "sale", template: &template, parameters: BTreeMap::new() };
    let found = deployments::complaints(&[judged]).unwrap_or_else(|error| panic!("{error}"));
    assert!(found.is_empty(), "{found:#?}");
}

/// The deployment runs here: with the input shown, and with one that fails and is undone.
fn rehearsed(place: &Place) {
    assert!(README.contains("--bin rehearse -- DEPLOYMENT FUNCTIONS INPUT"));
    place.runs("cargo build");
    let shown = block("a JSON file such as");
    place.write("order.json", shown);
    place.write("sold_out.json", &shown.replace("Desktop Suite", "Team Plan"));
    let rehearse = |input: &str| {
        let arguments = ["deploy", "target/debug/sale_tasks", input];
        place.command(env!("CARGO_BIN_EXE_rehearse")).args(arguments).output().expect("it starts")
    };
    let (sold, sold_out) = (rehearse("order.json"), rehearse("sold_out.json"));
    let said = |output: &Output| {
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    let states = |output: &Output| {
        let lines = said(output);
        let names =
            lines.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next().map(str::to_owned));
        names.filter(|name| !name.is_empty()).collect::<Vec<_>>()
    };
    assert!(sold.status.success(), "{}", said(&sold));
    assert_eq!(states(&sold), ["Charge", "Deliver", "end"], "{}", said(&sold));
    assert!(said(&sold).contains("PaymentError.Busy"), "the function knows its attempt: {}", said(&sold));
    assert!(said(&sold).ends_with("end \"Desktop Suite 1\"\n"), "{}", said(&sold));
    assert_eq!(sold_out.status.code(), Some(1), "{}", said(&sold_out));
    assert_eq!(
        states(&sold_out),
        ["Charge", "Deliver", "GiveBack", "GivenBack", "end"],
        "{}",
        said(&sold_out)
    );
    assert!(said(&sold_out).contains("OfficeError.NoLicence"), "{}", said(&sold_out));
}
