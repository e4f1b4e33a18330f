//! Random expressions over a bag, by type. What is `calm` cannot fail; the rest may overflow, divide by zero, or miss an
//! index.

use super::Writer;

impl Writer {
    pub(super) fn number(&mut self, calm: bool) -> String {
        let literal = self.random.below(20);
        match self.random.below(if calm { 11 } else { 16 }) {
            0 => "bag.n".to_owned(),
            1 => format!("bag.n + {literal}"),
            2 => format!("if bag.flag {{ {literal} }} else {{ bag.n - 1 }}"),
            3 => format!("bag.maybe.unwrap_or({literal})"),
            4 => "bag.the_list.iter().sum()".to_owned(),
            5 => "bag.part.size".to_owned(),
            6 => "bag.parts.iter().map(|part| part.size).sum()".to_owned(),
            7 => format!(
                "match bag.shade {{ Shade::Light {{ level, .. }} => level, Shade::Dark => {literal}, _ => 1 }}"
            ),
            8 => format!("match bag.spare {{ Some(part) => part.size, None => {literal} }}"),
            9 => {
                format!(
                    "if let Label::Printed {{ copies, .. }} = bag.label {{ copies }} else {{ {literal} }}"
                )
            }
            10 => "(bag.n * 3 - 7).max(bag.part.size).min(1000)".to_owned(),
            11 => format!("bag.n / {}", self.random.one_of(&["2", "bag.n", "3", "bag.part.size"])),
            12 => "bag.the_list[0]".to_owned(),
            13 => "bag.parts[1].size".to_owned(),
            14 => "bag.n % bag.part.size".to_owned(),
            _ => "bag.the_list[1] - bag.n".to_owned(),
        }
    }

    pub(super) fn condition(&mut self, calm: bool) -> String {
        match self.random.below(if calm { 10 } else { 12 }) {
            0 => "bag.flag".to_owned(),
            1 => "bag.the_list.is_empty()".to_owned(),
            2 => "bag.text.contains(\"a\")".to_owned(),
            3 => "bag.maybe.is_some() && !bag.flag".to_owned(),
            4 => "bag.n > 4".to_owned(),
            5 => "bag.parts.iter().any(|part| part.size > 5)".to_owned(),
            6 => "bag.parts.len() > 1 || bag.shade == Shade::Dark".to_owned(),
            7 => "bag.the_list.iter().all(|number| *number > 0)".to_owned(),
            8 => "bag.part.id == bag.text".to_owned(),
            9 => "bag.spare.is_none() || bag.label == Label::Blank".to_owned(),
            10 => "bag.n > bag.the_list[0]".to_owned(),
            _ => "bag.small + 100 > 120".to_owned(),
        }
    }

    pub(super) fn text(&mut self) -> String {
        self.random
            .one_of(&[
                "bag.text",
                "format!(\"{}-{}\", bag.text, bag.n)",
                "\"it's \\\"so\\\" \\\\ \\n🦀\"",
                "bag.text.to_uppercase()",
                "bag.part.id",
                "if bag.flag { bag.text } else { bag.part.id }",
                "match bag.shade { Shade::Named(name) => name, Shade::Light { name, .. } => name, _ => bag.part.id }",
            ])
            .to_owned()
    }

    fn shade(&mut self, calm: bool) -> String {
        match self.random.below(5) {
            0 => "Shade::Dark".to_owned(),
            1 => format!("Shade::Light {{ level: {}, name: {} }}", self.number(calm), self.text()),
            2 => format!("Shade::Mixed(vec![{}])", self.number(calm)),
            3 => format!("Shade::Named({})", self.text()),
            _ => "bag.part.shade".to_owned(),
        }
    }

    pub(super) fn part(&mut self, calm: bool) -> String {
        match self.random.below(4) {
            0 => "bag.part".to_owned(),
            1 => format!("Part {{ size: {}, ..bag.part }}", self.number(calm)),
            2 => format!(
                "Part {{ id: {}, size: {}, tags: vec![{}], shade: {} }}",
                self.text(),
                self.number(calm),
                self.text(),
                self.shade(calm)
            ),
            _ => format!("Part {{ shade: {}, ..bag.part }}", self.shade(calm)),
        }
    }

    /// The input of the workflow that others start.
    pub(super) fn inner_input(&mut self, calm: bool) -> String {
        format!("Job {{ part: {}, by: {} }}", self.part(calm), self.text())
    }

    pub(super) fn bag(&mut self, calm: bool) -> String {
        let fields = match self.random.below(9) {
            0 => return "bag".to_owned(),
            1 => format!("n: {}", self.number(calm)),
            2 => format!("text: {}, flag: {}", self.text(), self.condition(calm)),
            3 => format!(
                "the_list: vec![{}, 2], maybe: Some({})",
                self.number(calm),
                self.number(calm)
            ),
            4 => format!("n: {}, maybe: None", self.number(calm)),
            5 => format!("part: {}, shade: {}", self.part(calm), self.shade(calm)),
            6 => format!("parts: vec![{}, {}]", self.part(calm), self.part(calm)),
            7 => format!(
                "label: Label::Printed {{ words: {}, copies: {} }}, spare: Some({})",
                self.text(),
                self.number(calm),
                self.part(calm)
            ),
            _ => "the_list: bag.parts.iter().filter(|part| part.size > 0).map(|part| part.size * 2).collect(), spare: None".to_owned(),
        };
        format!("Bag {{ {fields}, ..bag }}")
    }
}
