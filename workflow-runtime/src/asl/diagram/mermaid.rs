//! A machine as a Mermaid state diagram.

use super::{Ids, inner_title, shortened};
use crate::asl::machine::StateMachine;
use crate::asl::state::{State, StateKind};
use crate::asl::ways::ways;

/// The machine as a Mermaid `stateDiagram-v2`; see [the module](super) for what is drawn.
#[must_use]
pub fn mermaid(machine: &StateMachine) -> String {
    let mut drawing = Drawing { text: "stateDiagram-v2\n".to_owned(), ids: Ids::default() };
    drawing.machine(machine, 1);
    drawing.text
}

struct Drawing {
    text: String,
    ids: Ids,
}

impl Drawing {
    fn line(&mut self, depth: usize, line: &str) {
        self.text.push_str(&"    ".repeat(depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn machine(&mut self, machine: &StateMachine, depth: usize) {
        let ids = self.ids.of(machine);
        for (name, state) in &machine.states {
            self.state(&ids[name.as_str()], name, state, depth);
        }
        if let Some(start) = ids.get(machine.start_at.as_str()) {
            self.line(depth, &format!("[*] --> {start}"));
        }
        for (name, state) in &machine.states {
            for way in ways(state) {
                let to = way.to.map_or(Some("[*]"), |to| ids.get(to).map(String::as_str));
                // A transition to a state that does not exist cannot be drawn.
                let Some(to) = to else { continue };
                let label = escaped(&shortened(&way.when));
                let label = if label.is_empty() { label } else { format!(" : {label}") };
                self.line(depth, &format!("{} --> {to}{label}", ids[name.as_str()]));
            }
        }
    }

    /// A state, with the machines inside it side by side.
    fn state(&mut self, id: &str, name: &str, state: &State, depth: usize) {
        let machines = inner_title(state);
        let each = if matches!(state.kind, StateKind::Map(_)) { " (for each item)" } else { "" };
        let declaration = format!("state \"{}{each}\" as {id}", escaped(name));
        if machines.is_empty() {
            self.line(depth, &declaration);
            return;
        }
        self.line(depth, &format!("{declaration} {{"));
        for (i, (_, machine)) in machines.into_iter().enumerate() {
            if i > 0 {
                self.line(depth + 1, "--");
            }
            self.machine(machine, depth + 1);
        }
        self.line(depth, "}");
    }
}

/// Text for a label: what would end it or mean something else becomes an entity of Mermaid's (`#59;`).
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '#' | ';' | ':' | '%' | '{' | '}' | '`' | '\\' => out.push_str(&format!("#{};", u32::from(c))),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
