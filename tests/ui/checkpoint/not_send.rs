//! A parameter that cannot go to another thread.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug)]
pub struct Order(*const u8);

impl Serialize for Order {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self(std::ptr::null()))
    }
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(_order: Order) -> Transition<u32> {
        succeed(1)
    }
}

fn main() {}
