//! The difference between two lists of lines.

/// Both lists as one text: what they share, `-` before what only the first has, `+` before what only the second has.
///
/// Paths are short, so the longest common subsequence is found by the plain table.
pub(super) fn diff(first: &[String], second: &[String]) -> String {
    let common = common(first, second);
    let (mut i, mut j) = (0, 0);
    let mut text = Vec::new();
    while i < first.len() || j < second.len() {
        if i < first.len() && j < second.len() && first[i] == second[j] {
            text.push(format!("    {}", first[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == second.len() || (i < first.len() && common[i + 1][j] >= common[i][j + 1]) {
            text.push(format!("  - {}", first[i]));
            i += 1;
        } else {
            text.push(format!("  + {}", second[j]));
            j += 1;
        }
    }
    text.join("\n")
}

/// At `[i][j]`, how many lines the rests from `i` and `j` have in common, in order.
fn common(first: &[String], second: &[String]) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; second.len() + 1]; first.len() + 1];
    for i in (0..first.len()).rev() {
        for j in (0..second.len()).rev() {
            table[i][j] = if first[i] == second[j] {
                table[i + 1][j + 1] + 1
            } else {
                table[i + 1][j].max(table[i][j + 1])
            };
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn what_both_have_stands_once() {
        let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let shown = diff(&lines("a b c d"), &lines("a c x d"));
        assert_eq!(shown, "    a\n  - b\n    c\n  + x\n    d");
        assert_eq!(diff(&lines("a"), &lines("b")), "  - a\n  + b");
    }
}
