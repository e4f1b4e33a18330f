//! An executable that is killed.

fn main() {}
