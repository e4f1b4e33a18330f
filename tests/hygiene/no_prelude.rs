//! A module without Rust's prelude.
#![no_implicit_prelude]

use ::workflow_runtime::prelude::{Data, Deserialize, Serialize, TaskError, seconds, tasks, workflow};

/// An order.
#[derive(::core::clone::Clone, ::core::fmt::Debug, Serialize, Deserialize, Data)]
pub struct Order {
    /// What is ordered.
    pub things: ::std::vec::Vec<::std::string::String>,
    /// Whether it is paid.
    pub paid: bool,
    /// Who told us.
    pub from: ::core::option::Option<::std::string::String>,
}

/// Something went wrong.
#[derive(::core::fmt::Debug, Serialize, Deserialize, TaskError)]
pub enum ShopError {
    /// No money.
    Declined {
        /// Why.
        reason: ::std::string::String,
    },
    /// Not now.
    Busy,
}

impl ::core::fmt::Display for ShopError {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("the shop cannot")
    }
}

impl ::core::error::Error for ShopError {}

/// The shop.
#[tasks]
pub trait Shop {
    /// Takes the money.
    #[task(timeout(seconds(5)), retry(on(ShopError::Busy)))]
    async fn charge(&self, order: &Order) -> ::core::result::Result<u32, ShopError>;
    /// Packs one thing.
    async fn pack(&self, thing: &str) -> ::core::result::Result<u32, ShopError>;
}

/// Sells.
#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use ::core::result::Result::{Err, Ok};
    use ::std::string::String;
    use ::workflow_runtime::prelude::*;

    use super::{Order, Shop, ShopError};

    #[start]
    #[task]
    fn charge(order: Order) -> Transition<String> {
        match shop.charge(&order) {
            Ok(cents) => decide(order, cents),
            Err(Failed(ShopError::Declined { reason })) => declined(reason),
            Err(error) => fail(error),
        }
    }

    #[choice]
    fn decide(order: Order, cents: u32) -> Transition<String> {
        let is_enough = enough(::core::option::Option::Some(cents), order.paid).is_ok();
        if is_enough && order.paid && order.from.is_some() { pack_all(order) } else { declined("too little") }
    }

    #[portable]
    fn enough(cents: ::core::option::Option<u32>, paid: bool) -> ::core::result::Result<u32, u32> {
        let cents = cents.ok_or(0_u32)?;
        let more = above_three(cents).map_err(|least| {
            if least > 3 {
                return least;
            }
            least + 1
        })?;
        Ok(if paid { more } else { return Err(more) })
    }

    #[portable]
    fn above_three(cents: u32) -> ::core::result::Result<u32, u32> {
        if cents > 3 { Ok(cents - 3) } else { Err(cents) }
    }

    #[map]
    fn pack_all(order: Order) -> Transition<String> {
        let packed = map(order.things, |thing| shop.pack(&thing))?;
        both(packed)
    }

    #[parallel]
    fn both(packed: ::std::vec::Vec<u32>) -> Transition<String> {
        let (one, _two) = parallel(first(packed), second())?;
        rest(one)
    }

    #[pass]
    fn first(packed: ::std::vec::Vec<u32>) -> Transition<bool> {
        succeed(packed.is_empty())
    }

    #[pass]
    fn second() -> Transition<u32> {
        succeed(2)
    }

    #[wait]
    fn rest(empty: bool) -> Transition<String> {
        wait(seconds(1));
        succeed(if empty { "nothing" } else { "packed" })
    }

    #[succeed]
    fn declined(reason: String) -> Transition<String> {
        succeed(reason)
    }
}
