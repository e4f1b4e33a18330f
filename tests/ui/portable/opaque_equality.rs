use workflow_runtime::portable;

#[derive(Clone, PartialEq)]
pub struct Money(pub u32);

#[portable]
pub fn same(left: &Money, right: &Money) -> bool {
    left == right
}

fn main() {}
