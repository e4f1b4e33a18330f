//! Running several operations side by side, by hand; the driver's own is in `execution/branch.rs`.

use std::future::Future;

/// Runs the operations of a tuple side by side, in the caller's task, and gives their results as a tuple.
///
/// In a `#[parallel]` state it is the state's effect, with the branches as its arguments.
///
/// # Errors
///
/// The error of the operation that fails first; the others are dropped.
///
/// ```
/// # use workflow_runtime::prelude::*;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let both = parallel((async { Ok::<_, ()>(1) }, async { Ok("two") })).await;
/// assert_eq!(both, Ok((1, "two")));
/// # }
/// ```
///
/// # Cancel safety
///
/// Dropping the future drops all operations.
pub async fn parallel<Operations: TryParallel>(
    operations: Operations,
) -> Result<Operations::Output, Operations::Error> {
    operations.join().await
}

/// A tuple of up to twelve operations with one type of error: what [`parallel`] takes.
pub trait TryParallel {
    /// The results, as a tuple.
    type Output;
    /// What an operation fails with.
    type Error;

    /// Runs all to the end, or until one fails.
    #[doc(hidden)]
    fn join(self) -> impl Future<Output = Result<Self::Output, Self::Error>>;
}

macro_rules! try_parallel {
    ($($operation:ident $output:ident),+) => {
        impl<Failure, $($operation, $output),+> TryParallel for ($($operation,)+)
        where
            $($operation: Future<Output = Result<$output, Failure>>,)+
        {
            type Output = ($($output,)+);
            type Error = Failure;

            #[allow(non_snake_case, reason = "a variable is named after its type")]
            async fn join(self) -> Result<Self::Output, Failure> {
                let ($($operation,)+) = self;
                tokio::try_join!(biased; $($operation),+)
            }
        }
    };
}

try_parallel!(A OutA);
try_parallel!(A OutA, B OutB);
try_parallel!(A OutA, B OutB, C OutC);
try_parallel!(A OutA, B OutB, C OutC, D OutD);
try_parallel!(A OutA, B OutB, C OutC, D OutD, E OutE);
try_parallel!(A OutA, B OutB, C OutC, D OutD, E OutE, F OutF);
try_parallel!(A OutA, B OutB, C OutC, D OutD, E OutE, F OutF, G OutG);
try_parallel!(A OutA, B OutB, C OutC, D OutD, E OutE, F OutF, G OutG, H OutH);
try_parallel!(A OutA, B OutB, C OutC, D OutD, E OutE, F OutF, G OutG, H OutH, I OutI);
try_parallel!(A OutA, B OutB, C OutC, D OutD, E OutE, F OutF, G OutG, H OutH, I OutI, J OutJ);
try_parallel!(A OutA, B OutB, C OutC, D OutD, E OutE, F OutF, G OutG, H OutH, I OutI, J OutJ, K OutK);
try_parallel!(A OutA, B OutB, C OutC, D OutD, E OutE, F OutF, G OutG, H OutH, I OutI, J OutJ, K OutK, L OutL);
