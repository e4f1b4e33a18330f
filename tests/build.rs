//! Cuts the `rust` blocks out of the documentation, so that `docs.rs` compiles them.

use std::{env, fmt::Write as _, fs, path::Path};

/// The pages whose blocks are compiled; the blocks of a page share the items of its first one.
const PAGES: &[(&str, &str)] = &[
    ("language", "../docs/language.md"),
    ("portable", "../docs/portable.md"),
    ("testing", "../docs/testing.md"),
    ("durable", "../docs/durable.md"),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let mut code = String::new();
    for (name, page) in PAGES {
        println!("cargo::rerun-if-changed={page}");
        let text = fs::read_to_string(page).unwrap_or_else(|error| panic!("{page}: {error}"));
        code += &module(name, &blocks(&text));
    }
    fs::write(Path::new(&out).join("docs.rs"), code).expect("the build directory can be written");
}

/// What stands between a fence with the info string `rust` and the next fence.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in page.lines() {
        match &mut open {
            None if line == "```rust" => open = Some(String::new()),
            None => {}
            Some(_) if line == "```" => blocks.extend(open.take()),
            Some(block) => writeln!(block, "{line}").expect("a string can be written"),
        }
    }
    blocks
}

fn module(name: &str, blocks: &[String]) -> String {
    let mut code = format!(
        "/// The examples of a page.\n#[allow(dead_code, reason = \"the page shows more than it runs\")]\npub mod {name} {{\n"
    );
    let count = blocks.len();
    for block in blocks {
        code += block;
    }
    writeln!(code, "/// How many blocks were compiled.\npub const BLOCKS: usize = {count};\n}}")
        .expect("a string can be written");
    code
}
