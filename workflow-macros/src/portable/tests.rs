//! The driver's tokens for statements of a state, printed as Rust: what is moved, what is cloned, what is checked.

use expect_test::{Expect, expect};
use quote::{ToTokens as _, quote};
use syn::{Expr, ItemFn, parse_quote};

use super::{Live, Scope, Want, as_value, check, native, twin};
use crate::errors::Errors;

fn scope() -> Scope {
    let mut scope = Scope::new(quote!(rt), Some(quote!(__cx)));
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
            format!("{name}{}",(matchadd(count,1,|__left,__right|__left.0+__right.0){Checked::Plain(__left,__right,)=>__left.0+__right.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),}))"#]],
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
            (*(matchIndexed(&items).at(0){::core::result::Result::Ok(__value)=>(__value,).0,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),})).name.clone()"#]],
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
            (matchkept(|kept|::core::result::Result::Ok(collect(items.iter().map(|item|(matchmul(item.price.clone(),count.clone(),|__left,__right|__left.0*__right.0){Checked::Plain(__left,__right,)=>__left.0*__right.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>keep(kept,::core::result::Result::Err(__error)),}))))){::core::result::Result::Ok(__value)=>(__value,).0,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),})
            (matchis_big::checked(&order){::core::result::Result::Ok(__value)=>(__value,).0,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),})&&order.paid"#]],
    );
}

#[test]
fn nothing_is_moved_that_a_reference_looks_at() {
    prints(
        Want::Value,
        &[
            parse_quote!(match &order {
                (Some(found), _) => order.1.unwrap_or(found.clone()),
                (_, last) => pair(last.clone(), order.1),
            }),
            parse_quote!(if let Some(found) = name.as_ref() { pair(name, found.len()) } else { name }),
            parse_quote!({
                let first = &items[0];
                let part = &first.name;
                let count = count.clone();
                (items, count, part.len())
            }),
        ],
        &expect![[r#"
            match&order{(Some(found),_)=>order.1.clone().unwrap_or(found.clone()),(_,last)=>(matchpair::checked(last.clone(),order.1){::core::result::Result::Ok(__value)=>(__value,).0,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),}),}
            ifletSome(found)=name.as_ref(){(matchpair::checked(name.clone(),found.len()){::core::result::Result::Ok(__value)=>(__value,).0,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),})}else{name}
            {letfirst=&(*(matchIndexed(&items).at(0){::core::result::Result::Ok(__value)=>(__value,).0,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),}));letpart=&first.name;letcount=count.clone();(items.clone(),count,part.len())}"#]],
    );
}

#[test]
fn operations_are_checked_and_need_no_parentheses() {
    prints(
        Want::Value,
        &[
            parse_quote!((count + 1) * (count - 2)),
            parse_quote!(-count),
            parse_quote!(name.parse::<u8>().ok()),
        ],
        &expect![[r#"
            (matchmul((matchadd(count.clone(),1,|__left,__right|__left.0+__right.0){Checked::Plain(__left,__right,)=>__left.0+__right.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),}),(matchsub(count.clone(),2,|__left,__right|__left.0-__right.0){Checked::Plain(__left,__right,)=>__left.0-__right.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),}),|__left,__right|__left.0*__right.0){Checked::Plain(__left,__right,)=>__left.0*__right.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),})
            (matchneg(count,|__operand|-__operand.0){Checked::Plain(__operand,_)=>-__operand.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),})
            parsed(name.parse::<u8>()).ok()"#]],
    );
}

#[test]
fn what_constants_compute_is_checked_where_rustc_cannot_look() {
    prints(
        Want::Value,
        &[
            parse_quote!(LIMIT + 1),
            parse_quote!(limit(NAME.len() - 4)),
            parse_quote!((NAME.len() + 1) * 2),
            parse_quote!(LOWEST.abs()),
            parse_quote!(SIZES[1..].len()),
            parse_quote!(cents(NAME.len() - 4) + cents(1)),
        ],
        &expect![[r#"
            LIMIT+1
            limit((matchsub(NAME.len(),4,|__left,__right|__left.0-__right.0){Checked::Plain(__left,__right,)=>__left.0-__right.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),}))
            (matchmul((matchadd(NAME.len(),1,|__left,__right|__left.0+__right.0){Checked::Plain(__left,__right,)=>__left.0+__right.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),}),2,|__left,__right|__left.0*__right.0){Checked::Plain(__left,__right,)=>__left.0*__right.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),})
            (matchabs(LOWEST,|__operand|__operand.0.abs()){Checked::Plain(__operand,_)=>__operand.0.abs(),Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),})
            (*(matchIndexed(&SIZES).at(1..){::core::result::Result::Ok(__value)=>(__value,).0,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),})).len()
            cents((matchsub(NAME.len(),4,|__left,__right|__left.0-__right.0){Checked::Plain(__left,__right,)=>__left.0-__right.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),}))+cents(1)"#]],
    );
}

#[test]
fn what_a_branch_reads_it_reads_for_all() {
    prints(
        Want::Value,
        &[
            parse_quote!(order),
            parse_quote!(if count > 1 { 1 } else { order.total }),
            parse_quote!(name),
            parse_quote!(match count {
                0 => 1,
                _ => name.len(),
            }),
        ],
        &expect![[r#"
            order.clone()
            ifcount>1{1}else{order.total}
            name.clone()
            matchcount{0=>1,_=>name.len(),}"#]],
    );
}

/// Prints the symbolic form, in which witnesses are left out: what they witness is the driver's own tokens.
fn says(expressions: &[Expr], expected: &Expect) {
    let scope = scope();
    let printed: Vec<_> = expressions
        .iter()
        .map(|expr| {
            let mut errors = Errors::new();
            check(expr, &scope, &mut errors);
            assert!(errors.is_empty(), "{}", errors.into_compile_errors());
            let tokens = twin(expr, &scope).to_string().replace(' ', "");
            unwitnessed(&tokens.replace("rt::__private::", "").replace("expr::", ""))
                .replace("{useProbeFallbackas_;witness().probe().shape()}", "shape")
                .replace("let_=witness();", "")
        })
        .collect();
    expected.assert_eq(&printed.join("\n"));
}

/// The tokens without the bodies of their witnesses.
fn unwitnessed(tokens: &str) -> String {
    let Some((before, witness)) = tokens.split_once("witness(||{") else { return tokens.to_owned() };
    let mut depth = 1;
    let end = witness.find(|character| {
        depth += match character {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        depth == 0
    });
    let after = &witness[end.expect("braces are balanced") + 1..];
    format!("{before}witness({}", unwitnessed(after))
}

#[test]
fn operators_say_what_they_do() {
    says(
        &[
            parse_quote!(!order.paid || order.sent && order.late),
            parse_quote!(order.total != 1),
            parse_quote!(order.total == count),
            parse_quote!(order.total < count),
            parse_quote!(order.total >= 2.),
            parse_quote!(order.total / 2 - count * 3 % 4 + (5 * 6)),
            parse_quote!(-order.total),
            parse_quote!(count > -5 || count < -(3_000_000_000 - 1)),
            parse_quote!((1..=count).contains(&order.total)),
            parse_quote!((..9).contains(&count)),
        ],
        &expect![[r#"
            or(not(field(order.expr(),&shape,"paid")),and(field(order.expr(),&shape,"sent"),field(order.expr(),&shape,"late")))
            {not_equal(item(field(order.expr(),&shape,"total"),shape),item(number("1"),unknown()))}
            {equal(item(field(order.expr(),&shape,"total"),shape),item(count.expr(),shape))}
            {compare(Comparison::Less,item(field(order.expr(),&shape,"total"),shape),item(count.expr(),shape))}
            {compare(Comparison::GreaterOrEqual,item(field(order.expr(),&shape,"total"),shape),item(number("2.0"),unknown()))}
            arithmetic(Arithmetic::Add,arithmetic(Arithmetic::Sub,arithmetic(Arithmetic::Div,field(order.expr(),&shape,"total"),number("2"),&shape),arithmetic(Arithmetic::Rem,arithmetic(Arithmetic::Mul,count.expr(),number("3"),&shape),number("4"),&shape),&shape),number("30"),&shape)
            negate(field(order.expr(),&shape,"total"),&shape)
            or({compare(Comparison::Greater,item(count.expr(),shape),item(negate(number("5"),&unknown()),rt::data::Shape::Integer{signed:true,bits:64}))},{compare(Comparison::Less,item(count.expr(),shape),item(negate(number("2999999999"),&unknown()),shape))})
            {in_range(::core::option::Option::Some(number("1")),::core::option::Option::Some(count.expr()),true,field(order.expr(),&shape,"total"))}
            {in_range(::core::option::Option::None,::core::option::Option::Some(number("9")),false,count.expr())}"#]],
    );
}

#[test]
fn control_says_what_comes_first() {
    says(
        &[
            parse_quote!({
                let half = count / 2;
                order.total + half
            }),
            parse_quote!(if let Some(first) = items.first() { first.price } else { 0 }),
            parse_quote!(match order.status {
                Status::Paid { amount: sum @ 1..=9, .. } if sum > count => sum,
                Status::Sent(_, later) => later,
                0..5 => 1,
                _ => 2,
            }),
        ],
        &expect![[r#"
            {letcomputed_0=(arithmetic(Arithmetic::Div,count.expr(),number("2"),&shape)).named("half");lethalf=Local::bind(||{never();letcount=count.native();lethalf=(match((Place(&count).owned(),),(2,)){(__left,__right)=>__left.0/__right.0});half},computed_0.clone());after([computed_0],arithmetic(Arithmetic::Add,field(order.expr(),&shape,"total"),half.expr(),&shape))}
            scrutinee({method("first",item(items.expr(),shape),[])},|scrutinee|after([scrutinee.clone()],branches([({Pattern::fields("Some",[("0",Pattern::named("first",Pattern::Any))]).condition(&scrutinee,&shape)},{letfirst=Local::bind(||{never();letitems=items.native();matchitems.first(){Some(first)=>first,_=>never()}},Pattern::fields("Some",[("0",Pattern::named("first",Pattern::Any))]).binding("first",&scrutinee,&shape),);{field(first.expr(),&shape,"price")}})],{number("0")})))
            scrutinee(field(order.expr(),&shape,"status"),|scrutinee|{letscrutinee_shape=shape;after([scrutinee.clone()],arms([(both(Pattern::fields("Paid",[("amount",Pattern::named("sum",Pattern::Range(::core::option::Option::Some(number("1")),::core::option::Option::Some(number("9")),true)))]).condition(&scrutinee,&scrutinee_shape),{letsum=Local::bind(||{never();letorder=order.native();matchorder.status{Status::Paid{amount:sum@1..=9,..}=>sum,_=>never()}},Pattern::fields("Paid",[("amount",Pattern::named("sum",Pattern::Range(::core::option::Option::Some(number("1")),::core::option::Option::Some(number("9")),true)))]).binding("sum",&scrutinee,&scrutinee_shape),);{compare(Comparison::Greater,item(sum.expr(),shape),item(count.expr(),shape))}}),{letsum=Local::bind(||{never();letorder=order.native();matchorder.status{Status::Paid{amount:sum@1..=9,..}=>sum,_=>never()}},Pattern::fields("Paid",[("amount",Pattern::named("sum",Pattern::Range(::core::option::Option::Some(number("1")),::core::option::Option::Some(number("9")),true)))]).binding("sum",&scrutinee,&scrutinee_shape),);sum.expr()}),(Pattern::fields("Sent",[("0",Pattern::Any),("1",Pattern::named("later",Pattern::Any))]).condition(&scrutinee,&scrutinee_shape),{letlater=Local::bind(||{never();letorder=order.native();matchorder.status{Status::Sent(_,later)=>later,_=>never()}},Pattern::fields("Sent",[("0",Pattern::Any),("1",Pattern::named("later",Pattern::Any))]).binding("later",&scrutinee,&scrutinee_shape),);later.expr()}),(Pattern::Range(::core::option::Option::Some(number("0")),::core::option::Option::Some(number("5")),false).condition(&scrutinee,&scrutinee_shape),{number("1")}),(Pattern::Any.condition(&scrutinee,&scrutinee_shape),{number("2")})]))})"#]],
    );
}

#[test]
fn values_say_their_parts() {
    says(
        &[
            parse_quote!(format!("{} and {1}: {name}", order.id, count)),
            parse_quote!(Some("text") == order.nick),
            parse_quote!(Order { paid: true, ..order }),
            parse_quote!((count, [1, 2], vec![name])),
            parse_quote!(execution_name()),
            parse_quote!(is_big(&order)),
            parse_quote!(u64::from(count)),
        ],
        &expect![[r#"
            format([{item(field(order.expr(),&shape,"id"),shape)},item(string("and"),rt::data::Shape::Text),{item(count.expr(),shape)},item(string(":"),rt::data::Shape::Text),{item(name.expr(),shape)}])
            {equal(item(string("text"),rt::data::Shape::Option(||rt::data::Shape::Text)),item(field(order.expr(),&shape,"nick"),shape))}
            construct(&shape,"Order",[("paid",boolean(true))],::core::option::Option::Some(order.expr()))
            array([item(count.expr(),shape),item(array([item(number("1"),unknown()),item(number("2"),unknown())]),unknown()),item(array([item(name.expr(),shape)]),shape)])
            context_value("execution_name")
            {letargument_0=order.expr();letvalue=is_big::twin(&[argument_0.clone()]);after([argument_0],value)}
            {usedefinition::Fallbackas_;witness().converted(count.expr(),::core::option::Option::None)}"#]],
    );
}

#[test]
fn constants_that_only_rustc_can_make_are_attempted() {
    says(
        &[
            parse_quote!(limit(NAME.len())),
            parse_quote!(limit(NAME.len() - 4)),
            parse_quote!(SIZES[..].len()),
            parse_quote!(SIZES[1..].len()),
            parse_quote!(SIZES[1] + 1),
            parse_quote!(seconds(SIZES[1])),
        ],
        &expect![[r#"
            value(&(limit(NAME.len())))
            attempted(||::core::result::Result::Ok(value(&(limit((matchsub(NAME.len(),4,|__left,__right|__left.0-__right.0){Checked::Plain(__left,__right,)=>__left.0-__right.0,Checked::Value(__value)=>__value,Checked::Failed(__error)=>return::core::result::Result::Err(__error),}))))))
            value(&(SIZES[..].len()))
            attempted(||::core::result::Result::Ok(value(&((*(matchIndexed(&SIZES).at(1..){::core::result::Result::Ok(__value)=>(__value,).0,::core::result::Result::Err(__error)=>return::core::result::Result::Err(__error),})).len()))))
            arithmetic(Arithmetic::Add,{index_of(item(value(&(SIZES)),shape),item(number("1"),unknown()))},number("1"),&shape)
            {const_:()=::core::assert!(NamedLikeTheClocks(seconds(1)).is_the_clocks(1u64),"`seconds`isnottheclock'shere\nhelp:giveyourfunctionanothername");duration({index_of(item(value(&(SIZES)),shape),item(number("1"),unknown()))},1u32)}"#]],
    );
}

#[test]
fn methods_say_their_receivers_and_closures() {
    says(
        &[
            parse_quote!(items[1..=count]),
            parse_quote!(items[count]),
            parse_quote!(items.iter().filter(|item| item.price > 1).map(|item| item.price).sum()),
            parse_quote!(order.nick.map_or(count, |nick| nick.len())),
            parse_quote!(order.nick.unwrap_or_else(|| name)),
            parse_quote!(items.iter().enumerate().any(|(place, item)| item.price > place)),
            parse_quote!(name.parse::<u16>().is_ok()),
        ],
        &expect![[r#"
            {slice(item(items.expr(),shape),::core::option::Option::Some(number("1")),::core::option::Option::Some(count.expr()),true)}
            {index_of(item(items.expr(),shape),item(count.expr(),shape))}
            {sum(item({{letelement=shape;closure("map",item({{letelement=shape;closure("filter",item({method("iter",item(items.expr(),shape),[])},list_of(&shape)),"item",|value|{letitem=Local::seen(&witness(),Pattern::named("item",Pattern::Any).binding("item",&value,&element));item({compare(Comparison::Greater,item(field(item.expr(),&shape,"price"),shape),item(number("1"),unknown()))},shape)})}},list_of(&shape)),"item",|value|{letitem=Local::seen(&witness(),Pattern::named("item",Pattern::Any).binding("item",&value,&element));item(field(item.expr(),&shape,"price"),shape)})}},list_of(&shape)),&shape)}
            {{letelement=element_shape(&shape);map_or(field(order.expr(),&shape,"nick"),count.expr(),"nick",|value|{letnick=Local::seen(&witness(),Pattern::named("nick",Pattern::Any).binding("nick",&value,&element));item({method("len",item(nick.expr(),shape),[])},shape)})}}
            {unwrap_or_else(field(order.expr(),&shape,"nick"),name.expr())}
            {{letelement=shape;closure("any",item({method("enumerate",item({method("iter",item(items.expr(),shape),[])},list_of(&shape)),[])},list_of(&shape)),"element",|value|{letplace=Local::seen(&witness(),Pattern::tuple([("0",Pattern::named("place",Pattern::Any)),("1",Pattern::named("item",Pattern::Any))]).binding("place",&value,&element));letitem=Local::seen(&witness(),Pattern::tuple([("0",Pattern::named("place",Pattern::Any)),("1",Pattern::named("item",Pattern::Any))]).binding("item",&value,&element));item({compare(Comparison::Greater,item(field(item.expr(),&shape,"price"),shape),item(place.expr(),shape))},shape)})}}
            {method("is_ok",item({parse(name.expr(),&<u16asrt::data::Data>::shape())},shape),[])}"#]],
    );
}

#[test]
fn the_reference_has_the_table_of_methods() {
    let reference = include_str!("../../../docs/portable.md");
    let row = |method: &super::methods::Method| format!("| `{}` | {} |\n", method.name, method.of);
    let table: String = super::methods::METHODS.iter().map(row).collect();
    assert!(reference.contains(&table), "docs/portable.md should have:\n{table}");
}

/// Prints the body of a function as one value.
fn body_of(function: ItemFn) -> String {
    as_value(*function.block, &function.sig.output).into_token_stream().to_string()
}

#[test]
fn what_returns_early_is_the_other_case_of_what_follows() {
    let guards = parse_quote! {
        fn f() -> u32 {
            let a = x;
            if a { return 1; } else if b { let c = 2; return c }
            let Some(d) = Y { z: 1 }.y else { return 3 };
            return match d { 4 => return 5, _ => { return 6; } };
        }
    };
    expect!["{ let a = x ; if a { 1 } else if b { let c = 2 ; c } else { match (Y { z : 1 } . y) { Some (d) => { match d { 4 => 5 , _ => { 6 } } } , _ => { 3 } } } }"]
        .assert_eq(&body_of(guards));
    let asked = parse_quote!(
        fn f() -> Option<u32> {
            let a: u32 = x?;
            Some(a)
        }
    );
    expect!["{ match x { :: core :: option :: Option :: Some (__value) => { let a : u32 = __value ; { Some (a) } } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } }"].assert_eq(&body_of(asked));
}

#[test]
fn a_question_mark_is_the_other_case_of_what_follows() {
    let asked = parse_quote! {
        fn f() -> Result<u32, E> {
            let a = x?;
            let b = y.ok_or(E { a })?;
            let c: u32 = z.ok_or_else(|| a - 1)?;
            Ok(c)
        }
    };
    expect!["{ match x { :: core :: result :: Result :: Ok (a) => { match y . or (:: core :: option :: Option :: None) { :: core :: option :: Option :: Some (b) => { match z . or (:: core :: option :: Option :: None) { :: core :: option :: Option :: Some (__value) => { let c : u32 = __value ; { Ok (c) } } , :: core :: option :: Option :: None => :: core :: result :: Result :: Err (a - 1) } } , :: core :: option :: Option :: None => :: core :: result :: Result :: Err (E { a }) } } , :: core :: result :: Result :: Err (__error) => :: core :: result :: Result :: Err (__error) } }"].assert_eq(&body_of(asked));
    // It is made whether it is needed or not, and may fail.
    let made_at_once = parse_quote!(
        fn f() -> Result<u32, u32> {
            let a = x.ok_or(b - 1)?;
            let c = x.ok_or::<f32>(0.1)?;
            let d = x.ok_or_else(|| -> f32 { 0.1 })?;
            Ok(a + c + d)
        }
    );
    expect!["{ match x . ok_or (b - 1) { :: core :: result :: Result :: Ok (a) => { match x . ok_or :: < f32 > (0.1) { :: core :: result :: Result :: Ok (c) => { match x . ok_or_else (| | -> f32 { 0.1 }) { :: core :: result :: Result :: Ok (d) => { Ok (a + c + d) } , :: core :: result :: Result :: Err (__error) => :: core :: result :: Result :: Err (__error) } } , :: core :: result :: Result :: Err (__error) => :: core :: result :: Result :: Err (__error) } } , :: core :: result :: Result :: Err (__error) => :: core :: result :: Result :: Err (__error) } }"].assert_eq(&body_of(made_at_once));
}

#[test]
fn the_case_of_a_let_that_goes_on_has_what_follows() {
    let decided = parse_quote! {
        fn f() -> u32 {
            let a: u32 = match x { Some(n) if n > 1 => n, Some(_) => return 2, None => { return 3; } };
            let (b, x) = if let Some(x) = x { (a, x) } else if a > 4 { return 5 } else { return 6 };
            b
        }
    };
    expect!["{ match x { Some (n) if n > 1 => { let a : u32 = n ; if let Some (x) = x { let (b , x) = (a , x) ; b } else if a > 4 { 5 } else { 6 } } , Some (_) => 2 , None => { 3 } } }"].assert_eq(&body_of(decided));
}

#[test]
fn cases_that_go_on_say_their_values_and_the_others_their_places() {
    let several = parse_quote! {
        fn f() -> u32 {
            let a: u32 = match x { A(n) => n, B if b => return 1, B => if c { 2 } else { return 3 }, C => { let d = 4; return d } };
            a
        }
    };
    expect!["{ match (match x { A (n) => { let __case : u32 = n ; :: core :: result :: Result :: Ok (__case) } , B if b => :: core :: result :: Result :: Err (0_u8) , B => if c { { let __case : u32 = 2 ; :: core :: result :: Result :: Ok (__case) } } else { :: core :: result :: Result :: Err (1_u8) } , C => :: core :: result :: Result :: Err (2_u8) }) { :: core :: result :: Result :: Ok (__value) => { let a : u32 = __value ; { a } } , :: core :: result :: Result :: Err (0_u8) => 1 , :: core :: result :: Result :: Err (1_u8) => { 3 } , :: core :: result :: Result :: Err (_) => { let d = 4 ; d } , } }"].assert_eq(&body_of(several));
    let bound = parse_quote! {
        fn f() -> u32 {
            let a = match x { A(n) => n, B => "b", C(n) => return n };
            a
        }
    };
    expect![[r#"{ match (match x { A (n) => :: core :: result :: Result :: Ok (n) , B => { let __case = "b" ; :: core :: result :: Result :: Ok (__case) } , C (n) => { let __end : u32 = n ; :: core :: result :: Result :: Err (__end) } }) { :: core :: result :: Result :: Ok (a) => { a } , :: core :: result :: Result :: Err (__returned) => __returned } }"#]].assert_eq(&body_of(bound));
    let transition = parse_quote! {
        fn f() -> Transition<u32> {
            let a = match x { A(n) => n, B => "b", C(n) => return succeed(n), };
            succeed(a)
        }
    };
    expect![[r#"{ match (match x { A (n) => :: core :: result :: Result :: Ok (n) , B => { let __case = "b" ; :: core :: result :: Result :: Ok (__case) } , C (n) => :: core :: result :: Result :: Err (n) , }) { :: core :: result :: Result :: Ok (a) => { succeed (a) } , :: core :: result :: Result :: Err (n) => succeed (n) , } }"#]]
    .assert_eq(&body_of(transition));
    let transitions = parse_quote! {
        fn f() -> Transition<u32> {
            let a = match x { A(n) => n, B => 2, C(n, m) => return succeed(n + m), D(o) => return go(o), E => return go(1), };
            succeed(a)
        }
    };
    expect!["{ match (match x { A (n) => :: core :: result :: Result :: Ok (n) , B => :: core :: result :: Result :: Ok (2) , C (n , m) => :: core :: result :: Result :: Err (:: core :: result :: Result :: Ok ((m , n))) , D (o) => :: core :: result :: Result :: Err (:: core :: result :: Result :: Err (:: core :: result :: Result :: Ok (o))) , E => :: core :: result :: Result :: Err (:: core :: result :: Result :: Err (:: core :: result :: Result :: Err (true))) , }) { :: core :: result :: Result :: Ok (a) => { succeed (a) } , :: core :: result :: Result :: Err (:: core :: result :: Result :: Ok ((m , n))) => succeed (n + m) , :: core :: result :: Result :: Err (:: core :: result :: Result :: Err (:: core :: result :: Result :: Ok (o))) => go (o) , :: core :: result :: Result :: Err (:: core :: result :: Result :: Err (:: core :: result :: Result :: Err (_))) => go (1) , } }"].assert_eq(&body_of(transitions));
    let in_part = parse_quote! {
        fn f() -> u32 {
            if a { let b = c; if b { return 1; } } else if c { return 2; }
            d
        }
    };
    expect!["{ match (if a { let b = c ; if b { :: core :: result :: Result :: Err (0_u8) } else { :: core :: result :: Result :: Ok (true) } } else if c { :: core :: result :: Result :: Err (1_u8) } else { :: core :: result :: Result :: Ok (true) }) { :: core :: result :: Result :: Ok (_) => { d } , :: core :: result :: Result :: Err (0_u8) => { 1 } , :: core :: result :: Result :: Err (_) => { 2 } , } }"].assert_eq(&body_of(in_part));
}

#[test]
fn a_question_within_a_line_is_a_line_before_it() {
    let asked = parse_quote! {
        fn f() -> Option<u32> {
            let a = g(b, -c, &(d + 1), e?.f?);
            if a? > 1 && b? { return Some(h[a?] + 2); }
            let j = (list.iter().map(|k| k + 1).max(), list.iter().map(|k| k > 1).max(), l?);
            Some(match i? { 1 => 2, _ => 3 })
        }
    };
    expect!["{ let value_1 = - c ; let value_2 = d + 1 ; match e { :: core :: option :: Option :: Some (value_3) => { match value_3 . f { :: core :: option :: Option :: Some (value_4) => { let a = g (b , value_1 , & (value_2) , value_4) ; match a { :: core :: option :: Option :: Some (value_5) => { if value_5 > 1 && b ? { match a { :: core :: option :: Option :: Some (value_9) => { Some (h [value_9] + 2) } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } } else { let value_6 = list . iter () . map (| k | k + 1) . max () ; match l { :: core :: option :: Option :: Some (value_7) => { let j = (value_6 , list . iter () . map (| k | k > 1) . max () , value_7) ; match i { :: core :: option :: Option :: Some (value_8) => { Some (match value_8 { 1 => 2 , _ => 3 }) } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } } } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } }"].assert_eq(&body_of(asked));
    let stays = parse_quote! {
        fn f() -> Option<u32> {
            let a = b && c?;
            let d = list.map(|e| e?);
            Some(d)
        }
    };
    expect!["{ let a = b && c ? ; let d = list . map (| e | e ?) ; Some (d) }"].assert_eq(&body_of(stays));
}

#[test]
fn cases_within_a_line_are_a_line_before_it() {
    let cases = parse_quote! {
        fn f() -> Result<u32, E> {
            let a = b + if c { d } else { return Err(e); };
            g(a / 2, { let h = i?; h + 1 }, match j { K(k) => return Ok(k), _ => 0 } * 2)
        }
    };
    expect!["{ if c { let value_1 = d ; let a = b + value_1 ; let value_2 = a / 2 ; { match i { :: core :: result :: Result :: Ok (h) => { let value_3 = h + 1 ; match j { K (k) => Ok (k) , _ => { let value_4 = 0 ; g (value_2 , value_3 , value_4 * 2) } } } , :: core :: result :: Result :: Err (__error) => :: core :: result :: Result :: Err (__error) } } } else { Err (e) } }"].assert_eq(&body_of(cases));
    let returned = parse_quote!(
        fn f() -> u32 {
            return match a {
                B => return c,
                _ => d + e(if f { g } else { h }),
            };
        }
    );
    expect!["{ match a { B => c , _ => d + e (if f { g } else { h }) , } }"].assert_eq(&body_of(returned));
    let of_more_cases = parse_quote!(
        fn f() -> Option<u32> {
            let a = if b {
                return None;
            } else if c {
                d
            } else {
                vec![e?]
            };
            {
                let g = h;
                if g {
                    return i;
                }
            }
            Some(a)
        }
    );
    expect!["{ if b { None } else { match (if c { :: core :: result :: Result :: Ok (d) } else { match e { :: core :: option :: Option :: Some (value_1) => { :: core :: result :: Result :: Ok (vec ! [value_1]) } , :: core :: option :: Option :: None => :: core :: result :: Result :: Err (0_u8) } }) { :: core :: result :: Result :: Ok (a) => { { let g = h ; if g { i } else { Some (a) } } } , :: core :: result :: Result :: Err (_) => :: core :: option :: Option :: None , } } }"].assert_eq(&body_of(of_more_cases));
}

#[test]
fn the_body_of_a_closure_is_one_value() {
    let closures = parse_quote! {
        fn f() -> u32 {
            let a = b.map(|c| { if c > 1 { return 2; } c });
            let d = b.and_then(|c| { let e = c?; g(e) }).filter_map(|h| Some(h? + 1));
            let i = b.map(|c| -> Result<u32, E> { Ok(c?) });
            let j = format!("{}", a.map(|k| { let l = b.any(|m| { return m; }); return k; }));
            let n = b.map(|c| c?);
            vec![a, d, i, j, n.map(|o| o + 1)]
        }
    };
    expect![[r#"{ let a = b . map (| c | { if c > 1 { 2 } else { c } }) ; let d = b . and_then (| c | { match c { :: core :: option :: Option :: Some (e) => { g (e) } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } }) . filter_map (| h | { match h { :: core :: option :: Option :: Some (value_1) => { Some (value_1 + 1) } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } }) ; let i = b . map (| c | -> Result < u32 , E > { match c { :: core :: result :: Result :: Ok (value_2) => { Ok (value_2) } , :: core :: result :: Result :: Err (__error) => :: core :: result :: Result :: Err (__error) } }) ; let j = format ! ("{}" , a . map (| k | { let l = b . any (| m | { m }) ; k })) ; let n = b . map (| c | c ?) ; vec ! [a , d , i , j , n . map (| o | o + 1)] }"#]].assert_eq(&body_of(closures));
}

#[test]
fn methods_of_results_are_their_cases() {
    let results = parse_quote! {
        fn f() -> Result<u32, E> {
            let a = b.ok_or(C)? + d.ok_or_else(|| g(1))?;
            let h = i(1).map_err(|j| k(j))? + i(2).map_err(K)?;
            let l = m.parse::<u32>().map_err(|_| C)?;
            let n = i(o).map_err(|p: P| q(p)).unwrap_or_else(|r| s(r)) + m.parse().unwrap_or_else(|_| 2);
            let t = list.map(|u| u.ok_or(C));
            let v = (i(1).map_err(|w| w?), i(1).map_err(x), m.parse::<u32>().map_err(|y| y), z.unwrap_or_else(|| 1));
            vec![i(3).map_err(K), a]
        }
    };
    expect!["{ match b . or (:: core :: option :: Option :: None) { :: core :: option :: Option :: Some (value_1) => { match d . or (:: core :: option :: Option :: None) { :: core :: option :: Option :: Some (value_2) => { let a = value_1 + value_2 ; match i (1) { :: core :: result :: Result :: Ok (value_3) => { match i (2) { :: core :: result :: Result :: Ok (value_4) => { let h = value_3 + value_4 ; match m . parse :: < u32 > () . ok () { :: core :: option :: Option :: Some (l) => { let n = match (match i (o) { :: core :: result :: Result :: Ok (__value) => :: core :: result :: Result :: Ok (__value) , :: core :: result :: Result :: Err (__error) => :: core :: result :: Result :: Err ({ let p : P = __error ; q (p) }) }) { :: core :: result :: Result :: Ok (__value) => __value , :: core :: result :: Result :: Err (r) => s (r) } + match m . parse () . ok () { :: core :: option :: Option :: Some (__value) => __value , :: core :: option :: Option :: None => 2 } ; let t = list . map (| u | match u . or (:: core :: option :: Option :: None) { :: core :: option :: Option :: Some (__value) => :: core :: result :: Result :: Ok (__value) , :: core :: option :: Option :: None => :: core :: result :: Result :: Err (C) }) ; let v = (i (1) . map_err (| w | w ?) , i (1) . map_err (x) , m . parse :: < u32 > () . map_err (| y | y) , z . unwrap_or_else (| | 1)) ; vec ! [match i (3) { :: core :: result :: Result :: Ok (__value) => :: core :: result :: Result :: Ok (__value) , :: core :: result :: Result :: Err (__error) => :: core :: result :: Result :: Err (K (__error)) } , a] } , :: core :: option :: Option :: None => :: core :: result :: Result :: Err (C) } } , :: core :: result :: Result :: Err (__error) => :: core :: result :: Result :: Err (K (__error)) } } , :: core :: result :: Result :: Err (j) => :: core :: result :: Result :: Err (k (j)) } } , :: core :: option :: Option :: None => :: core :: result :: Result :: Err (g (1)) } } , :: core :: option :: Option :: None => :: core :: result :: Result :: Err (C) } }"].assert_eq(&body_of(results));
}

#[test]
fn a_question_within_a_macro_is_a_line_before_it() {
    let asked = parse_quote! {
        fn f() -> Option<String> {
            let a = [matches!(b?, 1..=3 if c), matches!(list[d], 4)];
            Some(format!("{} {e} {}", g / 2, e = h?))
        }
    };
    expect![[r#"{ match b { :: core :: option :: Option :: Some (value_1) => { let a = [matches ! (value_1 , 1 ..= 3 if c) , matches ! (list [d] , 4)] ; let value_2 = g / 2 ; match h { :: core :: option :: Option :: Some (value_3) => { Some (format ! ("{} {e} {}" , value_2 , e = value_3)) } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } } , :: core :: option :: Option :: None => :: core :: option :: Option :: None } }"#]].assert_eq(&body_of(asked));
}

#[test]
fn the_lines_of_cases_are_put_together() {
    let of_two = parse_quote! {
        fn f() -> Option<u32> {
            let a = match b {
                A(c) => { if c > 1 { return Some(c); } c + 1 }
                B => d?,
                C => 0,
            };
            Some(a)
        }
    };
    expect!["{ match (match b { A (c) => { if c > 1 { { let __end : Option < u32 > = { Some (c) } ; :: core :: result :: Result :: Err (__end) } } else { :: core :: result :: Result :: Ok (c + 1) } } B => { match d { :: core :: option :: Option :: Some (value_1) => { :: core :: result :: Result :: Ok (value_1) } , :: core :: option :: Option :: None => { let __end : Option < u32 > = :: core :: option :: Option :: None ; :: core :: result :: Result :: Err (__end) } } } , C => :: core :: result :: Result :: Ok (0) , }) { :: core :: result :: Result :: Ok (a) => { Some (a) } , :: core :: result :: Result :: Err (__returned) => __returned } }"].assert_eq(&body_of(of_two));
    let of_one = parse_quote! {
        fn f() -> u32 {
            let a = match b {
                A(c) => { let d = c + 1; if d > 1 { return c; } d }
                B => return 0,
            };
            a + 1
        }
    };
    expect![
        "{ match b { A (c) => { let d = c + 1 ; if d > 1 { c } else { let a = d ; a + 1 } } B => 0 , } }"
    ]
    .assert_eq(&body_of(of_one));
    let hides = parse_quote! {
        fn f() -> u32 {
            let a = match b {
                A(c) => { let d = c + 1; if d > 1 { return 2; } d }
                B => return 0,
            };
            a + d
        }
    };
    expect!["{ match (match b { A (c) => { let d = c + 1 ; if d > 1 { :: core :: result :: Result :: Err (0_u8) } else { :: core :: result :: Result :: Ok (d) } } B => :: core :: result :: Result :: Err (1_u8) , }) { :: core :: result :: Result :: Ok (a) => { a + d } , :: core :: result :: Result :: Err (0_u8) => { 2 } , :: core :: result :: Result :: Err (_) => 0 , } }"].assert_eq(&body_of(hides));
    let statements = parse_quote! {
        fn f() -> Transition<u32> {
            match b {
                A => return succeed(1),
                B => { if c { return succeed(2); } }
                C => {}
            }
            if c { let Some(d) = e else { return succeed(3) }; if d > 1 { return succeed(4); } }
            succeed(5)
        }
    };
    expect!["{ match (match b { A => :: core :: result :: Result :: Err (0_u8) , B => { if c { :: core :: result :: Result :: Err (1_u8) } else { :: core :: result :: Result :: Ok (true) } } C => { :: core :: result :: Result :: Ok (true) } }) { :: core :: result :: Result :: Ok (_) => { match (if c { match e { Some (d) => { if d > 1 { :: core :: result :: Result :: Err (0_u8) } else { :: core :: result :: Result :: Ok (true) } } , _ => :: core :: result :: Result :: Err (1_u8) } } else { :: core :: result :: Result :: Ok (true) }) { :: core :: result :: Result :: Ok (_) => { succeed (5) } , :: core :: result :: Result :: Err (0_u8) => { succeed (4) } , :: core :: result :: Result :: Err (_) => { succeed (3) } , } } , :: core :: result :: Result :: Err (0_u8) => succeed (1) , :: core :: result :: Result :: Err (_) => { succeed (2) } , } }"].assert_eq(&body_of(statements));
    let going_on = parse_quote! {
        fn f() -> u32 {
            match b { A => return 1, B => {} }
            2
        }
    };
    expect!["{ match b { A => 1 , B => { 2 } } }"].assert_eq(&body_of(going_on));
}

#[test]
fn a_name_that_is_bound_again_hides_nothing() {
    for (behind, is_free) in [
        (quote!(let n = 1; n), true),
        (quote!(let n = n; n), false),
        (quote!(list.any(|n| n > 1)), true),
        (quote!(list.any(|m| m > n)), false),
        (
            quote!(match a {
                Some(n) if n > 1 => n,
                _ => 0,
            }),
            true,
        ),
        (
            quote!(match n {
                Some(n) => n,
                _ => 0,
            }),
            false,
        ),
        (
            quote!(if let Some(n) = a
                && n > 1
            {
                n
            } else {
                0
            }),
            true,
        ),
        (quote!(if let Some(n) = a { n } else { n }), false),
        (
            quote!(if n > 1
                && let Some(n) = a
            {
                n
            } else {
                0
            }),
            false,
        ),
        (quote!(list.n), true),
        (quote!(Order { n }), false),
        (
            quote!(
                a + {
                    let n = 1;
                    n
                }
            ),
            true,
        ),
        (
            quote!(
                n + {
                    let n = 1;
                    n
                }
            ),
            false,
        ),
        (quote!(format!("{a} {n}")), false),
        (quote!(format!("{a} {}", n)), false),
        (quote!(format!("{a} n")), true),
        (quote!(matches!(a, Some(n) if n > 1)), true),
        (quote!(matches!(a, Some(m) if m > n)), false),
        (quote!(vec![n]), false),
    ] {
        let function = quote!(fn f() -> u32 { let a = match x { Some(n) => n, None => return 1 }; #behind });
        let value = body_of(syn::parse2(function).expect("a function"));
        // A case whose names would hide others says its value, and what is behind it stands beside it.
        assert_eq!(!value.contains("Err (0_u8)"), is_free, "{behind}");
    }
}

#[test]
fn what_does_not_return_stays() {
    for body in [
        quote!({
            let a = match x {
                1 => 2,
                _ => 3,
            };
            a
        }),
        quote!({
            if a {
                b
            }
            c
        }),
        quote!({
            if a {
                return 1;
            } else {
                b
            }
            c
        }),
        quote!({
            if a {
                if b {
                    return 1;
                } else {
                    c
                }
            }
            d
        }),
        quote!({
            if a {
                return;
            }
            c
        }),
        quote!({
            let Some(d) = y else { 3 };
            d
        }),
        quote!({
            let Some(d): Option<u32> = y else {
                return 3;
            };
            d
        }),
        quote!({
            let d = y?;
            d
        }),
        quote!({
            let d = {
                return 1;
            };
            d
        }),
    ] {
        let function = syn::parse2(quote!(fn f() -> u32 #body)).expect("a function");
        assert_eq!(body_of(function), body.to_string());
    }
}
