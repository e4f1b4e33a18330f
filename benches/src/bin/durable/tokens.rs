//! The tokens of a million executions that wait, in a file: nothing of them is in memory.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

/// So long is a token at most.
const LENGTH: usize = 128;

/// Tokens by the number of the execution that waits.
#[derive(Debug)]
pub(crate) struct Tokens(File);

impl Tokens {
    /// A new file, or the one that is there.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        File::options().read(true).write(true).create(true).truncate(false).open(path).map(Self)
    }

    /// Keeps a token.
    pub(crate) fn keep(&self, number: usize, token: &str) {
        assert!(token.len() <= LENGTH, "the token {token} is longer than {LENGTH} bytes");
        self.0
            .write_all_at(format!("{token:LENGTH$}").as_bytes(), place(number))
            .expect("the file of tokens can be written");
    }

    /// The token with a number.
    pub(crate) fn get(&self, number: usize) -> io::Result<String> {
        let mut bytes = [0; LENGTH];
        self.0.read_exact_at(&mut bytes, place(number))?;
        Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
    }
}

fn place(number: usize) -> u64 {
    (number * LENGTH) as u64
}
