//! Running one operation for each item of a list, by hand and for the driver.

use std::future::Future;
use std::num::NonZeroUsize;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

/// Runs `operation` for each item, in the caller's task, at most `max_concurrency` at a time (all if `None`), and gives
/// the results in the order of the items.
///
/// In a `#[map]` state it is the state's effect, and the bound is the state's option.
///
/// # Errors
///
/// The error of the operation that fails first; the others are dropped, and no further one is begun.
///
/// ```
/// # use std::num::NonZeroUsize;
/// # use workflow_runtime::prelude::*;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let doubled = map(vec![1, 2, 3], NonZeroUsize::new(2), |item| async move { Ok::<_, ()>(item * 2) }).await;
/// assert_eq!(doubled, Ok(vec![2, 4, 6]));
/// # }
/// ```
///
/// # Cancel safety
///
/// Dropping the future drops all operations.
pub async fn map<Item, T, E, Operation, Fut>(
    items: Vec<Item>,
    max_concurrency: Option<NonZeroUsize>,
    operation: Operation,
) -> Result<Vec<T>, E>
where
    Operation: Fn(Item) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let bound = max_concurrency.map_or(usize::MAX, NonZeroUsize::get);
    in_order(items, bound, |_, item| operation(item)).await
}

/// [`map`] with the index of the item; a bound of 0 would never begin, so it counts as 1.
pub(crate) async fn in_order<Item, T, E, Operation, Fut>(
    items: Vec<Item>,
    bound: usize,
    operation: Operation,
) -> Result<Vec<T>, E>
where
    Operation: Fn(usize, Item) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut outputs: Vec<Option<T>> = items.iter().map(|_| None).collect();
    let mut waiting = items.into_iter().enumerate();
    let mut running = FuturesUnordered::new();
    loop {
        while running.len() < bound.max(1)
            && let Some((index, item)) = waiting.next()
        {
            running.push(operation(index, item).map(move |result| (index, result)));
        }
        match running.next().await {
            Some((index, result)) => outputs[index] = Some(result?),
            None => break,
        }
    }
    Ok(outputs.into_iter().flatten().collect())
}
