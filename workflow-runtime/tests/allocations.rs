//! A transition in memory allocates nothing.

mod machine;

use allocation_counter::measure;
use machine::spin::{Spin, Work};
use workflow_runtime::Workflow;

/// The allocations of a run that goes round so many times.
fn allocations(times: u64, work: Work) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let counted = measure(|| {
        runtime.block_on(Spin { work }.run(times)).expect("it succeeds");
    });
    counted.count_total
}

#[test]
fn the_number_of_transitions_does_not_change_the_number_of_allocations() {
    for work in [Work::ReadyTask, Work::YieldingTask, Work::NoWait] {
        // Long enough to have let others run, for which tokio allocates a list once.
        let few = allocations(1_000, work);
        assert!(few > 0, "an execution has a frame, and the counter counts");
        assert_eq!(few, allocations(10_000, work), "{work:?}");
    }
}
