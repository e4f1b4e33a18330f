//! What can be said of a deployment beside its definition, in the template.

use workflow_aws::{LogLevel, Template};
use workflow_examples::bank::account_processing;

fn rendered(template: &Template) -> String {
    template.render().unwrap_or_else(|error| panic!("{error}")).template
}

/// The resource of this name.
fn resource<'a>(template: &'a str, name: &str) -> &'a str {
    let (_, from) = template.split_once(&format!("\n  {name}:\n")).unwrap_or_else(|| panic!("{template}"));
    let end = from.match_indices("\n  ").find(|(at, _)| !from[at + 3..].starts_with([' ', '-']));
    end.map_or(from, |(end, _)| &from[..end])
}

#[test]
fn the_machine_s_options_stand_at_the_machine() {
    let plain = rendered(&Template::of::<account_processing::Workflow>());
    let machine = resource(&plain, "AccountProcessing");
    for line in ["Type: STANDARD", "Level: ERROR", "IncludeExecutionData: false", "Enabled: true"] {
        assert!(machine.contains(line), "{line} in\n{machine}");
    }
    let other = Template::of::<account_processing::Workflow>().log_level(LogLevel::All).log_payloads();
    let other = rendered(&other.log_retention_days(7).without_tracing());
    let machine = resource(&other, "AccountProcessing");
    for line in ["Level: ALL", "IncludeExecutionData: true", "Enabled: false"] {
        assert!(machine.contains(line), "{line} in\n{machine}");
    }
    assert!(resource(&other, "AccountProcessingLogs").contains("RetentionInDays: 7"), "{other}");
    assert!(!other.contains("xray:") && other.contains("Tracing: PassThrough"), "{other}");
}

#[test]
fn a_function_s_options_stand_at_the_function() {
    let template = Template::of::<account_processing::Workflow>()
        .memory_mb(512)
        .memory_of("BankOpenAccount", 1024)
        .code("../functions/all")
        .code_of("BankCheckName", "../functions/names")
        .existing("BankCheckAddress");
    let template = rendered(&template);
    assert!(template.contains("MemorySize: 512") && template.contains("CodeUri: ../functions/all"));
    let account = resource(&template, "BankOpenAccount");
    // The state gives it 30 seconds, and is to time out itself.
    for line in ["MemorySize: 1024", "Timeout: 35", "WORKFLOW_TASK: BankOpenAccount"] {
        assert!(account.contains(line), "{line} in\n{account}");
    }
    assert!(resource(&template, "BankCheckName").contains("CodeUri: ../functions/names"));
    // It is a parameter, and the machine may invoke it.
    assert!(!template.contains("WORKFLOW_TASK: BankCheckAddress"), "{template}");
    assert!(template.contains("\n  BankCheckAddress:\n    Type: String\n"), "{template}");
}
