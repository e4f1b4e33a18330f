//! `Data` for the types of std and for timestamps.
