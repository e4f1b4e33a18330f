//! A state that declares what it makes instead of what its machine ends with, called from several places.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub total: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Offer {
    pub price: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<u32> {
        if order.total > 100 { discount(order, 10) } else { discount(order, 0) }
    }

    #[pass]
    fn discount(order: Order, percent: u32) -> Transition<Offer> {
        accept(Offer { price: order.total - percent })
    }

    #[choice]
    fn accept(offer: Offer) -> Transition<u32> {
        if offer.price > 200 { discount(Order { id: 1, total: offer.price }, 20) } else { succeed(offer.price) }
    }
}

fn main() {}
