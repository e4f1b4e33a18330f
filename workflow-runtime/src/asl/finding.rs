//! What the validator says: where, which rule, and in words.

use std::fmt;

/// One thing that is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where: `States.CheckName.Retry[0].MaxDelaySeconds`; empty for the definition as a whole.
    pub path: String,
    /// Which rule.
    pub rule: Rule,
    /// What is wrong and what to write instead.
    pub words: String,
}

impl Finding {
    pub(super) fn new(path: impl Into<String>, rule: Rule, words: impl Into<String>) -> Self {
        Self { path: path.into(), rule, words: words.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} [{}]", self.words, self.rule)
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $id:literal,)+) => {
        /// A rule of the language that [`validate()`](super::validate()) checks. Its text is a stable id (`retry-interval`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $variant,)+
        }

        impl Rule {
            /// Every rule, by topic.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable id: kebab-case.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)+
                }
            }
        }
    };
}

rules! {
    /// The text is JSON (RFC 8259).
    NotJson = "not-json",
    /// No object has one key twice.
    DuplicateKey = "duplicate-key",
    /// Every field has the JSON type the specification gives it.
    WrongType = "wrong-type",
    /// Every state has a `Type`.
    MissingStateType = "missing-state-type",
    /// `Type` is one of the eight.
    UnknownStateType = "unknown-state-type",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
