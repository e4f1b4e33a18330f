//! The benchmarks of this package are in the files beside `src`; nothing is exported.
