//! Compiles the `rust` blocks of the documentation, and exports the workflows in them.

use workflow_runtime::asl;

include!(concat!(env!("OUT_DIR"), "/docs.rs"));

// A page whose fences are not found would compile, and prove nothing.
const _: () = assert!(language::BLOCKS >= 6 && testing::BLOCKS >= 7 && durable::BLOCKS >= 7);

#[test]
fn the_workflows_of_the_language_page_export_without_findings() {
    let definitions = [
        language::order_processing::definition(),
        language::persistent::definition(),
        language::saga::definition(),
        language::bulk::definition(),
        language::approval::definition(),
    ];
    for definition in definitions {
        let findings = asl::validate(&definition);
        assert!(findings.is_empty(), "{findings:#?}\n{definition:#}");
    }
}
