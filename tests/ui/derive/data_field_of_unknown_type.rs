use workflow_runtime::prelude::*;

#[derive(Data)]
struct Order {
    total: Monney,
}

fn main() {}
