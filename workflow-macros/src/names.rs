//! Names: from Rust's to ASL's, and the nearest of several to one that was misspelt.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

/// `open_account` → `OpenAccount`, without `r#`.
pub(crate) fn pascal(ident: &Ident) -> String {
    let name: String = ident
        .unraw()
        .to_string()
        .split('_')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
        })
        .collect();
    // The one keyword that looks so.
    if name == "Self" { "Self_".to_owned() } else { name }
}

/// `CoreBank` → `core_bank`, without `r#`.
pub(crate) fn snake(ident: &Ident) -> String {
    let mut name = String::new();
    for letter in plain(ident).chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

/// Whether a name is written as constants are, which rustc's lints see to.
pub(crate) fn is_screaming(name: &str) -> bool {
    !name.contains(char::is_lowercase)
}

/// The identifier without `r#`, as text.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// `prefix_name`: a generated identifier that no raw identifier can break.
pub(crate) fn prefixed(prefix: &str, ident: &Ident) -> Ident {
    Ident::new(&format!("{prefix}_{}", plain(ident)), ident.span())
}

/// The same text where the macro is called, so that no lint or message blames a generated name on the user's token.
pub(crate) fn generated(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// The name in `known` that is most like `wanted`, if any is like it at all.
pub(crate) fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (distance(wanted, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len().max(wanted.len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters have to be added, removed, replaced or swapped with their neighbour.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let swap = if swapped { rows[i - 2][j - 2] + 1 } else { usize::MAX };
                replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(swap)
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_pascal_case() {
        assert_eq!(pascal(&Ident::new("open_account", Span::call_site())), "OpenAccount");
        assert_eq!(pascal(&Ident::new_raw("type", Span::call_site())), "Type");
    }

    #[test]
    fn the_nearest_name_is_found_and_a_strange_one_is_not() {
        let known = ["heartbeat", "name", "retry", "timeout"];
        assert_eq!(nearest("retires", known), Some("retry"));
        assert_eq!(nearest("tiemout", known), Some("timeout"));
        assert_eq!(nearest("colour", known), None);
    }
}
