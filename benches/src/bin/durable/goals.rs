//! What is wanted of each number, beside what was measured; and medians.

/// A number that is to be reached, or not to be passed.
#[derive(Clone, Debug)]
pub(crate) struct Goal {
    what: String,
    unit: &'static str,
    wanted: f64,
    at_least: bool,
    measured: f64,
}

impl Goal {
    /// As much as `wanted`, or more.
    pub(crate) fn at_least(what: impl Into<String>, wanted: f64, unit: &'static str, measured: f64) -> Self {
        Self { what: what.into(), unit, wanted, at_least: true, measured }
    }

    /// Less than `wanted`, or as much.
    pub(crate) fn at_most(what: impl Into<String>, wanted: f64, unit: &'static str, measured: f64) -> Self {
        Self { what: what.into(), unit, wanted, at_least: false, measured }
    }

    fn is_met(&self) -> bool {
        if self.at_least { self.measured >= self.wanted } else { self.measured <= self.wanted }
    }
}

/// Prints goals as a table.
pub(crate) fn print(goals: &[Goal]) {
    println!("\n| goal | wanted | measured | met |\n| --- | --- | --- | --- |");
    for goal in goals {
        let Goal { what, unit, wanted, at_least, measured } = goal;
        let bound = if *at_least { "at least" } else { "at most" };
        println!(
            "| {what} | {bound} {} {unit} | {} {unit} | {} |",
            short(*wanted),
            short(*measured),
            if goal.is_met() { "yes" } else { "no" }
        );
    }
}

/// A number with as many digits as mean something.
pub(crate) fn short(number: f64) -> String {
    match number {
        1_000.0.. => {
            let digits = format!("{number:.0}");
            let mut grouped = String::new();
            for (index, digit) in digits.chars().enumerate() {
                if index > 0 && (digits.len() - index).is_multiple_of(3) {
                    grouped.push(',');
                }
                grouped.push(digit);
            }
            grouped
        }
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// The median of what some reports say; 0 without any.
pub(crate) fn median<T>(reports: &[T], of: impl Fn(&T) -> f64) -> f64 {
    let mut values: Vec<f64> = reports.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
