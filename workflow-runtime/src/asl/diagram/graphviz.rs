//! A machine as a Graphviz digraph.

use super::{Ids, inner_title, shortened};
use crate::asl::machine::StateMachine;
use crate::asl::state::{State, StateKind};
use crate::asl::ways::{Way, ways};

/// The machine as a `digraph` for Graphviz's `dot`; see [the module](super) for what is drawn.
///
/// A Parallel or Map state is a cluster: the ways into it lead to a dot at its top, its branches run from there to a dot
/// at its bottom, and the ways out of it begin there. Dashed lines are catchers.
#[must_use]
pub fn graphviz(machine: &StateMachine) -> String {
    let mut drawing = Drawing { text: String::new(), edges: Vec::new(), ids: Ids::default() };
    drawing.line(0, "digraph workflow {");
    drawing.line(1, "graph [compound=true, fontname=\"Helvetica\", fontsize=11, nodesep=0.4, ranksep=0.45];");
    drawing.line(
        1,
        "node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica\", fontsize=11];",
    );
    drawing.line(1, "edge [fontname=\"Helvetica\", fontsize=9, arrowsize=0.7];");
    drawing.line(1, "start [shape=circle, label=\"\", width=0.18, fillcolor=black];");
    drawing.line(1, "end [shape=doublecircle, label=\"\", width=0.12, fillcolor=black];");
    drawing.machine(machine, "start", "end", 1);
    for edge in std::mem::take(&mut drawing.edges) {
        drawing.line(1, &edge);
    }
    drawing.line(0, "}");
    drawing.text
}

struct Drawing {
    text: String,
    /// Drawn last: an edge inside a cluster would draw both its ends into it.
    edges: Vec<String>,
    ids: Ids,
}

impl Drawing {
    fn line(&mut self, depth: usize, line: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A machine between the nodes where it starts and ends.
    fn machine(&mut self, machine: &StateMachine, start: &str, end: &str, depth: usize) {
        let ids = self.ids.of(machine);
        for (name, state) in &machine.states {
            self.state(&ids[name.as_str()], name, state, depth);
        }
        // A cluster is entered and left through its dots.
        let edge = |name: &str, dot: &str, side: &str| {
            let id = &ids[name];
            let is_cluster = machine.states.get(name).is_some_and(|state| !inner_title(state).is_empty());
            if is_cluster {
                (dot_of(id, dot), format!("{side}=cluster_{id}"))
            } else {
                (id.clone(), String::new())
            }
        };
        if ids.contains_key(machine.start_at.as_str()) {
            let (to, head) = edge(&machine.start_at, "in", "lhead");
            self.edge(start, &to, &[head]);
        }
        for (name, state) in &machine.states {
            for way in ways(state) {
                let (from, tail) = edge(name, "out", "ltail");
                let (to, head) = match way.to {
                    None => (end.to_owned(), String::new()),
                    Some(to) if ids.contains_key(to) => edge(to, "in", "lhead"),
                    // A transition to a state that does not exist cannot be drawn.
                    Some(_) => continue,
                };
                let mut attributes = vec![tail, head];
                attributes.extend(style(&way));
                self.edge(&from, &to, &attributes);
            }
        }
    }

    fn edge(&mut self, from: &str, to: &str, attributes: &[String]) {
        let attributes: Vec<&str> =
            attributes.iter().map(String::as_str).filter(|attribute| !attribute.is_empty()).collect();
        let attributes =
            if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
        self.edges.push(format!("{from} -> {to}{attributes};"));
    }

    fn state(&mut self, id: &str, name: &str, state: &State, depth: usize) {
        let machines = inner_title(state);
        if machines.is_empty() {
            self.line(
                depth,
                &format!("{id} [label=\"{}\"{}];", escaped(&wrapped(name, 24)), shape(&state.kind)),
            );
            return;
        }
        let dot = "[shape=point, width=0.08, fillcolor=black]";
        self.line(depth, &format!("subgraph cluster_{id} {{"));
        self.line(
            depth + 1,
            &format!("label=\"{}\"; labeljust=l; style=rounded; color=gray40;", escaped(name)),
        );
        self.line(depth + 1, &format!("{} {dot};", dot_of(id, "in")));
        self.line(depth + 1, &format!("{} {dot};", dot_of(id, "out")));
        for (i, (title, machine)) in machines.into_iter().enumerate() {
            self.line(depth + 1, &format!("subgraph cluster_{id}_{i} {{"));
            let style = "labeljust=l; fontcolor=gray40; style=dashed; color=gray70;";
            self.line(depth + 2, &format!("label=\"{title}\"; {style}"));
            self.machine(machine, &dot_of(id, "in"), &dot_of(id, "out"), depth + 2);
            self.line(depth + 1, "}");
        }
        self.line(depth, "}");
    }
}

/// The dot where a cluster is entered (`in`) or left (`out`). No state's id has a full stop.
fn dot_of(id: &str, dot: &str) -> String {
    format!("\"{id}.{dot}\"")
}

/// How a state of its type looks.
const fn shape(kind: &StateKind) -> &'static str {
    match kind {
        StateKind::Choice { .. } => ", shape=diamond, style=filled, margin=0.02",
        StateKind::Wait(_) => ", fillcolor=lightyellow",
        StateKind::Pass { .. } => ", style=\"rounded,dashed\"",
        StateKind::Succeed => ", fillcolor=honeydew",
        StateKind::Fail(_) => ", fillcolor=mistyrose",
        StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_) => "",
    }
}

fn style(way: &Way<'_>) -> Vec<String> {
    let mut attributes = Vec::new();
    // That a Succeed or Fail state ends the machine shows without words.
    if !way.when.is_empty() && way.to.is_some() {
        attributes.push(format!("label=\"{}\"", escaped(&wrapped(&shortened(&way.when), 30))));
    }
    if way.is_catch {
        attributes.push("style=dashed".to_owned());
        attributes.push("color=firebrick".to_owned());
        attributes.push("fontcolor=firebrick".to_owned());
    }
    attributes
}

/// Text in lines of about `width` characters, broken at blanks.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// Text for a quoted string of Graphviz.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
