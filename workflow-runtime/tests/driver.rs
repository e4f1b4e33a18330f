//! The in-memory driver over a workflow written out by hand.

mod machine;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use machine::{Order, OrderError, Ordering, Rejected, Shipping, Shop};
use workflow_runtime::Workflow;
use workflow_runtime::prelude::{TaskToken, seconds, wait};

/// A shop whose prices are the lengths of the items' names.
#[derive(Default)]
struct TestShop {
    reserve_calls: AtomicU32,
}

impl Shop for TestShop {
    async fn price(&self, item: &str) -> Result<u32, OrderError> {
        wait(seconds(1)).await;
        match item {
            "unicorn" => Err(OrderError::OutOfStock { item: item.to_owned() }),
            "panic" => panic!("no price for panic"),
            _ => Ok(u32::try_from(item.len()).expect("short")),
        }
    }

    async fn reserve(&self, _: &Order) -> Result<(), OrderError> {
        match self.reserve_calls.fetch_add(1, SeqCst) {
            0 | 1 => Err(OrderError::Busy),
            _ => Ok(()),
        }
    }

    async fn ask(&self, _: u32, token: TaskToken<bool>) -> Result<(), OrderError> {
        tokio::spawn(async move {
            wait(seconds(30)).await;
            token.heartbeat().expect("pending");
            wait(seconds(45)).await;
            token.complete(true).expect("pending");
        });
        Ok(())
    }
}

fn workflow() -> Ordering<TestShop> {
    Ordering { shop: TestShop::default(), shipping: Shipping }
}

fn order(items: &[&str], limit: u32) -> Order {
    Order { items: items.iter().map(|item| (*item).to_owned()).collect(), limit }
}

#[tokio::test(start_paused = true)]
async fn an_order_goes_through_every_kind_of_effect() {
    let workflow = Arc::new(workflow());
    // Spawned: the future of a workflow over any implementation of its tasks is `Send`.
    let run = {
        let workflow = Arc::clone(&workflow);
        tokio::spawn(async move { workflow.run(order(&["tea", "milk", "sugar"], 10)).await })
    };
    // base 4 + 3 + 4 + 5 = 16, over the limit: approved, reserved at the third attempt, shipped for 16 / 10.
    assert_eq!(run.await.expect("no panic").expect("succeeds"), 17);
    assert_eq!(workflow.shop.reserve_calls.load(SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn a_failed_branch_is_caught_by_type() {
    let error = workflow().run(order(&["tea", "unicorn"], 10)).await.expect_err("fails");
    assert_eq!(error.error(), "Rejected");
    let rejected: Rejected = error.downcast().expect("the typed error");
    assert_eq!(rejected.reason, "unicorn");
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_task_is_a_failure_with_a_name() {
    let error = workflow().run(order(&["panic"], 10)).await.expect_err("fails");
    assert_eq!(error.downcast::<Rejected>().expect("typed").reason, "Panic");
}
