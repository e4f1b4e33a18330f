//! Checked arithmetic: the same number, or an error of both.
