//! What `Data` claims of a type is what `serde_json` writes for its values.
//!
//! One checker (`conforms.rs`) judges values of std's types and of derived types in every representation serde has;
//! it is itself shown to reject.

mod conforms;
mod derived;
mod opaque;
mod properties;
mod std_types;
