//! How much memory this process has, as Linux says.

use std::fs;

/// Memory at a moment, in bytes; 0 where the system does not tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory(u64);

impl Memory {
    /// All that is resident: of its own, and of files.
    pub(crate) fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let kib = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.split_ascii_whitespace().next()?.parse::<u64>().ok());
        Self(kib.unwrap_or_default() * 1024)
    }

    /// How many bytes more there are than before; none if there are less.
    pub(crate) fn bytes_since(self, before: Self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let bytes = self.0.saturating_sub(before.0) as f64;
        bytes
    }
}
