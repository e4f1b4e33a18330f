//! Compiles cases through the real macros, and talks to the programs that they become.
//!
//! The package lives in Cargo's target directory and shares it, so that only its own crates are compiled.
//! Read next: `support/lib.rs`, which answers.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use workflow_tests::oracles::target_dir;

use crate::case::Case;

/// How many crates the cases are spread over: rustc works on them side by side.
const CRATES: usize = 4;

/// What the programs need beside the runtime.
const MANIFEST: &str = include_str!("support/Cargo.toml");

/// Compiled cases.
#[derive(Debug)]
pub(crate) struct Package {
    programs: Vec<Program>,
    count: usize,
}

/// What a case did with each of its inputs.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) inputs: Vec<Value>,
    pub(crate) outcomes: Vec<Value>,
    pub(crate) definition: Value,
}

#[derive(Debug)]
struct Program {
    path: PathBuf,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Package {
    /// Compiles the cases over types of this source, without those that rustc refuses, which are told with its words.
    ///
    /// # Panics
    ///
    /// If something else does not compile.
    pub(crate) fn build_most(types: &str, cases: &mut Vec<Case>) -> (Self, Vec<String>) {
        let mut refused = Vec::new();
        loop {
            let words = match Self::build(types, cases) {
                Ok(package) => return (package, refused),
                Err(words) => words,
            };
            let names = words.split("/src/case_").skip(1);
            let numbers = names.filter_map(|name| name.split_once(".rs:")?.0.parse().ok());
            let culprits: BTreeSet<usize> = numbers.collect();
            assert!(!culprits.is_empty(), "the cases do not compile\n{words}");
            let source: String = culprits.iter().map(|&case| cases[case].states()).collect();
            refused.push(format!("{source}{words}"));
            let mut at = 0..;
            cases.retain(|_| !at.next().is_some_and(|case| culprits.contains(&case)));
        }
    }

    /// Compiles the cases over types of this source.
    ///
    /// # Errors
    ///
    /// What rustc says.
    pub(crate) fn build(types: &str, cases: &[Case]) -> Result<Self, String> {
        let home = target_dir().join(format!("portable_{}", home_name()));
        write(&home, types, cases);
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--offline", "--quiet", "--keep-going", "--color=never", "--target-dir"])
            .arg(target_dir())
            .current_dir(&home)
            .output()
            .map_err(|error| error.to_string())?;
        if !built.status.success() {
            return Err(String::from_utf8_lossy(&built.stderr).into_owned());
        }
        let programs = (0..CRATES).map(|at| Program::start(&target_dir().join("debug").join(program(at))));
        Ok(Self { programs: programs.collect(), count: cases.len() })
    }

    /// Runs a case on values of its own, by a seed.
    pub(crate) fn run(&mut self, case: usize, seed: u64, count: usize) -> Answer {
        self.ask(case, &json!({ "case": name(case), "seed": seed, "count": count }))
    }

    /// Runs a case on those of these inputs that serde reads.
    pub(crate) fn run_on(&mut self, case: usize, inputs: &[Value]) -> Answer {
        self.ask(case, &json!({ "case": name(case), "inputs": inputs }))
    }

    fn ask(&mut self, case: usize, request: &Value) -> Answer {
        assert!(case < self.count, "there is such a case");
        let program = &mut self.programs[case % CRATES];
        let mut answer = program.ask(request).unwrap_or_else(|error| {
            *program = Program::start(&program.path);
            // As a case that panics, but that it took its program with it.
            let panic = json!({ "panic": format!("{error}: {request}") });
            json!({ "inputs": [null], "outcomes": [panic], "definition": panic })
        });
        let mut list = |key: &str| match answer[key].take() {
            Value::Array(values) => values,
            other => panic!("a list, not {other}"),
        };
        Answer { inputs: list("inputs"), outcomes: list("outcomes"), definition: answer["definition"].take() }
    }
}

impl Program {
    fn start(path: &Path) -> Self {
        let mut child = Command::new(path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { path: path.to_owned(), child, input, output }
    }

    /// The answer, unless the program ends over it.
    fn ask(&mut self, request: &Value) -> Result<Value, String> {
        writeln!(self.input, "{request}").expect("the program reads");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the program writes");
        serde_json::from_str(&line).map_err(|_| match self.child.wait() {
            Ok(status) => format!("the program ended with {status}"),
            Err(error) => error.to_string(),
        })
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn name(case: usize) -> String {
    format!("case_{case}")
}

fn write(home: &Path, types: &str, cases: &[Case]) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = MANIFEST.replace("../../..", &tests.join("..").display().to_string());
    let manifest = manifest.replace("name = \"law\"", &format!("name = \"{}\"", home_name()));
    put(&home.join("Cargo.toml"), &workspace());
    put(&home.join("law/Cargo.toml"), &format!("{manifest}\n[lib]\nname = \"law\"\n"));
    put(&home.join("law/src/lib.rs"), include_str!("support/lib.rs"));
    put(&home.join("law/src/values.rs"), include_str!("support/values.rs"));
    put(&home.join("law/src/types.rs"), &(include_str!("support/types.rs").to_owned() + types));
    let lock = home.join("Cargo.lock");
    if !lock.is_file() {
        fs::copy(tests.join("../Cargo.lock"), &lock).expect("the workspace has a lock");
    }
    for at in 0..CRATES {
        let folder = home.join(format!("cases_{at}"));
        put(&folder.join("Cargo.toml"), &program_manifest(at));
        let mine = || (0..cases.len()).filter(|case| case % CRATES == at);
        let mods: String = mine().map(|case| format!("mod {};\n", name(case))).collect();
        let table: String = mine().map(|case| format!("(\"{0}\", {0}::CASE), ", name(case))).collect();
        // What the macros print may depend on it: `tests/mutations` sets it.
        let again = "const _: Option<&str> = option_env!(\"WORKFLOW_MUTANT_OF_MACROS\");";
        // What rustc sees to fail, and would refuse, is compared as everything else.
        let main = format!(
            "#![allow(warnings, arithmetic_overflow, unconditional_panic)]\n{again}\n{mods}\n\
             fn main() {{ law::answer(&[{table}]); }}\n"
        );
        put(&folder.join("src/main.rs"), &main);
        for case in mine() {
            let text = format!("use law::prelude::*;\n\n{}", cases[case].source());
            put(&folder.join(format!("src/{}.rs", name(case))), &text);
        }
    }
}

/// The name of the package, so that two of them can be there at once.
fn home_name() -> String {
    std::env::var("LAW_NAME").unwrap_or_else(|_| "law".to_owned())
}

/// The name of a program.
fn program(at: usize) -> String {
    format!("{}-cases-{at}", home_name())
}

fn workspace() -> String {
    let members: String = (0..CRATES).map(|at| format!("\"cases_{at}\", ")).collect();
    // The profile of the workspace, so that what it has compiled is not compiled again.
    let root = include_str!("../../Cargo.toml");
    let profile =
        root.split_once("\n[profile").map_or_else(String::new, |(_, rest)| format!("[profile{rest}"));
    let own: String = std::iter::once(home_name())
        .chain((0..CRATES).map(program))
        .map(|name| format!("[profile.dev.package.{name}]\ndebug = false\nopt-level = 0\n\n"))
        .collect();
    format!("[workspace]\nresolver = \"3\"\nmembers = [\"law\", {members}]\n\n{profile}\n{own}")
}

fn program_manifest(at: usize) -> String {
    let package = format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n",
        program(at)
    );
    let shared = MANIFEST.split_once("[dependencies]").expect("it has dependencies").1;
    let shared =
        shared.replace("../../..", &Path::new(env!("CARGO_MANIFEST_DIR")).join("..").display().to_string());
    format!(
        "{package}\n[dependencies]\nlaw = {{ path = \"../law\", package = \"{}\" }}\n{shared}",
        home_name()
    )
}

fn put(path: &Path, text: &str) {
    let folder: PathBuf = path.parent().map(Path::to_path_buf).unwrap_or_default();
    fs::create_dir_all(folder).expect("the target directory can be written");
    // An unchanged file keeps its time, so that nothing is compiled for it.
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::write(path, text).expect("the target directory can be written");
}
