//! What the benchmarks of this package share: a load, and the physical limit beside which it is put.

pub mod load;
pub mod log;
