//! The place of a text in another.

use workflow_runtime::prelude::*;

#[portable]
fn has_domain(address: &str, domain: &str) -> bool {
    address.find('@').is_some() && address.find(&format!(".{domain}")).is_some() && address.rfind(domain).is_none()
}

fn main() {}
