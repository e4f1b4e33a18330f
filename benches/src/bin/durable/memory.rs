//! How much memory this process has, as Linux says.

use std::fs;

/// Memory at a moment, in bytes; 0 where the system does not tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    own: u64,
    of_files: u64,
}

impl Memory {
    pub(crate) fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.and_then(|rest| rest.split_ascii_whitespace().next()?.parse::<u64>().ok());
            kib.unwrap_or_default() * 1024
        };
        Self { own: bytes("RssAnon:") + bytes("RssShmem:"), of_files: bytes("RssFile:") }
    }

    /// How many bytes of its own the process has more than before; none if it has less.
    pub(crate) fn own_since(self, before: Self) -> f64 {
        f64_of(self.own.saturating_sub(before.own))
    }

    /// How many bytes of files it has more: its program's code as it is first run, and what is mapped.
    pub(crate) fn of_files_since(self, before: Self) -> f64 {
        f64_of(self.of_files.saturating_sub(before.of_files))
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn f64_of(bytes: u64) -> f64 {
    bytes as f64
}
