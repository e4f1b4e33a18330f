//! A shop that keeps a ledger of what its tasks did, in whichever engine.

use std::sync::{Arc, Mutex};

use workflow_runtime::TaskContext;
use workflow_runtime::prelude::{TaskToken, seconds, wait};

use crate::machine::{Order, OrderError, Ordering, Shipping, Shop};

/// What outlives the engines.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// The key and the attempt of each call.
    pub(crate) begun: Mutex<Vec<(String, u32)>>,
    /// The keys of the calls that succeeded.
    pub(crate) succeeded: Mutex<Vec<String>>,
    /// The tokens that were handed over.
    pub(crate) tokens: Mutex<Vec<String>>,
}

impl Ledger {
    fn begin(&self) -> (String, u32) {
        let context = TaskContext::current().expect("a task has a context");
        let call = (context.idempotency_key(), context.attempt());
        self.begun.lock().expect("no panic").push(call.clone());
        call
    }

    fn succeed(&self, key: String) {
        self.succeeded.lock().expect("no panic").push(key);
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct LedgerShop(pub(crate) Arc<Ledger>);

impl Shop for LedgerShop {
    /// The length of the item's name; `busy` is busy at first, and `unicorn` there is none.
    async fn price(&self, item: &str) -> Result<u32, OrderError> {
        let (key, attempt) = self.0.begin();
        wait(seconds(1)).await;
        match item {
            "unicorn" => return Err(OrderError::OutOfStock { item: item.to_owned() }),
            "base" if attempt == 0 => return Err(OrderError::Busy),
            "nothing" => {}
            _ => wait(seconds(1)).await,
        }
        self.0.succeed(key);
        Ok(u32::try_from(item.len()).expect("short"))
    }

    async fn reserve(&self, _: &Order) -> Result<(), OrderError> {
        let (key, attempt) = self.0.begin();
        if attempt < 2 {
            return Err(OrderError::Busy);
        }
        self.0.succeed(key);
        Ok(())
    }

    async fn ask(&self, _: u32, token: TaskToken<bool>) -> Result<(), OrderError> {
        self.0.begin();
        self.0.tokens.lock().expect("no panic").push(token.to_string());
        Ok(())
    }
}

pub(crate) type Ordered = Ordering<LedgerShop>;

pub(crate) fn workflow(ledger: &Arc<Ledger>) -> Ordered {
    Ordering { shop: LedgerShop(Arc::clone(ledger)), shipping: Shipping }
}

pub(crate) fn order(items: &[&str], limit: u32) -> Order {
    Order { items: items.iter().map(|item| (*item).to_owned()).collect(), limit }
}
