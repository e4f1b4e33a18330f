//! What AWS asks for executions: a data file with its date, which the user can replace.

use serde::Deserialize;

/// Prices, and when and where they held.
///
/// The ones that come with the crate are of its `prices.json`; write a file of the same shape for other regions and
/// later days. Free tiers are left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// The day they were read.
    pub as_of: String,
    /// For which region.
    pub region: String,
    /// Where they were read.
    pub source: String,
    /// In what they are.
    pub currency: String,
    /// Of STANDARD machines.
    pub standard: Standard,
    /// Of EXPRESS machines.
    pub express: Express,
}

/// What STANDARD machines cost.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// A thousand transitions.
    pub per_1000_transitions: f64,
}

/// What EXPRESS machines cost.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Express {
    /// A million executions.
    pub per_1000000_requests: f64,
    /// A GB-second, by how many there were in the month; the last tier has no end.
    pub per_gb_second: Vec<Tier>,
}

/// A price that holds up to an amount.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Up to how many GB-seconds in a month; without an end where it is missing.
    pub up_to_gb_seconds: Option<f64>,
    /// For each.
    pub price: f64,
}

impl Default for Prices {
    fn default() -> Self {
        Self::from_json(include_str!("prices.json")).expect("the crate's own prices are well formed")
    }
}

impl Prices {
    /// Reads prices.
    ///
    /// # Errors
    ///
    /// If the text is not JSON of the shape of the crate's `prices.json`.
    pub fn from_json(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    pub(super) fn transitions(&self, count: f64) -> f64 {
        count / 1_000.0 * self.standard.per_1000_transitions
    }

    pub(super) fn requests(&self, count: f64) -> f64 {
        count / 1_000_000.0 * self.express.per_1000000_requests
    }

    /// Each tier is paid for what falls into it.
    pub(super) fn gb_seconds(&self, amount: f64) -> f64 {
        let mut paid = 0.0;
        let mut below = 0.0;
        for tier in &self.express.per_gb_second {
            let end = tier.up_to_gb_seconds.unwrap_or(f64::INFINITY).min(amount);
            paid += (end - below).max(0.0) * tier.price;
            below = end.max(below);
        }
        paid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tier_is_paid_for_what_falls_into_it() {
        let prices = Prices::default();
        assert!((prices.gb_seconds(1_000_000.0) - 16.67).abs() < 1e-9);
        let all = 3_600_000.0 * 0.000_016_67 + 14_400_000.0 * 0.000_008_33 + 2_000_000.0 * 0.000_004_56;
        assert!((prices.gb_seconds(20_000_000.0) - all).abs() < 1e-9);
        assert!((prices.transitions(5_000_000.0) - 125.0).abs() < 1e-9);
        assert!((prices.requests(2_000_000.0) - 2.0).abs() < 1e-9);
    }
}
