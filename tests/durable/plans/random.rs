//! Random plans: what proptest draws them from.
//!
//! What a plan comes to has to be the same in every order in which its branches may end, so no two of them may fail.

use proptest::prelude::*;

use super::workflows::Op;

/// Work that succeeds after some attempts; now and then it never does, if it may.
fn work(may_fail: bool) -> impl Strategy<Value = Op> {
    let fails = if may_fail { prop_oneof![4 => 0..3_u32, 1 => Just(9)].boxed() } else { (0..3_u32).boxed() };
    fails.prop_map(|fails| Op::Work { fails })
}

fn wait() -> impl Strategy<Value = Op> {
    prop_oneof![0..3_u64, 30..90_u64, Just(3_600)].prop_map(|seconds| Op::Wait { seconds })
}

/// What a branch can do that may have to wait for somebody.
fn asking() -> impl Strategy<Value = Vec<Op>> {
    prop::collection::vec(prop_oneof![work(false), wait(), Just(Op::Ask {})], 0..3)
}

/// What any machine can do.
fn plain(may_fail: bool) -> impl Strategy<Value = Vec<Op>> {
    prop::collection::vec(prop_oneof![work(may_fail), wait()], 0..3)
}

/// Anything.
pub(crate) fn op() -> impl Strategy<Value = Op> {
    let nested = prop::collection::vec(prop_oneof![work(true), wait(), Just(Op::Ask {})], 0..3);
    // Of two branches that fail whichever is first counts: only one may.
    let right = prop_oneof![plain(true), plain(false).prop_map(|plan| vec![Op::Nest { plan }]),];
    let items = prop::collection::vec(plain(false), 0..4).prop_flat_map(|plans| {
        plain(true).prop_map(move |last| plans.iter().cloned().chain([last]).collect::<Vec<_>>())
    });
    prop_oneof![
        work(false),
        wait(),
        Just(Op::Ask {}),
        (asking(), right).prop_map(|(left, right)| Op::Fork { left, right }),
        items.prop_map(|plans| Op::Each { plans }),
        nested.prop_map(|plan| Op::Nest { plan }),
    ]
}
