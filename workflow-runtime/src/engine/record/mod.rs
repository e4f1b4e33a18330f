//! What the engine writes into a store's rows: the checkpoint of a frame, and what happened between two of them.
//!
//! A store keeps these as bytes. They are JSON in which a state stands as it was serialised, once; nothing here knows a
//! workflow's types, so any process can read them. Read next: `frame.rs` (checkpoints), `row.rs` (history).

mod frame;
mod row;
pub(crate) mod text;

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize as _, Deserializer};
use serde_json::value::RawValue;

pub(crate) use self::frame::{Effect, FrameRecord, Phase, Tries};
pub(crate) use self::row::{Entry, GivenUp, How, Row};

/// JSON as it was written.
pub(crate) type Raw<'a> = Cow<'a, RawValue>;

/// JSON in a field that may be left out. If it is there it is some, `null` too, which serde takes for nothing: the output
/// of a branch that gives nothing is an output.
fn present<'de, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Raw<'a>>, D::Error> {
    Box::<RawValue>::deserialize(deserializer).map(|raw| Some(Cow::Owned(raw)))
}

/// A time in a record: nanoseconds since 1970, as in an observer's events. The last one it can say is in 2262.
pub(crate) type Nanos = i64;

/// A time as a record has it.
pub(crate) fn to_nanos(at: Timestamp) -> Nanos {
    let nanos = at.as_nanosecond();
    Nanos::try_from(nanos).unwrap_or(if nanos < 0 { Nanos::MIN } else { Nanos::MAX })
}

/// The time that a record has.
pub(crate) fn from_nanos(nanos: Nanos) -> Timestamp {
    Timestamp::from_nanosecond(i128::from(nanos)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_comes_back_to_the_nanosecond() {
        for at in [Timestamp::UNIX_EPOCH, Timestamp::constant(1_700_000_000, 123_456_789)] {
            assert_eq!(from_nanos(to_nanos(at)), at);
        }
        assert_eq!(to_nanos(Timestamp::MAX), Nanos::MAX);
    }
}
