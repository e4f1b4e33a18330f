//! The states of a machine and where each leads, as a table of plain text.

use super::diagram::inner_title;
use super::machine::StateMachine;
use super::ways::ways;

/// A row: state, type, where it goes, when.
type Row = [String; 4];

/// The table of states and transitions: a line for each way out of each state, with aligned columns.
///
/// The states stand in the order of the definition, those of a branch or a map indented below it; the first one to run
/// is marked `(start)`. What a condition reads of the state's input is written without `$states.input.`. Each line ends
/// in a newline, and none in a blank.
#[must_use]
pub fn table(machine: &StateMachine) -> String {
    let mut rows = vec![["STATE", "TYPE", "GOES TO", "WHEN"].map(ToOwned::to_owned)];
    add_machine(machine, 0, &mut rows);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let mut text = String::new();
    for [state, kind, to, when] in &rows {
        let [first, second, third] = widths;
        let line = format!("{state:first$}  {kind:second$}  {to:third$}  {when}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn add_machine(machine: &StateMachine, depth: usize, rows: &mut Vec<Row>) {
    let indent = "  ".repeat(depth);
    for (name, state) in &machine.states {
        let start = if *name == machine.start_at { " (start)" } else { "" };
        let mut first = [format!("{indent}{name}{start}"), state.kind.name().to_owned()];
        for way in ways(state) {
            let to = way.to.map_or_else(|| "(end)".to_owned(), ToOwned::to_owned);
            let [name, kind] = std::mem::take(&mut first);
            rows.push([name, kind, to, way.when]);
        }
        if first != <[String; 2]>::default() {
            let [name, kind] = first;
            rows.push([name, kind, String::new(), String::new()]);
        }
        for (title, inside) in inner_title(state) {
            rows.push([format!("{indent}  [{title}]"), String::new(), String::new(), String::new()]);
            add_machine(inside, depth + 2, rows);
        }
    }
}
