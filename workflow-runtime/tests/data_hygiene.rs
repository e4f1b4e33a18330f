//! The derives' output compiles wherever a user may put it: without a prelude, beside items with the names that it
//! uses, with raw identifiers, and under every lint that users love (run clippy on this file).

#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery, missing_docs, unreachable_pub)]
#![deny(
    clippy::allow_attributes_without_reason,
    unused_qualifications,
    single_use_lifetimes,
    unused_lifetimes,
    missing_debug_implementations
)]

/// Nothing is in scope but what stands here, and much of it is misleading.
#[no_implicit_prelude]
pub mod no_prelude {
    use ::std::prelude::v1::{Clone, Debug, derive};

    mod std {}
    mod core {}
    mod serde {}
    mod workflow_runtime {}
    /// Not the one that is meant.
    #[derive(Clone, Copy, Debug, ::serde::Serialize, ::serde::Deserialize)]
    pub struct Shape;
    /// Not the one that is meant.
    #[derive(Clone, Copy, Debug, ::serde::Serialize, ::serde::Deserialize)]
    pub struct Option;
    /// Not the one that is meant.
    pub trait Data {
        /// Nor this.
        fn shape(&self) {}
    }
    impl Data for Shape {}

    /// A struct.
    #[derive(Clone, Debug, ::serde::Serialize, ::serde::Deserialize, ::workflow_runtime::Data)]
    pub struct Order<'a, T, const N: usize>
    where
        T: Clone,
    {
        /// Not `Data`.
        pub shape: Shape,
        /// Not `Data`.
        pub option: Option,
        /// A raw name.
        pub r#fn: &'a str,
        /// Generic.
        pub values: ::std::vec::Vec<T>,
        /// Old.
        #[deprecated]
        pub old: u8,
    }

    /// An enum.
    #[derive(Clone, Debug, ::serde::Serialize, ::serde::Deserialize, ::workflow_runtime::Data)]
    pub enum r#Enum {
        /// A raw name.
        Self_ {
            /// A raw name.
            r#match: u8,
        },
        /// Itself.
        Again(::std::boxed::Box<Self>),
        /// A tuple.
        Tuple(u8, ::std::option::Option<::std::string::String>),
        /// Nothing.
        Unit,
    }

    /// An error.
    #[derive(Debug, ::serde::Serialize, ::serde::Deserialize, ::workflow_runtime::TaskError)]
    pub enum Error {
        /// Named.
        Named {
            /// A raw name.
            r#type: u8,
        },
        /// Old.
        #[deprecated]
        Tuple(u8),
        /// Renamed.
        #[error_name = "Other"]
        Unit,
    }

    /// An error without JSON.
    #[derive(Debug, ::workflow_runtime::TaskError)]
    pub enum r#TextError {
        /// By the runtime.
        Io(#[as_text] ::std::io::Error),
        /// By a function.
        Number {
            /// A raw name.
            #[as_text(read(|_| Self_))]
            r#type: Self_,
            /// Another field.
            #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            line: ::std::option::Option<u8>,
        },
    }

    /// An error that is not of std.
    #[derive(Clone, Copy, Debug)]
    pub struct Self_;

    impl ::std::fmt::Display for Self_ {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("itself")
        }
    }

    /// An error struct without JSON.
    #[derive(Debug, ::workflow_runtime::TaskError)]
    pub struct Text(#[as_text] pub ::std::io::Error, pub u8);
}

mod private {
    //! Types that nobody else can name, in a function too.

    use workflow_runtime::prelude::*;

    #[derive(Debug, Serialize, Deserialize, Data)]
    struct Private {
        inner: Inner,
    }

    #[derive(Debug, Serialize, Deserialize, Data)]
    struct Inner(u8);

    #[test]
    fn in_a_function() {
        #[derive(Debug, Serialize, Deserialize, Data)]
        struct Local {
            private: Private,
        }
        #[derive(Debug, TaskError)]
        enum LocalError {
            Io(#[as_text] std::io::Error),
        }
        let local = Local { private: Private { inner: Inner(1) } };
        assert_eq!(local.private.inner.0, 1);
        assert_eq!(LocalError::Io(std::io::Error::other("x")).error_name(), "LocalError.Io");
        assert!(matches!(Local::shape(), workflow_runtime::data::Shape::Struct(_)));
    }
}
