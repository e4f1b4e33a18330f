//! The driver's tokens for statements of a state, printed as Rust: what is moved, what is cloned, what is checked.

use expect_test::{Expect, expect};
use quote::quote;
use syn::{Expr, parse_quote};

use super::{Live, Scope, Want, check, native};
use crate::errors::Errors;

fn scope() -> Scope {
    let mut scope = Scope::new(quote!(rt), quote!(__cx));
    for name in ["order", "name", "items", "count"] {
        scope.bind(&quote::format_ident!("{name}"));
    }
    scope.helpers.insert("is_big".to_owned());
    scope
}

/// Prints arguments that are evaluated in order, as a transition has them.
fn prints(want: Want, arguments: &[Expr], expected: &Expect) {
    let (scope, mut live) = (scope(), Live::new());
    let mut printed: Vec<_> = arguments
        .iter()
        .rev()
        .map(|argument| {
            let mut errors = Errors::new();
            check(argument, &scope, &mut errors);
            assert!(errors.is_empty(), "{}", errors.into_compile_errors());
            native(argument, &scope, &mut live, want).to_string().replace(' ', "")
        })
        .collect();
    printed.reverse();
    expected.assert_eq(&printed.join("\n").replace("rt::__private::expr::", ""));
}

#[test]
fn the_last_use_moves_and_the_others_clone() {
    prints(
        Want::Value,
        &[parse_quote!(order), parse_quote!(Some(order.name)), parse_quote!(order)],
        &expect![[r#"
            order.clone()
            Some(order.name.clone())
            order"#]],
    );
}

#[test]
fn names_in_format_strings_are_uses() {
    prints(
        Want::Value,
        &[parse_quote!(name), parse_quote!(format!("{name} {}", count + 1))],
        &expect![[r#"
            name.clone()
            format!("{name}{}",(matchadd(count,1,|left,right|left+right){::core::result::Result::Ok(__value)=>__value,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),}))"#]],
    );
}

#[test]
fn branches_are_alternatives() {
    prints(
        Want::Value,
        &[parse_quote!(if count > 1 { name } else { order.name }), parse_quote!(name)],
        &expect![[r#"
            ifcount>1{name.clone()}else{order.name}
            name"#]],
    );
}

#[test]
fn arguments_of_tasks_are_always_cloned_and_references_never() {
    prints(
        Want::TaskArgument,
        &[parse_quote!(order), parse_quote!(&order), parse_quote!("text"), parse_quote!(items[0].name)],
        &expect![[r#"
            order.clone()
            &order
            text("text")
            (*(matchindex(&items,0){::core::result::Result::Ok(__value)=>__value,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),})).name.clone()"#]],
    );
}

#[test]
fn what_closures_capture_is_not_moved() {
    prints(
        Want::Value,
        &[
            parse_quote!(items.iter().map(|item| item.price * count).collect()),
            parse_quote!(is_big(&order) && order.paid),
        ],
        &expect![[r#"
            (matchkept(|kept|::core::result::Result::Ok(collect(items.iter().map(|item|keep(kept,mul(item.price.clone(),count.clone(),|left,right|left*right)))))){::core::result::Result::Ok(__value)=>__value,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),})
            (matchis_big::checked(&order){::core::result::Result::Ok(__value)=>__value,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),})&&order.paid"#]],
    );
}

#[test]
fn the_reference_has_the_table_of_methods() {
    let reference = include_str!("../../../docs/portable.md");
    let row = |method: &super::methods::Method| format!("| `{}` | {} |\n", method.name, method.of);
    let table: String = super::methods::METHODS.iter().map(row).collect();
    assert!(reference.contains(&table), "docs/portable.md should have:\n{table}");
}
