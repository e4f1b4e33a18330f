//! What the diagrams and the table of one machine with everything in it look like.

use expect_test::{Expect, expect};

use super::*;
use crate::asl::{Catcher, ChoiceRule, Comparator, MapState, Test, table};

fn machine() -> StateMachine {
    let branch = |name: &str| StateMachine::branch(name).state(name, State::task("${Fn}").end());
    StateMachine::jsonata("Check")
        .state(
            "Check",
            State::parallel([branch("Name"), branch("Address")])
                .catch(Catcher::on(["Bank.Busy", "States.Timeout"], "Rest"))
                .next("Good?"),
        )
        .state(
            "Good?",
            State::choice(
                [
                    ChoiceRule::when(
                        "{% $states.input.score >= 0.8 and $states.input.kind = \"new\" %}",
                        "Pack all",
                    ),
                    ChoiceRule::test(Test::Not(Box::new(ChoiceRule::test(Test::Or(vec![
                        ChoiceRule::test(Test::compare("$.a", Comparator::IsPresent, false)),
                        ChoiceRule::test(Test::compare("$.b", Comparator::NumericLessThanEqualsPath, "$.c")),
                        ChoiceRule::test(Test::compare("$.d", Comparator::StringMatches, "x*")),
                    ])))))
                    .next("Rest"),
                ],
                Some("end".to_owned()),
            ),
        )
        .state("Rest", State::wait(60).next("Check"))
        .state("Pack all", State::map(MapState::new("{% $states.input.parcels %}", branch("Pack"))).end())
        .state("end", State::fail("Refused", "50% said: \"no\""))
}

fn check(drawn: &str, want: &Expect) {
    want.assert_eq(drawn);
}

#[test]
fn as_mermaid() {
    check(
        &mermaid(&machine()),
        &expect![[r#"
        stateDiagram-v2
            state "Check" as Check {
                state "Name" as Name
                [*] --> Name
                Name --> [*]
                --
                state "Address" as Address
                [*] --> Address
                Address --> [*]
            }
            state "Good?" as Good_
            state "Rest" as Rest
            state "Pack all (for each item)" as Pack_all {
                state "Pack" as Pack
                [*] --> Pack
                Pack --> [*]
            }
            state "end" as s_end
            [*] --> Check
            Check --> Good_
            Check --> Rest : catch Bank.Busy, States.Timeout
            Good_ --> Pack_all : score #gt;= 0.8 and kind = #quot;new#quot;
            Good_ --> Rest : not ($.a is not present or $.b #lt;= $.c or $.d matches #quot;x*#quot;)
            Good_ --> s_end : otherwise
            Rest --> Check
            Pack_all --> [*]
            s_end --> [*] : fails#58; Refused
    "#]],
    );
}

#[test]
fn as_graphviz() {
    check(
        &graphviz(&machine()),
        &expect![[r#"
            digraph workflow {
              graph [compound=true, fontname="Helvetica", fontsize=11, nodesep=0.4, ranksep=0.45];
              node [shape=box, style="rounded,filled", fillcolor=white, fontname="Helvetica", fontsize=11];
              edge [fontname="Helvetica", fontsize=9, arrowsize=0.7];
              start [shape=circle, label="", width=0.18, fillcolor=black];
              end [shape=doublecircle, label="", width=0.12, fillcolor=black];
              subgraph cluster_Check {
                label="Check"; labeljust=l; style=rounded; color=gray40;
                "Check.in" [shape=point, width=0.08, fillcolor=black];
                "Check.out" [shape=point, width=0.08, fillcolor=black];
                subgraph cluster_Check_0 {
                  label="branch 1"; labeljust=l; fontcolor=gray40; style=dashed; color=gray70;
                  Name [label="Name"];
                }
                subgraph cluster_Check_1 {
                  label="branch 2"; labeljust=l; fontcolor=gray40; style=dashed; color=gray70;
                  Address [label="Address"];
                }
              }
              Good_ [label="Good?", shape=diamond, style=filled, margin=0.02];
              Rest [label="Rest", fillcolor=lightyellow];
              subgraph cluster_Pack_all {
                label="Pack all"; labeljust=l; style=rounded; color=gray40;
                "Pack_all.in" [shape=point, width=0.08, fillcolor=black];
                "Pack_all.out" [shape=point, width=0.08, fillcolor=black];
                subgraph cluster_Pack_all_0 {
                  label="for each item"; labeljust=l; fontcolor=gray40; style=dashed; color=gray70;
                  Pack [label="Pack"];
                }
              }
              s_end [label="end", fillcolor=mistyrose];
              "Check.in" -> Name;
              Name -> "Check.out";
              "Check.in" -> Address;
              Address -> "Check.out";
              "Pack_all.in" -> Pack;
              Pack -> "Pack_all.out";
              start -> "Check.in" [lhead=cluster_Check];
              "Check.out" -> Good_ [ltail=cluster_Check];
              "Check.out" -> Rest [ltail=cluster_Check, label="catch Bank.Busy,\nStates.Timeout", style=dashed, color=firebrick, fontcolor=firebrick];
              Good_ -> "Pack_all.in" [lhead=cluster_Pack_all, label="score >= 0.8 and kind = \"new\""];
              Good_ -> Rest [label="not ($.a is not present or $.b\n<= $.c or $.d matches \"x*\")"];
              Good_ -> s_end [label="otherwise"];
              Rest -> "Check.in" [lhead=cluster_Check];
              "Pack_all.out" -> end [ltail=cluster_Pack_all];
              s_end -> end;
            }
        "#]],
    );
}

#[test]
fn as_a_table() {
    check(
        &table(&machine()),
        &expect![[r#"
        STATE                TYPE      GOES TO   WHEN
        Check (start)        Parallel  Good?
                                       Rest      catch Bank.Busy, States.Timeout
          [branch 1]
            Name (start)     Task      (end)
          [branch 2]
            Address (start)  Task      (end)
        Good?                Choice    Pack all  score >= 0.8 and kind = "new"
                                       Rest      not ($.a is not present or $.b <= $.c or $.d matches "x*")
                                       end       otherwise
        Rest                 Wait      Check
        Pack all             Map       (end)
          [for each item]
            Pack (start)     Task      (end)
        end                  Fail      (end)     fails: Refused
    "#]],
    );
}

#[test]
fn names_are_escaped() {
    let odd = "a \"b\": <c>; #1 50%\\n{d}";
    let machine = StateMachine::jsonata(odd)
        .state(odd, State::pass().next("a__b____c____1_50__n_d_"))
        .state("a__b____c____1_50__n_d_", State::pass().end());
    check(
        &mermaid(&machine),
        &expect![[r#"
        stateDiagram-v2
            state "a #quot;b#quot;#58; #lt;c#gt;#59; #35;1 50#37;#92;n#123;d#125;" as a__b____c____1_50__n_d_
            state "a__b____c____1_50__n_d_" as a__b____c____1_50__n_d__2
            [*] --> a__b____c____1_50__n_d_
            a__b____c____1_50__n_d_ --> a__b____c____1_50__n_d__2
            a__b____c____1_50__n_d__2 --> [*]
    "#]],
    );
    check(
        &graphviz(&machine),
        &expect![[r#"
        digraph workflow {
          graph [compound=true, fontname="Helvetica", fontsize=11, nodesep=0.4, ranksep=0.45];
          node [shape=box, style="rounded,filled", fillcolor=white, fontname="Helvetica", fontsize=11];
          edge [fontname="Helvetica", fontsize=9, arrowsize=0.7];
          start [shape=circle, label="", width=0.18, fillcolor=black];
          end [shape=doublecircle, label="", width=0.12, fillcolor=black];
          a__b____c____1_50__n_d_ [label="a \"b\": <c>; #1 50%\\n{d}", style="rounded,dashed"];
          a__b____c____1_50__n_d__2 [label="a__b____c____1_50__n_d_", style="rounded,dashed"];
          start -> a__b____c____1_50__n_d_;
          a__b____c____1_50__n_d_ -> a__b____c____1_50__n_d__2;
          a__b____c____1_50__n_d__2 -> end;
        }
    "#]],
    );
}

#[test]
fn a_long_condition_is_told_without_what_it_binds_first() {
    let total = "($total := $sum(lines.price); $net := ($total > 10 ? $total - 1 : 0); ";
    assert_eq!(shortened(&format!("{total}$net > 10 and $not($n = $net))")), "net > 10 and $not($n = net)");
    let long = format!("{total}$net > 10) or (1 > 2 and \"; )\" = \"a name that is much too long\")");
    assert!(shortened(&long).starts_with("($total := $sum("));
    assert_eq!(shortened("($a := b; $a = $a)"), "($a := b; $a = $a)");
}
