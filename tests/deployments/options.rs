//! What can be said of a deployment beside its definition, in the template.

use workflow_aws::{LogLevel, Template};
use workflow_examples::bank::account_processing;
use workflow_examples::registry::data_migration;

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

#[test]
fn a_task_s_memory_stands_at_its_function_and_an_option_for_that_function_wins() {
    let own = rendered(&Template::of::<data_migration::Workflow>().memory_mb(512));
    // What says nothing has what is said of all.
    assert!(own.contains("MemorySize: 512") && !resource(&own, "SourceReadPage").contains("MemorySize"));
    for function in ["SourceCheckSource", "TargetCheckTarget"] {
        assert!(resource(&own, function).contains("MemorySize: 1024"), "{own}");
    }
    let other = rendered(&Template::of::<data_migration::Workflow>().memory_of("SourceCheckSource", 2048));
    assert!(resource(&other, "SourceCheckSource").contains("MemorySize: 2048"), "{other}");
    assert!(resource(&other, "TargetCheckTarget").contains("MemorySize: 1024"), "{other}");
    // The definition is the same for all of it, and has no word of memory.
    assert!(!data_migration::definition().to_json_pretty().contains("emory"));
}

/// Memory that is a constant of the module around it, and of a task that no state calls.
mod constant {
    use workflow_runtime::prelude::*;

    const LARGE: u32 = 4 * 1024;

    #[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
    #[error("it is jammed")]
    pub(super) struct Jammed {}

    #[tasks]
    pub(super) trait Press {
        #[task(memory_mb(LARGE))]
        async fn print(&self, pages: u32) -> Result<u32, Jammed>;
        #[task(memory_mb = 3008)]
        async fn bind(&self, pages: u32) -> Result<u32, Jammed>;
        #[task(memory_mb = 256)]
        async fn ask<T: Serialize + Send + Sync>(
            &self,
            pages: T,
            token: TaskToken<bool>,
        ) -> Result<(), Jammed>;
    }

    #[workflow(tasks(press(Press)))]
    pub(super) mod printing {
        use super::*;

        #[start]
        #[task]
        fn ask(pages: u32) -> Transition<u32> {
            match press.ask(pages, task_token()) {
                Ok(_agreed) => print(pages),
                Err(error) => fail(error),
            }
        }

        #[task]
        fn print(pages: u32) -> Transition<u32> {
            let printed = press.print(pages)?;
            succeed(printed)
        }
    }
}

#[test]
fn memory_is_of_functions_that_are_deployed() {
    let template = rendered(&Template::of::<constant::printing::Workflow>());
    assert!(resource(&template, "PressPrint").contains("MemorySize: 4096"), "{template}");
    assert!(resource(&template, "PressAsk").contains("MemorySize: 256"), "{template}");
    assert!(!template.contains("PressBind") && !template.contains("3008"), "{template}");
}
