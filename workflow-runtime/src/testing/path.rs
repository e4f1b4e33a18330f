//! `assert_path!`: the path that a run took, beside the one that a test expects.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use super::diff::diff;
use super::run::Run;
use super::visit::Visit;
use crate::Workflow;
use crate::asl::StateMachine;

/// Asserts which states a [`Run`](crate::testing::Run) entered, in order; otherwise it shows the difference.
///
/// ```
/// # use workflow_runtime::{prelude::*, testing::{self, assert_path, Scripted, script}};
/// # #[derive(Debug, Serialize, Deserialize, TaskError)]
/// # pub enum Lost { Parcel }
/// # #[tasks]
/// # pub trait Post {
/// #     async fn send(&self, parcel: u32) -> Result<u32, Lost>;
/// #     async fn tell(&self, text: &str) -> Result<(), Lost>;
/// # }
/// # #[workflow(tasks(post(Post)))]
/// # pub mod delivery {
/// #     use super::*;
/// #     #[start]
/// #     #[parallel]
/// #     fn begin(parcels: Vec<u32>) -> Transition<u32> {
/// #         let (sent, ()) = parallel(send_all(parcels), post.tell("they are on their way"))?;
/// #         count(sent)
/// #     }
/// #     #[map]
/// #     fn send_all(parcels: Vec<u32>) -> Transition<Vec<u32>> {
/// #         let sent = map(parcels, |parcel| post.send(parcel))?;
/// #         succeed(sent)
/// #     }
/// #     #[choice]
/// #     fn count(sent: Vec<u32>) -> Transition<u32> {
/// #         if sent.is_empty() { succeed(0) } else { end(sent) }
/// #     }
/// #     #[pass]
/// #     fn end(sent: Vec<u32>) -> Transition<u32> {
/// #         succeed(sent[0])
/// #     }
/// # }
/// # fn main() {
/// # let post = Scripted::new();
/// # script!(post.send(_) => always(Ok(1)));
/// # script!(post.tell(_) => always(Ok(())));
/// use delivery::State;
///
/// let run = testing::run(&delivery::Workflow { post: post.clone() }, vec![7, 8]);
/// assert_path!(run, State::{Begin, Count, End});
/// // With branches: `|` stands between the branches of a parallel state, and between the iterations of a map.
/// assert_path!(run, State::{Begin[SendAll[Send | Send] | Tell], Count, End});
///
/// // A state that only ASL has is a text.
/// let run = testing::run(&delivery::Workflow { post }, vec![]);
/// assert_path!(run, State::{Begin, Count, "CountSucceeds"});
/// # }
/// ```
///
/// The states of the main machine are variants of its `State`: a name that is none does not compile. With
/// `use delivery::State::*` they stand alone, as in `assert_path!(run, Begin, Count, End)`. A text is a state's ASL
/// name, and in branches so is a plain name; it has to be in the definition. Of a state without `[..]` the branches are
/// not compared. The branches of a retry stand behind those of the attempt before it.
#[macro_export]
macro_rules! assert_path {
    ($run:expr, $($path:ident)::+ ::{ $($name:tt $([ $($branches:tt)* ])?),+ $(,)? } $(,)?) => {
        $crate::__expected!(@list $run, [$($path ::)+] $($name $([ $($branches)* ])?),+)
    };
    ($run:expr, $($name:tt $([ $($branches:tt)* ])?),+ $(,)?) => {
        $crate::__expected!(@list $run, [] $($name $([ $($branches)* ])?),+)
    };
}

/// The inside of `assert_path!`: the states that are expected, with the path to the variants.
#[doc(hidden)]
#[macro_export]
macro_rules! __expected {
    (@list $run:expr, $path:tt $($name:tt $([ $($branches:tt)* ])?),+) => {
        $crate::testing::Run::assert_path(&$run, &[$(
            $crate::__expected!(@main $path $name $([ $($branches)* ])?)
        ),+])
    };
    (@main [$($path:tt)*] $name:ident $([ $($branches:tt)* ])?) => {
        $crate::testing::Expected::state(
            ::core::stringify!($name),
            #[allow(unreachable_patterns, reason = "a machine may have one state alone")]
            |state| match state { $($path)* $name { .. } => true, _ => false },
        )
        $(.branches($crate::__expected!(@branches $($branches)*)))?
    };
    (@main [$($path:tt)*] $name:literal $([ $($branches:tt)* ])?) => {
        $crate::__expected!(@named $name $([ $($branches)* ])?)
    };
    (@branches $( $($name:tt $([ $($branches:tt)* ])?),+ )|+) => {
        ::std::vec![$(
            ::std::vec![$( $crate::__expected!(@named $name $([ $($branches)* ])?) ),+]
        ),+]
    };
    (@branches) => { ::std::vec![] };
    (@named $name:ident $($rest:tt)*) => {
        $crate::__expected!(@text ::core::stringify!($name), $($rest)*)
    };
    (@named $name:literal $($rest:tt)*) => { $crate::__expected!(@text $name, $($rest)*) };
    (@text $name:expr, $([ $($branches:tt)* ])?) => {
        $crate::testing::Expected::named($name)
        $(.branches($crate::__expected!(@branches $($branches)*)))?
    };
}

/// A state that a test expects, of a machine with the states `S`.
pub struct Expected<S> {
    name: &'static str,
    matches: Option<fn(&S) -> bool>,
    branches: Option<Vec<Vec<Self>>>,
}

impl<S> Expected<S> {
    /// The state that is this variant.
    #[must_use]
    pub fn state(name: &'static str, matches: fn(&S) -> bool) -> Self {
        Self { name, matches: Some(matches), branches: None }
    }

    /// The state with this ASL name.
    #[must_use]
    pub fn named(name: &'static str) -> Self {
        Self { name, matches: None, branches: None }
    }

    /// The state, with these branches.
    #[must_use]
    pub fn branches(mut self, branches: Vec<Vec<Self>>) -> Self {
        self.branches = Some(branches);
        self
    }
}

impl<S> fmt::Debug for Expected<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected").field("name", &self.name).field("branches", &self.branches).finish()
    }
}

impl<W: Workflow> Run<W> {
    /// What `assert_path!` calls.
    ///
    /// # Panics
    ///
    /// If the run took another path.
    #[doc(hidden)]
    #[track_caller]
    pub fn assert_path<const N: usize>(&self, expected: &[Expected<W::State>; N]) {
        let named: Vec<Named> = expected.iter().map(|state| self.named(state)).collect();
        let happened = lines(self.visits(), &Lines::Of(&named));
        let expected = expected_lines(&named);
        if happened == expected {
            return;
        }
        let mut names = Vec::new();
        all_names(&named, &mut names);
        let definition = W::definition();
        names.retain(|name| !has_state(&definition, name));
        let unknown: Vec<String> =
            names.iter().map(|name| format!("\nthere is no state `{name}` in `{}`", W::NAME)).collect();
        let end = match self.result() {
            Ok(_) => "the run succeeded".to_owned(),
            Err(error) => format!("the run failed: {error}"),
        };
        panic!(
            "the run took another path (- expected, + happened)\n{}{}\n{end}",
            diff(&expected, &happened),
            unknown.concat()
        );
    }

    /// What is expected, by its ASL name: a variant that was passed has the name of its state.
    fn named(&self, expected: &Expected<W::State>) -> Named {
        let passed = expected.matches.and_then(|matches| {
            let mut pairs = self.states().iter().zip(self.visits());
            pairs.find(|(state, _)| matches(state)).map(|(_, visit)| visit.state.clone())
        });
        let branches = expected.branches.as_ref();
        Named {
            name: passed.unwrap_or(expected.name.into()),
            branches: branches.map(|branches| {
                let branch = |branch: &Vec<_>| branch.iter().map(|state| self.named(state)).collect();
                branches.iter().map(branch).collect()
            }),
        }
    }
}

/// A state that is expected, by its ASL name.
pub(super) struct Named {
    name: Cow<'static, str>,
    branches: Option<Vec<Vec<Named>>>,
}

/// Which branches are shown.
pub(super) enum Lines<'a> {
    /// Those of every state.
    All,
    /// Those of the states whose branches are expected.
    Of(&'a [Named]),
}

/// Visits as text: a line a state, those of a branch indented below it, its first one behind a `|`.
pub(super) fn lines(visits: &[Visit], shown: &Lines<'_>) -> Vec<String> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut found = Vec::new();
    for visit in visits {
        let earlier = seen.entry(&*visit.state).or_default();
        let expected = match shown {
            Lines::All => None,
            Lines::Of(named) => named.iter().filter(|state| state.name == visit.state).nth(*earlier),
        };
        *earlier += 1;
        found.push(visit.state.to_string());
        let all = matches!(shown, Lines::All);
        let wanted = expected.and_then(|expected| expected.branches.as_deref());
        if !all && wanted.is_none() {
            continue;
        }
        for (index, branch) in visit.branches.iter().enumerate() {
            let inside = match wanted {
                Some(branches) => Lines::Of(branches.get(index).map_or(&[], Vec::as_slice)),
                None => Lines::All,
            };
            found.extend(indented(lines(branch, &inside)));
        }
    }
    found
}

fn expected_lines(named: &[Named]) -> Vec<String> {
    let mut found = Vec::new();
    for state in named {
        found.push(state.name.to_string());
        for branch in state.branches.iter().flatten() {
            found.extend(indented(expected_lines(branch)));
        }
    }
    found
}

/// The lines of a branch below its state.
fn indented(branch: Vec<String>) -> impl Iterator<Item = String> {
    let bar = |index: usize| if index == 0 { "  | " } else { "    " };
    branch.into_iter().enumerate().map(move |(index, line)| format!("{}{line}", bar(index)))
}

fn all_names<'a>(named: &'a [Named], names: &mut Vec<&'a str>) {
    for state in named {
        names.push(&state.name);
        for branch in state.branches.iter().flatten() {
            all_names(branch, names);
        }
    }
}

/// Whether a definition has a state of this name, in its branches too.
fn has_state(machine: &StateMachine, name: &str) -> bool {
    machine.states.iter().any(|(known, state)| {
        known == name || state.machines().into_iter().any(|inside| has_state(inside, name))
    })
}
