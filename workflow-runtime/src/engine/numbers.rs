//! The numbers of the frames of an execution: which are taken.

use super::record::Effect;
use crate::store::FrameId;

/// Ranges of numbers that the branches of running parallel and map states have.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// First number and length of each range.
    taken: Vec<(u32, u32)>,
}

/// One more than the largest number of a frame.
const LIMIT: u32 = FrameId::MAX_NUMBER + 1;

impl Numbers {
    /// The numbers that the stored effects of an execution have.
    pub(super) fn of<'a>(effects: impl Iterator<Item = &'a Effect>) -> Self {
        let taken = effects.filter_map(|effect| match effect {
            Effect::Fork { base, length, .. } if *length > 0 => Some((*base, *length)),
            Effect::Fork { .. }
            | Effect::Task(_)
            | Effect::Wait { .. }
            | Effect::Callback { .. }
            | Effect::Nested { .. } => None,
        });
        Self { taken: taken.collect() }
    }

    /// Takes `length` numbers in a row, after all that are taken; gives the first. `None` if there are not so many.
    pub(super) fn take(&mut self, length: u32) -> Option<u32> {
        let base = self.taken.iter().map(|(base, length)| base + length).max().unwrap_or(1);
        if length > LIMIT - base {
            return None;
        }
        if length > 0 {
            self.taken.push((base, length));
        }
        Some(base)
    }

    /// Gives back the numbers that were taken with `base`.
    pub(super) fn give_back(&mut self, base: u32) {
        self.taken.retain(|(taken, _)| *taken != base);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::record::Tries;

    #[test]
    fn numbers_begin_at_one_and_follow_what_is_taken() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.take(2), Some(1));
        assert_eq!(numbers.take(3), Some(3));
        numbers.give_back(3);
        assert_eq!(numbers.take(1), Some(3));
        numbers.give_back(1);
        assert_eq!(numbers.take(1), Some(4));
    }

    #[test]
    fn what_is_stored_is_taken() {
        let effects = [
            Effect::Fork { tries: Tries::default(), base: 4, length: 2, map: false },
            Effect::Wait { until: 1 },
        ];
        assert_eq!(Numbers::of(effects.iter()).take(1), Some(6));
    }

    #[test]
    fn there_is_an_end_to_them() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.take(LIMIT), None);
        assert_eq!(numbers.take(LIMIT - 1), Some(1));
        assert_eq!(numbers.take(1), None);
    }
}
