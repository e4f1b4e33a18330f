//! Where the numbers of random tests come from: the environment, what is tested, or chance.
//!
//! What compiles random programs is seeded by the sources that it tests: other code is given other programs, and the same
//! code the same ones, on every machine. What is killed or cut at random is new each time.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// What the programs of a random test go through, and what makes them.
const SOURCES: [&str; 4] = ["workflow-macros/src", "workflow-runtime/src", "tests/law", "tests/portable_law"];

/// A number from the environment, for a test that can do more than it usually does, or the same again.
///
/// # Panics
///
/// If it is no number.
#[must_use]
pub fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is a number from 0 to {}, not `{text}`", u64::MAX)),
    )
}

/// The seed of the environment variable, or a new one.
#[must_use]
pub fn seed(variable: &str) -> u64 {
    let seed = number(variable).unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::from(now.subsec_nanos()) ^ (u64::from(std::process::id()) << 32)
    });
    println!("{variable}={seed} repeats this run");
    seed
}

/// The seed of the environment variable, or that of the macros, the runtime and the tests that make programs for them.
///
/// # Panics
///
/// If they cannot be read.
#[must_use]
pub fn seed_of_sources(variable: &str) -> u64 {
    number(variable).unwrap_or_else(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut files = Vec::new();
        for folder in SOURCES {
            gather(&root.join(folder), &mut files);
        }
        files.sort();
        files.iter().fold(0xCBF2_9CE4_8422_2325, |hash, file| {
            fnv(hash, &fs::read(file).expect("a source can be read"))
        })
    })
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The hash by Fowler, Noll and Vo (FNV-1a), which is the same wherever it is computed.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
