use workflow_runtime::prelude::*;

#[derive(Data)]
union Bits {
    float: f32,
    int: u32,
}

fn main() {}
