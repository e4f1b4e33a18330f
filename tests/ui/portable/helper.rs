use workflow_runtime::portable;

fn twice(count: u32) -> u32 {
    count * 2
}

#[portable]
fn more(count: u32) -> u32 {
    twice(count) + 1
}

fn main() {}
