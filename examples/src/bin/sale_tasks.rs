//! The shop's tasks as Lambda functions: what `sale -- template` deploys once a task. What happens is noted below
//! `/tmp/sale`, or the directory that the environment variable `SALE_DIRECTORY` names.

use std::path::PathBuf;

use workflow_aws::lambda::{Error, serve};
use workflow_examples::shop::{Office, OnDisk, Payments};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    // A function may write below `/tmp` alone.
    let directory =
        std::env::var_os("SALE_DIRECTORY").map_or_else(|| PathBuf::from("/tmp/sale"), PathBuf::from);
    let shop = OnDisk::below(&directory);
    serve(Payments(shop.clone()).and(Office(shop))).await
}
