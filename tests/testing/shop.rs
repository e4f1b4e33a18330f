//! The workflow that is tested: it has every kind of effect.

#![allow(missing_docs, reason = "a workflow for tests")]

use workflow_runtime::prelude::*;
use workflow_runtime::testing::{Scripted, script};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub(crate) struct Order {
    pub(crate) id: u32,
    pub(crate) items: Vec<String>,
}

#[derive(Debug, PartialEq, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum StockError {
    #[error("nobody answers")]
    Busy,
    #[error("{item} is gone")]
    SoldOut { item: String },
}

#[derive(Debug, PartialEq, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("order {id} was refused")]
pub(crate) struct Refused {
    pub(crate) id: u32,
}

#[tasks]
pub(crate) trait Stock {
    async fn reserve(&self, item: &str) -> Result<u32, StockError>;
    async fn notify(&self, id: u32, text: &str) -> Result<(), StockError>;
    async fn approve(&self, order: &Order, token: TaskToken<bool>) -> Result<(), StockError>;
    async fn ship(&self, order: Order) -> Result<String, StockError>;
}

/// Reserves, asks, ships.
#[workflow(tasks(stock(Stock)))]
pub(crate) mod fulfilment {
    use super::*;

    #[start]
    #[parallel(retry(on(any), max_attempts = 1, interval(minutes(1))))]
    fn prepare(order: Order) -> Transition<String> {
        match parallel(reserve_all(order.items), stock.notify(order.id, "it is being packed")) {
            Ok((places, ())) => ask(order, places),
            Err(error) => give_up(order.id, error.name()),
        }
    }

    #[map]
    fn reserve_all(items: Vec<String>) -> Transition<Vec<u32>> {
        let places = map(items, |item| reserve_one(item))?;
        succeed(places)
    }

    #[task(retry(on(StockError::Busy), max_attempts = 2))]
    fn reserve_one(item: String) -> Transition<u32> {
        let place = stock.reserve(&item)?;
        succeed(place)
    }

    #[task(timeout(days(3)), heartbeat(days(1)))]
    fn ask(order: Order, places: Vec<u32>) -> Transition<String> {
        match stock.approve(&order, task_token()) {
            Ok(approved) => decide(order, places, approved),
            Err(TimedOut) => rest(order, places),
            Err(error) => fail(error),
        }
    }

    #[wait]
    fn rest(order: Order, places: Vec<u32>) -> Transition<String> {
        wait(days(2));
        ask(order, places)
    }

    #[choice]
    fn decide(order: Order, places: Vec<u32>, approved: bool) -> Transition<String> {
        if !approved {
            give_up(order.id, "it was not approved")
        } else if places.is_empty() {
            succeed("there is nothing to ship")
        } else {
            send(order)
        }
    }

    #[task(name = "Ship it", timeout(hours(1)))]
    fn send(order: Order) -> Transition<String> {
        let number = stock.ship(order)?;
        succeed(number)
    }

    #[fail]
    fn give_up(id: u32, _reason: String) -> Transition<String> {
        fail(Refused { id })
    }
}

pub(crate) fn order(items: &[&str]) -> Order {
    Order { id: 7, items: items.iter().map(|item| (*item).to_owned()).collect() }
}

/// A stock in which all goes well.
pub(crate) fn good_day() -> Scripted {
    let stock = Scripted::new();
    script!(stock.reserve(_) => always(Ok(1)));
    script!(stock.notify(_, _) => always(Ok(())));
    script!(stock.approve(_, task_token()) => always(after(hours(5), completes(true))));
    script!(stock.ship(_) => always(Ok("P1".to_owned())));
    stock
}
