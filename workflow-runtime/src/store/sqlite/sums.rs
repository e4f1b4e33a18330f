//! Checksums of rows, and how the rows that one joins are written. Knows nothing of tables.
//!
//! SQLite notices a page whose structure is broken, not a byte of a payload that has changed. So each row carries the
//! CRC-32 of its columns; of a frame all but `wake`, which a plain step does not write.

use crc32fast::Hasher;

use super::super::HistoryId;
use super::trouble::Trouble;

/// The checksum of a row, column by column.
pub(super) struct Sum {
    hasher: Hasher,
    /// Numbers that were not hashed yet: together they take a fraction of the time.
    numbers: [u8; NUMBERS],
    filled: usize,
}

/// So many bytes of numbers are hashed together: those of most rows.
const NUMBERS: usize = 64;

impl Sum {
    pub(super) fn new(id: i64) -> Self {
        Self { hasher: Hasher::new(), numbers: [0; NUMBERS], filled: 0 }.number(id)
    }

    pub(super) fn number(self, number: i64) -> Self {
        self.word(number.to_le_bytes())
    }

    fn word(mut self, word: [u8; 8]) -> Self {
        if self.filled == NUMBERS {
            self.hash_numbers();
        }
        self.numbers[self.filled..self.filled + 8].copy_from_slice(&word);
        self.filled += 8;
        self
    }

    fn hash_numbers(&mut self) {
        self.hasher.update(&self.numbers[..self.filled]);
        self.filled = 0;
    }

    pub(super) fn maybe(self, number: Option<i64>) -> Self {
        match number {
            Some(number) => self.number(1).number(number),
            None => self.number(0),
        }
    }

    pub(super) fn bytes(self, bytes: &[u8]) -> Self {
        let mut sum = self.word((bytes.len() as u64).to_le_bytes());
        sum.hash_numbers();
        sum.hasher.update(bytes);
        sum
    }

    pub(super) fn maybe_bytes(self, bytes: Option<&[u8]>) -> Self {
        match bytes {
            Some(bytes) => self.number(1).bytes(bytes),
            None => self.number(0),
        }
    }

    /// As SQLite keeps it in the fewest bytes.
    pub(super) fn get(mut self) -> i32 {
        self.hash_numbers();
        self.hasher.finalize().cast_signed()
    }

    /// Compares it with what was stored; `what` names the row.
    pub(super) fn check(self, stored: i32, what: impl FnOnce() -> String) -> Result<(), Trouble> {
        if self.get() == stored {
            return Ok(());
        }
        Err(Trouble::damaged(format!("{} is not as it was written", what())))
    }
}

/// Ids in few bytes: each as its distance from the one before, seven bits a byte.
pub(super) fn write_ids(ids: impl IntoIterator<Item = HistoryId>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut last = 0_i64;
    for HistoryId(id) in ids {
        let distance = id.wrapping_sub(last);
        let mut rest = ((distance << 1) ^ (distance >> 63)).cast_unsigned();
        last = id;
        loop {
            let [low, ..] = rest.to_le_bytes();
            rest >>= 7;
            if rest == 0 {
                bytes.push(low & 0x7f);
                break;
            }
            bytes.push(low | 0x80);
        }
    }
    bytes
}

/// The ids of [`write_ids`].
pub(super) fn read_ids(bytes: &[u8]) -> Result<Vec<HistoryId>, Trouble> {
    let mut ids = Vec::new();
    let mut last = 0_i64;
    let (mut rest, mut shift) = (0_u64, 0);
    for &byte in bytes {
        if shift > 63 {
            return Err(Trouble::damaged("a list of rows of the history cannot be read"));
        }
        rest |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            let distance = (rest >> 1).cast_signed() ^ -(rest & 1).cast_signed();
            last = last.wrapping_add(distance);
            ids.push(HistoryId(last));
            (rest, shift) = (0, 0);
        }
    }
    if shift == 0 { Ok(ids) } else { Err(Trouble::damaged("a list of rows of the history ends too early")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_are_read_back(ids in prop::collection::vec(any::<i64>().prop_map(HistoryId), 0..40)) {
            prop_assert_eq!(read_ids(&write_ids(ids.iter().copied())).ok(), Some(ids));
        }

        #[test]
        fn any_bytes_are_ids_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = read_ids(&bytes);
        }
    }

    /// What stands in files must not change: it is the CRC-32 of the columns, one after the other.
    #[test]
    fn a_sum_is_that_of_its_columns() {
        let mut sum = Sum::new(7);
        let mut columns = 7_i64.to_le_bytes().to_vec();
        for number in 0..20 {
            sum = sum.number(number).maybe(Some(-number));
            for column in [number, 1, -number] {
                columns.extend(column.to_le_bytes());
            }
        }
        for bytes in [&b"abc"[..], &[0; 300], b""] {
            sum = sum.bytes(bytes).maybe(None);
            columns.extend((bytes.len() as u64).to_le_bytes());
            columns.extend(bytes);
            columns.extend(0_i64.to_le_bytes());
        }
        assert_eq!(sum.get(), crc32fast::hash(&columns).cast_signed());
    }

    #[test]
    fn neighbours_take_two_bytes() {
        let bytes = write_ids((1_000_000..1_000_100).map(HistoryId));
        assert!(bytes.len() < 2 * 100, "{}", bytes.len());
    }

    #[test]
    fn columns_do_not_run_into_each_other() {
        let one = Sum::new(1).bytes(b"ab").bytes(b"c").get();
        let other = Sum::new(1).bytes(b"a").bytes(b"bc").get();
        assert_ne!(one, other);
        assert_ne!(
            Sum::new(1).maybe(None).maybe(Some(0)).get(),
            Sum::new(1).maybe(Some(0)).maybe(None).get()
        );
    }
}
