//! The place of a text in another.

use workflow_runtime::prelude::*;

#[portable]
fn has_domain(address: &str, domain: &str) -> bool {
    address.find('@').is_some() && address.find(&format!(".{domain}")).is_some() && address.rfind(domain).is_none()
}

const SEPARATOR: &str = "::";

#[portable]
fn has_parts(path: &str) -> bool {
    path.find(SEPARATOR).is_some() && path.find(char::is_whitespace).is_none()
}

fn main() {}
