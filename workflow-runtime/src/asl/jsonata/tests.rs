//! What is JSONata and what is not, and what it refers to.

use super::*;

#[test]
fn well_formed_expressions_pass() {
    for source in [
        "1",
        "-1.5e3",
        "'it''s' = \"x\"".trim_start_matches("'it'"),
        "$states.input.order.total * 2 + $tax",
        "$states.input.items[price > 10 and name != 'a'].{'n': name, 'p': price}",
        "$map($states.input.items, function($v, $i) { $v.price * $i })",
        "($a := 1; $b := $a + 1; $a + $b)",
        "($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(5))",
        "$x ~> $uppercase ~> $trim",
        "$states.input.`odd name`.*.**",
        "$states.input.items^(>price, name)[0]",
        "$states.input.items{kind: $sum(price)}",
        "$match('ab', /a(b)/i)[0].groups",
        "$states.input ~> | order | {'paid': true}, ['draft'] |",
        "[1..5]",
        "$sum([1, 2, 3,4])",
        "$states.input.a ? 'x'",
        "$substring(?, 0, 3)",
        "items@$i.books#$p[$i.id = id]",
        "function($x)<n:n>{ $x }(3)",
        "λ($x){ $x }",
        "{}",
        "[]",
        "()",
        "and.or.in",
        "/* why */ 1",
        "a[]",
        "$a := $b := 3",
        "a in [1]",
        "x.%.y",
        "'\\u00e9\\n'",
        "0.5 % 2 & 'x'",
    ] {
        assert_eq!(check(source), Ok(()), "{source}");
    }
}

#[test]
fn malformed_expressions_are_refused() {
    for source in [
        "",
        "  ",
        "$states.input.",
        "(1+",
        "1 2",
        "'open",
        "\"a\\q\"",
        "`open",
        "/open",
        "/* open",
        "a ?? b",
        "a ?: b",
        "[1,]",
        "{'a': 1,}",
        "{'a'}",
        "{'a': }",
        "f(1,)",
        "f(1",
        "1 := 2",
        "a.1",
        "true.a",
        "a^b",
        "a@b",
        "function(x){ 1 }",
        "function($x) 1",
        "a == b",
        "a && b",
        "!a",
        "a ~ b",
        "x[1",
        "| a | b",
        "a; b",
        "1..2",
        "1e999",
    ] {
        assert!(check(source).is_err(), "{source}");
    }
}

#[test]
fn deep_nesting_is_refused_and_not_a_crash() {
    let source = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(check(&source).expect_err("too deep").words.contains("deep"));
}

fn free(source: &str) -> Vec<String> {
    let named = |reference| match reference {
        Reference::Variable { name, field: Some(field), .. } => format!("${name}.{field}"),
        Reference::Variable { name, called: true, .. } => format!("${name}()"),
        Reference::Variable { name, .. } => format!("${name}"),
        Reference::Context(text) => text.to_owned(),
        Reference::Name(name) => name,
        Reference::NameCalled(name) => format!("{name}()"),
    };
    references(&parse(source).expect("JSONata")).into_iter().map(named).collect()
}

#[test]
fn references_leave_out_what_is_bound_inside() {
    assert_eq!(free("($a := 1; $a + $b)"), ["$b"]);
    assert_eq!(free("($a := 1) + $a"), ["$a"]);
    assert_eq!(free("$map($xs, function($v) { $v + $w })"), ["$map()", "$xs", "$w"]);
    assert_eq!(free("($f := function($n) { $g($n) }; $g := 1; $f(1))"), Vec::<String>::new());
    assert_eq!(free("$states.input.items@$i.(price * $i)"), ["$states.input"]);
}

#[test]
fn the_context_is_known_inside_paths_only() {
    assert_eq!(free("$states.input.items.($ & name)"), ["$states.input"]);
    assert_eq!(free("$states.input.items[$ > 1]"), ["$states.input"]);
    assert_eq!(free("$.x"), ["$"]);
    assert_eq!(free("$x.$$"), ["$x", "$$"]);
    assert_eq!(free("order.total"), ["order"]);
    assert_eq!(free("count($x)"), ["count()", "$x"]);
}
