//! `script!`: a call of a task, never made, says which task and of which types; behind it stand the answers.
//!
//! The call stands in a closure that is never run: rustc checks the task's name, the number and the types of its
//! arguments, and finds the types of the answers. What is kept is in `scripted.rs`.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;

use serde::Serialize;

use super::answer::{Answer, NoTaskToken};
use super::scripted::{Scripted, Written};
use crate::TaskToken;

/// Scripts a task of a [`Scripted`](crate::testing::Scripted): what it answers, call by call.
///
/// ```
/// # use workflow_runtime::{prelude::*, testing::{Scripted, script}};
/// # #[derive(Debug, Serialize, Deserialize, TaskError)]
/// # pub enum DeskError { Closed }
/// # #[tasks]
/// # pub trait Desk {
/// #     async fn price(&self, item: &str) -> Result<u32, DeskError>;
/// #     async fn ask(&self, question: &str, token: TaskToken<bool>) -> Result<(), DeskError>;
/// # }
/// # fn main() {
/// let desk = Scripted::new();
/// // The first call succeeds, the second takes two hours to fail, the third never returns.
/// script!(desk.price(_) => Ok(300), after(hours(2), Err(DeskError::Closed)), hangs());
/// // Of this item every call is answered the same; it is asked for first, because it stands first.
/// let other = Scripted::new();
/// script!(other.price("tea") => always(Ok(5)));
/// script!(other.price(_) => times(2, Ok(7)), panics("out of paper"));
/// // A callback: the token is completed after a day.
/// script!(desk.ask(_, task_token()) => after(days(1), completes(true)));
/// # }
/// ```
///
/// An argument is `_`, or an expression that the call's argument has to equal (as JSON), or `task_token()` where a
/// callback takes its token. The answers are
///
/// | answer | the task |
/// | --- | --- |
/// | `Ok(value)`, `Err(error)` | returns this |
/// | `completes(value)`, `fails(error)` | hands its token over, which somebody completes or fails |
/// | `hangs()` | never returns (or never hears of its token again) |
/// | `panics("message")` | panics |
/// | `after(duration, answer)` | does this, so much later |
/// | `times(n, answer)`, `always(answer)` | does this for `n` calls, or for all that follow |
///
/// A call is answered by the first script, in the order written, whose arguments match and that has an answer left. A
/// call without one ends the test. The trait has to be in scope, as for any method; where two traits have a task of one
/// name, write `script!((desk as Desk).ask(_, _) => …)`.
#[macro_export]
macro_rules! script {
    (($tasks:ident as $trait:path) . $task:ident ( $($arguments:tt)* ) => $($answers:tt)+) => {
        $crate::__script!(
            @arguments __token [$tasks] [<_ as $trait>::$task] [&$tasks,] [] [task $task] ($($arguments)*) => $($answers)+
        )
    };
    ($tasks:tt . $task:ident ( $($arguments:tt)* ) => $($answers:tt)+) => {
        $crate::__script!(
            @arguments __token [$tasks] [$tasks.$task] [] [] [task $task] ($($arguments)*) => $($answers)+
        )
    };
}

/// The inside of `script!`: reads the arguments one by one, and then the answers.
///
/// Its accumulators: the token's name, the handle, what is called, its arguments so far, what they have to equal, and
/// whether one is a token.
#[doc(hidden)]
#[macro_export]
macro_rules! __script {
    (@arguments $token:ident $on:tt $call:tt [$($made:tt)*] [$($given:tt)*] $kind:tt (_ $(, $($rest:tt)*)?) => $($answers:tt)+) => {
        $crate::__script!(
            @arguments $token $on $call [$($made)* $crate::testing::never(),] [$($given)* $crate::__script!(@any),] $kind
            ($($($rest)*)?) => $($answers)+
        )
    };
    (@arguments $token:ident $on:tt $call:tt [$($made:tt)*] [$($given:tt)*] [$kind:ident $task:ident] (task_token() $(, $($rest:tt)*)?) => $($answers:tt)+) => {
        $crate::__script!(
            @arguments $token $on $call [$($made)* $token,] [$($given)* $crate::__script!(@token),] [callback $task]
            ($($($rest)*)?) => $($answers)+
        )
    };
    (@arguments $token:ident $on:tt $call:tt [$($made:tt)*] [$($given:tt)*] $kind:tt ($argument:expr $(, $($rest:tt)*)?) => $($answers:tt)+) => {
        $crate::__script!(
            @arguments $token $on $call [$($made)* $argument,] [$($given)* $crate::testing::given(&$argument),] $kind
            ($($($rest)*)?) => $($answers)+
        )
    };
    (@arguments $token:ident [$tasks:tt] [$($call:tt)+] [$($made:tt)*] [$($given:tt)*] [$kind:ident $task:ident] () => $($answer:ident ( $($inner:tt)* )),+ $(,)?) => {{
        // In this order: an argument is compared before the closure, which is never called, takes it.
        let given = ::std::vec![$($given)*];
        $crate::testing::$kind(
            ::core::stringify!($task),
            given,
            #[allow(unused_variables, clippy::redundant_closure, reason = "the call is never made")]
            |$token| $crate::testing::outcome($($call)+($($made)*)),
        )
        .answers(&$tasks, [$($crate::__script!(@answer $answer $($inner)*)),+])
    }};
    (@arguments $token:ident $on:tt $call:tt $made:tt $given:tt $kind:tt () => $($answers:tt)+) => {
        ::core::compile_error!(
            "an answer is `Ok(..)`, `Err(..)`, `completes(..)`, `fails(..)`, `hangs()`, `panics(..)`, \
             or one of them in `after(.., ..)`, `times(.., ..)`, `always(..)`\n\
             help: write `script!(bank.open(_) => Ok(..), after(hours(2), Err(..)))`"
        )
    };
    (@any) => { $crate::testing::Given::ANY };
    (@token) => { $crate::testing::Given::TOKEN };
    (@answer Ok $value:expr) => { $crate::testing::Answer::ok($value) };
    (@answer Err $error:expr) => { $crate::testing::Answer::err($error) };
    (@answer completes $value:expr) => { $crate::testing::Answer::completes($value) };
    (@answer fails $error:expr) => { $crate::testing::Answer::fails($error) };
    (@answer hangs) => { $crate::testing::Answer::hangs() };
    (@answer panics $message:expr) => { $crate::testing::Answer::panics($message) };
    (@answer after $duration:expr, $answer:ident ( $($inner:tt)* )) => {
        $crate::testing::Answer::after($duration, $crate::__script!(@answer $answer $($inner)*))
    };
    (@answer times $count:expr, $answer:ident ( $($inner:tt)* )) => {
        $crate::testing::Answer::times($count, $crate::__script!(@answer $answer $($inner)*))
    };
    (@answer always $answer:ident ( $($inner:tt)* )) => {
        $crate::testing::Answer::always($crate::__script!(@answer $answer $($inner)*))
    };
    (@answer $answer:ident $($inner:tt)*) => {
        ::core::compile_error!(::core::concat!(
            "`",
            ::core::stringify!($answer),
            "` is no answer of a task\nhelp: write `Ok(..)`, `Err(..)`, `completes(..)`, `fails(..)`, `hangs()`, ",
            "`panics(..)`, or one of them in `after(.., ..)`, `times(.., ..)`, `always(..)`"
        ))
    };
}

/// An argument of a call that is never made.
#[must_use]
pub fn never<T>() -> T {
    unreachable!("a scripted call is never made where it is scripted")
}

/// What a call gives that is never made.
pub fn outcome<F: Future>(_call: F) -> F::Output {
    unreachable!("a scripted call is never made where it is scripted")
}

/// What the argument of a call has to equal.
///
/// # Panics
///
/// If it cannot be written as JSON.
#[must_use]
pub fn given<T: Serialize + ?Sized>(value: &T) -> Written {
    Written::Equal(serde_json::to_value(value).expect("an argument can be written as JSON"))
}

/// A task that is being scripted, with the types of its answers.
#[derive(Debug)]
pub struct Task<T, E, K> {
    name: &'static str,
    given: Vec<Written>,
    types: PhantomData<fn(T, E, K)>,
}

/// A task, by a call of it that is never made.
#[must_use]
pub fn task<T, E>(
    name: &'static str,
    given: Vec<Written>,
    _call: impl FnOnce(NoTaskToken) -> Result<T, E>,
) -> Task<T, E, NoTaskToken> {
    Task { name, given, types: PhantomData }
}

/// A task that is given a token, by a call of it that is never made.
#[must_use]
pub fn callback<T, E, K>(
    name: &'static str,
    given: Vec<Written>,
    _call: impl FnOnce(TaskToken<K>) -> Result<T, E>,
) -> Task<T, E, K> {
    Task { name, given, types: PhantomData }
}

impl<T, E, K> Task<T, E, K> {
    /// Adds a script to those of the handle.
    #[track_caller]
    pub fn answers<const N: usize>(self, tasks: &Scripted, answers: [Answer<T, E, K>; N]) {
        let answers = answers.map(|answer| answer.step);
        tasks.add(self.name, self.given, answers.into(), Location::caller());
    }
}

impl super::scripted::Given<'_, ()> {
    /// Any argument.
    pub const ANY: Written = Written::Any;
    /// The task's token.
    pub const TOKEN: Written = Written::Token;
}
