//! README is true: its code is the example's, its diagram is the example's, and its walk is walked, in a package outside
//! the workspace.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use workflow_examples::bank::account_processing;
use workflow_runtime::asl;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn readme() -> String {
    fs::read_to_string(repository().join("README.md")).expect("README.md can be read")
}

/// What stands in the fence behind `marker`.
fn block<'a>(text: &'a str, marker: &str) -> &'a str {
    let (_, behind) = text.split_once(marker).unwrap_or_else(|| panic!("README.md has no `{marker}`"));
    let (_, inside) = behind.split_once("```").expect("a fence follows");
    let (_, inside) = inside.split_once('\n').expect("the fence has lines");
    inside.split_once("```").expect("the fence is closed").0
}

/// What stands in backticks behind `marker`: what the walk looks for in the copy.
fn sought<'a>(text: &'a str, marker: &str) -> &'a str {
    let (_, behind) = text.split_once(marker).unwrap_or_else(|| panic!("README.md has no `{marker}`"));
    behind.split('`').nth(1).expect("it is in backticks")
}

#[test]
fn the_workflow_shown_is_the_example() {
    let source = fs::read_to_string(repository().join("examples/src/bank.rs")).expect("the example is there");
    let shown = block(&readme(), "The code of that diagram").to_owned();
    assert!(source.contains(&shown), "README.md shows another workflow than examples/src/bank.rs has");
}

#[test]
fn the_diagram_shown_is_the_example() {
    let drawn = asl::diagram::mermaid(&account_processing::definition());
    assert_eq!(block(&readme(), "for AWS.").trim(), drawn.trim());
}

#[test]
fn the_walk_is_walked() {
    let readme = readme();
    let package = copy_of_the_examples().expect("the copy can be made");
    let shop = package.join("src/shop.rs");
    let mut source = fs::read_to_string(&shop).expect("the copy has the shop");
    replace(&mut source, sought(&readme, "walk: replace"), block(&readme, "walk: replace").trim());
    let before = sought(&readme, "walk: insert before");
    let with_state = format!("{}{before}", block(&readme, "walk: insert before"));
    replace(&mut source, before, &with_state);
    fs::write(&shop, &source).expect("the copy can be changed");

    let refused = cargo(&package, &["build", "--bin", "sale"]);
    // The copy is the root of its package.
    let said = String::from_utf8_lossy(&refused.stderr).replace("--> src/", "--> examples/src/");
    assert!(!refused.status.success(), "the mistakes were not refused");
    let shown = block(&readme, "walk: errors").trim();
    for error in shown.split("\n\n") {
        assert!(said.contains(error), "README.md shows:\n{error}\n\nbut cargo says:\n{said}");
    }
    let errors = said.lines().filter(|line| line.starts_with("error") && !line.contains("could not compile"));
    assert_eq!(errors.count(), 2, "{said}");

    replace(&mut source, "days(400)", "days(14)");
    replace(&mut source, "succeed(sale.order)", "succeed(sale)");
    fs::write(&shop, &source).expect("the copy can be changed");
    let run = cargo(&package, &["run", "--bin", "sale"]);
    let printed = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(printed.contains("GracePeriod"), "{printed}");
    let export = cargo(&package, &["run", "--bin", "sale", "--", "export"]);
    let definition: asl::StateMachine = String::from_utf8_lossy(&export.stdout).parse().expect("it is ASL");
    assert!(definition.states.contains_key("GracePeriod"));
    assert!(asl::validate(&definition).is_empty());
}

/// Replaces the one place where `old` stands.
fn replace(source: &mut String, old: &str, new: &str) {
    assert_eq!(source.matches(old).count(), 1, "`{old}` is not there exactly once");
    *source = source.replace(old, new);
}

/// A package of its own, outside the workspace, that depends on the runtime by its path.
fn copy_of_the_examples() -> io::Result<PathBuf> {
    let package = target().join("readme/my-sale");
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    copy(&repository().join("examples/src"), &package.join("src"))?;
    copy(&repository().join("examples/data"), &package.join("data"))?;
    fs::copy(repository().join("Cargo.lock"), package.join("Cargo.lock"))?;
    fs::write(package.join("Cargo.toml"), manifest()?)?;
    Ok(package)
}

/// The manifest of the examples with the workspace's versions written out.
fn manifest() -> io::Result<String> {
    let workspace = fs::read_to_string(repository().join("Cargo.toml"))?;
    let versions = table(&workspace, "[workspace.dependencies]");
    let examples = fs::read_to_string(repository().join("examples/Cargo.toml"))?;
    let wanted = table(&examples, "[dependencies]");
    let workspace_root = repository().canonicalize()?;
    let mut manifest =
        "[package]\nname = \"my-sale\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\nname = \
                        \"workflow_examples\"\n\n[workspace]\n\n[dependencies]\n"
            .to_owned();
    for line in wanted {
        let name = line.split(['.', ' ']).next().unwrap_or_default();
        let dependency = match name {
            "workflow-runtime" | "workflow-aws" => {
                let features = features(&line).unwrap_or_default();
                format!("{name} = {{ path = {:?}, features = [{features}] }}", workspace_root.join(name))
            }
            _ => {
                let known = versions.iter().find(|known| known.starts_with(&format!("{name} ")));
                with_features(known.expect("the workspace has it"), features(&line))
            }
        };
        manifest += &format!("{dependency}\n");
    }
    Ok(manifest)
}

/// What stands in `features = [..]`.
fn features(line: &str) -> Option<&str> {
    line.split_once("features = [")?.1.split(']').next()
}

/// The workspace's line with more features.
fn with_features(line: &str, more: Option<&str>) -> String {
    match (features(line), more) {
        (Some(known), Some(more)) => line.replace(known, &format!("{known}, {more}")),
        _ => line.to_owned(),
    }
}

/// The lines of a table.
fn table(manifest: &str, header: &str) -> Vec<String> {
    let lines = manifest.lines().skip_while(|line| *line != header).skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| line.contains('='))
        .map(str::to_owned)
        .collect()
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn target() -> PathBuf {
    // Below the directory where cargo put this very test: `target/debug/deps/…`.
    let test = std::env::current_exe().expect("a test has a path");
    test.ancestors().nth(3).expect("a target directory").to_owned()
}

fn cargo(package: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(arguments)
        .args(if arguments.contains(&"--") { &[][..] } else { &["--quiet", "--color", "never"] })
        .current_dir(package)
        .env("CARGO_TARGET_DIR", target().join("readme/target"))
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs")
}
