//! Deployment templates as AWS's own tools and two databases of IAM judge them: those of the examples, and one of a
//! definition that calls every service there is an integration for; and the way there, as the README tells it.

#[path = "deployments/options.rs"]
mod options;
#[path = "deployments/refusals.rs"]
mod refusals;
#[path = "deployments/services.rs"]
mod services;
#[path = "deployments/walk.rs"]
mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use workflow_aws::{Deployment, Template};
use workflow_examples::{bank, club, crossing, head_office, registry, shop, treasury};
use workflow_tests::deployments::{Judged, complaints};
use workflow_tests::oracles::or_skip;

fn examples() -> Vec<Template> {
    vec![
        Template::of::<bank::account_processing::Workflow>(),
        Template::of::<shop::sale::Workflow>(),
        Template::of::<registry::data_migration::Workflow>(),
        Template::of::<crossing::traffic_light::Workflow>(),
        Template::of::<club::sign_up::Workflow>(),
        Template::of::<head_office::sales_report::Workflow>(),
        Template::of::<treasury::expense_claim::Workflow>(),
    ]
}

/// Writes a deployment to a directory of its own.
fn written(directory: &Path, deployment: &Deployment) -> PathBuf {
    let directory = directory.join(&deployment.definition_file);
    deployment.write_to(&directory).expect("there is room");
    directory.join("template.yaml")
}

fn judge(test: &str, deployments: &[(Deployment, BTreeMap<String, serde_json::Value>)]) {
    let directory = tempfile::tempdir().expect("there is room");
    let templates: Vec<PathBuf> =
        deployments.iter().map(|(deployment, _)| written(directory.path(), deployment)).collect();
    let judged: Vec<Judged<'_>> = deployments
        .iter()
        .zip(&templates)
        .map(|((deployment, parameters), template)| Judged {
            name: &deployment.definition_file,
            template,
            parameters: parameters.clone(),
        })
        .collect();
    let Some(found) = or_skip(test, complaints(&judged)) else { return };
    let found: Vec<String> = found.iter().map(|one| format!("\n{one}")).collect();
    assert!(found.is_empty(), "{}", found.concat());
}

#[test]
fn the_examples_deployments_pass_every_tool() {
    let deployments: Vec<_> = examples()
        .iter()
        .map(|template| (template.render().expect("it can be deployed"), BTreeMap::new()))
        .collect();
    judge("the_examples_deployments_pass_every_tool", &deployments);
}

#[test]
fn the_rights_for_every_service_pass_every_tool() {
    let (template, parameters) = services::every_one();
    let deployment = template.render().unwrap_or_else(|error| panic!("{error}"));
    expect_test::expect_file!["deployments/services.yaml"].assert_eq(&deployment.template);
    judge("the_rights_for_every_service_pass_every_tool", &[(deployment, parameters)]);
}

/// A tool that finds nothing anywhere would pass the tests above.
#[test]
fn the_tools_find_what_is_wrong() {
    let deployment = bank_deployment();
    let broken = [
        ("an action", deployment.template.replace("lambda:InvokeFunction", "lambda:InvokeFunktion")),
        ("a resource", deployment.template.replace("- logs:PutLogEvents", "- sqs:SendMessage")),
        ("a wildcard", deployment.template.replace("- xray:PutTraceSegments", "- sqs:SendMessage")),
        ("a property", deployment.template.replace("TreatMissingData:", "TreatMissing:")),
    ];
    let directory = tempfile::tempdir().expect("there is room");
    let templates: Vec<(&str, PathBuf)> = broken
        .into_iter()
        .map(|(name, template)| {
            let deployment =
                Deployment { template, definition_file: format!("{name}.json"), ..deployment.clone() };
            (name, written(directory.path(), &deployment))
        })
        .collect();
    let judged: Vec<Judged<'_>> = templates
        .iter()
        .map(|(name, template)| Judged { name, template, parameters: BTreeMap::new() })
        .collect();
    let Some(found) = or_skip("the_tools_find_what_is_wrong", complaints(&judged)) else { return };
    let by = |name: &str| -> Vec<&str> {
        let mut tools: Vec<&str> =
            found.iter().filter(|one| one.definition == name).map(|one| one.oracle.as_str()).collect();
        tools.sort_unstable();
        tools.dedup();
        tools
    };
    assert_eq!(by("an action"), ["parliament", "policy_sentry"]);
    assert_eq!(by("a resource"), ["policy_sentry"]);
    assert_eq!(by("a wildcard"), ["parliament", "policy_sentry"]);
    assert_eq!(by("a property"), ["cfn-lint", "sam"]);
}

fn bank_deployment() -> Deployment {
    examples()[0].render().expect("it can be deployed")
}
