//! A workflow of 100 states of all kinds.

use domain::*;
use workflow_runtime::prelude::*;

/// Sends an order in ten chapters.
#[workflow(tasks(shop(Shop)), timeout(days(30)))]
pub mod shipping {
    use super::*;

    const LIMIT: u32 = 5_000;

    //% each
    /// Sets the goods of chapter {k} aside.
    //% first
    #[start]
    //% end
    #[task(
        timeout(seconds(30)),
        retry(on(StockError::Busy), interval(seconds(2)), max_attempts = 4, backoff_rate = 1.5)
    )]
    fn reserve_{k}(order: Order) -> Transition<Receipt> {
        match shop.reserve(&order, order.attempts) {
            Ok(reservation) => price_{k}(order, reservation),
            Err(Failed(StockError::SoldOut { sku })) => refused_{refused}(order.id, format!("{sku} is sold out")),
            Err(TimedOut) => cool_off_{k}(order),
            Err(error) => refused_{refused}(order.id, error.name()),
        }
    }

    /// Works out what is to be paid.
    #[pass]
    fn price_{k}(order: Order, reservation: Reservation) -> Transition<Receipt> {
        let goods = order.total + reservation.fee;
        let discount = match &order.customer.tier {
            Tier::Basic => 0,
            Tier::Gold => goods / 10,
            Tier::Partner { discount } => *discount,
        };
        let note = format!("{} pays {} for {}", order.customer.name, goods, reservation.number);
        check_{k}(Order { total: goods - discount, note: Some(note), ..order })
    }

    /// Looks at the order and at the customer side by side.
    #[parallel(retry(on(any), interval(seconds(60)), max_attempts = 2))]
    fn check_{k}(order: Order) -> Transition<Receipt> {
        match parallel(screen_{k}(order.id, order.total), named("Credit{k}", shop.credit(&order.customer))) {
            Ok((score, credit)) => weigh_{k}(order, score, credit),
            Err(error) => refused_{refused}(order.id, error.name()),
        }
    }

    /// Decides whether anybody looks at the order.
    #[choice]
    fn screen_{k}(id: String, total: u32) -> Transition<u32> {
        if total >= LIMIT && !id.starts_with("test-") { review_{k}(id, total) } else { succeed(0) }
    }

    /// Somebody looks at the order.
    #[task(timeout(hours(8)))]
    fn review_{k}(id: String, total: u32) -> Transition<u32> {
        let verdict = shop.review(&id, total)?;
        succeed(verdict.score)
    }

    /// Weighs what the checks found.
    #[choice]
    fn weigh_{k}(order: Order, score: u32, credit: Credit) -> Transition<Receipt> {
        if order.items.is_empty() {
            settled_{settled}(order, vec![])
        } else if order.total > LIMIT * 2 && score < 50 || order.customer.name == "nobody" {
            refused_{refused}(order.id, "the review was not convincing")
        } else {
            match order.customer.tier {
                Tier::Partner { discount } if discount > 100 => fulfil_{k}(order),
                Tier::Basic if !credit.good || credit.limit < order.total => cool_off_{k}(order),
                _ => fulfil_{k}(Order { express: true, ..order }),
            }
        }
    }

    /// Packs item after item.
    #[map(max_concurrency = 3)]
    fn fulfil_{k}(order: Order) -> Transition<Receipt> {
        match map(order.items, |item| pack_{k}(order.id, item)) {
            Ok(parcels) => {next_state},
            Err(error) => refused_{refused}(order.id, error.name()),
        }
    }

    /// Packs one item.
    #[task(timeout(minutes(10)), retry(on(CarrierError::Busy), max_attempts = 5, jitter(Full)))]
    fn pack_{k}(id: String, item: Item) -> Transition<Parcel> {
        match shop.pack(&id, &item) {
            Ok(parcel) => succeed(parcel),
            Err(Failed(CarrierError::Lost { number })) => succeed(Parcel { number, weight: 0 }),
            Err(error) => fail(error),
        }
    }

    /// Gives everybody a break.
    #[wait]
    fn cool_off_{k}(order: Order) -> Transition<Receipt> {
        wait(hours(12));
        reserve_{k}(Order { attempts: order.attempts + 1, ..order })
    }

    //% even
    /// Says no.
    #[fail]
    fn refused_{k}(order: String, reason: String) -> Transition<Receipt> {
        fail(Refused { order, reason })
    }

    //% odd
    /// Says what was paid.
    #[succeed]
    fn settled_{k}(order: Order, parcels: Vec<Parcel>) -> Transition<Receipt> {
        succeed(Receipt { order: order.id, parcels, paid: order.total })
    }

    //% end
    //% end
}
