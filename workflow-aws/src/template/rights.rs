//! The rights of the state machine's role: for each call the actions and the resources that it needs, and no other.
//!
//! The source for what an integration needs is the "IAM policies" part of its page in the Step Functions developer
//! guide, the extra rights of `.sync` included; where the guide writes `*` and IAM knows a narrower resource
//! (service authorization reference), the narrower one stands here. The services themselves are in `services.rs`.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use workflow_runtime::asl::{MapState, StateKind, StateMachine};

use super::calls::{Call, Place, Service, calls, is_distributed, states, substitution, substitutions};
use super::given::{Given, arn_of, given, piece, sub, sub_with, value};
use super::parameters::{Parameters, logical_id};
use super::statement::{Resources, Statement, merged};
use crate::error::Findings;

/// What is collected while the calls are gone through.
pub(super) struct Rights<'a> {
    /// The functions that the template itself makes.
    pub(super) functions: &'a BTreeSet<String>,
    /// The state machine's own ARN, without its beginning: `stateMachine:${AWS::StackName}-Sale`.
    pub(super) machine: &'a str,
    pub(super) parameters: &'a mut Parameters,
    pub(super) findings: &'a mut Findings,
    pub(super) statements: Vec<Statement>,
}

/// The statements that the role of this machine needs for its states.
pub(super) fn of_machine(
    machine: &StateMachine,
    functions: &BTreeSet<String>,
    own: &str,
    parameters: &mut Parameters,
    findings: &mut Findings,
) -> Vec<Statement> {
    let mut rights = Rights { functions, machine: own, parameters, findings, statements: Vec::new() };
    for call in calls(machine) {
        rights.call(&call);
    }
    for Place { name, state, .. } in states(machine) {
        if let StateKind::Map(map) = &state.kind
            && is_distributed(map)
        {
            rights.distributed_map(name, map);
        }
    }
    merged(rights.statements)
}

impl Rights<'_> {
    fn call(&mut self, call: &Call<'_>) {
        if call.credentials.is_some() {
            // The work is done under the other role, which has the rights for it.
            let role = given(call.credentials, &["RoleArn"]);
            let roles = self.named(call, role, "RoleArns", "the roles it works under", value);
            return self.allow(&["sts:AssumeRole"], roles);
        }
        match call.service {
            Service::Integration(integration) => self.integration(call, integration),
            // Workers poll for an activity; the machine itself needs no right.
            Service::Activity => {}
            Service::Function(arn) => {
                let function = self.function(arn);
                self.allow(&["lambda:InvokeFunction"], Some(function.into()));
            }
            Service::Unknown(resource) => self.findings.state(
                call.place.name,
                format!("has the resource `{resource}`, of which is not known what rights it needs"),
            ),
        }
    }

    /// Notes a statement, unless what it is on could not be named.
    pub(super) fn allow(&mut self, actions: &[&str], resources: Option<Resources>) {
        self.allow_when(actions, resources, None);
    }

    pub(super) fn allow_when(
        &mut self,
        actions: &[&str],
        resources: Option<Resources>,
        condition: Option<Value>,
    ) {
        let Some(resources) = resources else { return };
        let statement = Statement::new(actions, resources);
        self.statements.push(match condition {
            Some(condition) => statement.when(condition),
            None => statement,
        });
    }

    /// What an argument names: as the template can write it, or a parameter where the definition computes it.
    ///
    /// `None`, and a finding, when the argument is not there.
    pub(super) fn named(
        &mut self,
        call: &Call<'_>,
        argument: Given<'_>,
        suffix: &str,
        what: &str,
        write: impl FnOnce(&str) -> Value,
    ) -> Option<Resources> {
        match argument {
            Given::Text(text) => Some(write(text).into()),
            Given::Computed => Some(self.listed(call.place.name, suffix, what)),
            Given::Missing => {
                self.findings.state(call.place.name, format!("does not say in its arguments: {what}"));
                None
            }
        }
    }

    /// A parameter for what only whoever deploys can name.
    pub(super) fn listed(&mut self, state: &str, suffix: &str, what: &str) -> Resources {
        let id = format!("{}{suffix}", logical_id(state));
        self.parameters.list(&id, format!("Of state {state}: {what}, as ARNs or patterns of them"));
        Resources::Listed(id)
    }

    /// A Lambda function by its name, its ARN, or the substitution for either.
    pub(super) fn function(&self, text: &str) -> Value {
        match substitution(text) {
            Some(name) if self.functions.contains(name) => json!({ "Fn::GetAtt": [name, "Arn"] }),
            _ => arn_of(text, "lambda", |name| format!("function:{name}")),
        }
    }

    /// The state machine that this template makes.
    pub(super) fn own(&self) -> Value {
        sub(&format!("arn:${{AWS::Partition}}:states:${{AWS::Region}}:${{AWS::AccountId}}:{}", self.machine))
    }

    /// The rule by which AWS learns of the end of a job.
    pub(super) fn events_rule(&mut self, rule: &str) {
        let rule = super::given::arn("events", &format!("rule/{rule}"));
        self.allow(&["events:PutTargets", "events:PutRule", "events:DescribeRule"], Some(rule.into()));
    }

    /// Roles that a service is handed (IAM user guide, "Granting a user permissions to pass a role").
    pub(super) fn pass_role(&mut self, roles: Option<Resources>, service: &str) {
        let condition = json!({ "StringEquals": { "iam:PassedToService": service } });
        self.allow_when(&["iam:PassRole"], roles, Some(condition));
    }

    /// A distributed map starts executions of its own machine, and may read and write S3 (developer guide, "IAM
    /// policies for using Distributed Map states").
    fn distributed_map(&mut self, name: &str, map: &MapState) {
        let own = self.own();
        let executions = self.machine.replacen("stateMachine", "execution", 1);
        let executions =
            ["/*:*", ":*"].map(|rest| super::given::arn("states", &format!("{executions}{rest}")));
        self.allow(&["states:StartExecution"], Some(own.into()));
        self.allow(
            &["states:DescribeExecution", "states:StopExecution", "states:RedriveExecution"],
            Some(Resources::These(executions.to_vec())),
        );
        if let Some(reader) = &map.item_reader {
            let arguments = reader.arguments.as_ref().or(reader.parameters.as_ref());
            let flattens = reader
                .reader_config
                .as_ref()
                .and_then(|config| config.transformation.as_deref())
                .is_some_and(|transformation| transformation == "LOAD_AND_FLATTEN");
            if reader.resource.ends_with(":listObjectsV2") {
                let bucket = self.bucket(name, arguments, "");
                self.allow(&["s3:ListBucket"], Some(bucket));
                if flattens {
                    let objects = self.objects(name, arguments, "Prefix", "/*");
                    self.allow(&["s3:GetObject"], Some(objects));
                }
            } else {
                let object = self.objects(name, arguments, "Key", "");
                self.allow(&["s3:GetObject"], Some(object));
            }
        }
        if let Some(writer) = &map.result_writer {
            let arguments = writer.arguments.as_ref().or(writer.parameters.as_ref());
            let objects = self.objects(name, arguments, "Prefix", "/*");
            let actions =
                ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"];
            self.allow(&actions, Some(objects));
        }
    }

    /// `arn:aws:s3:::bucket`, and what is behind it.
    pub(super) fn bucket(&mut self, state: &str, arguments: Option<&Value>, rest: &str) -> Resources {
        match given(arguments, &["Bucket"]) {
            Given::Text(bucket) => sub(&format!("arn:${{AWS::Partition}}:s3:::{bucket}{rest}")).into(),
            Given::Computed | Given::Missing => self.listed(state, "Buckets", "the buckets"),
        }
    }

    /// The objects of a bucket that a key or a prefix names; all of them where it is computed or not given.
    pub(super) fn objects(
        &mut self,
        state: &str,
        arguments: Option<&Value>,
        key: &str,
        rest: &str,
    ) -> Resources {
        let Given::Text(_) = given(arguments, &["Bucket"]) else {
            return self.listed(state, "Objects", "the objects in S3");
        };
        match given(arguments, &[key]) {
            Given::Text(name) if rest.is_empty() => self.bucket(state, arguments, &format!("/{name}")),
            Given::Text(name) => self.bucket(state, arguments, &format!("/{name}*")),
            Given::Missing => self.bucket(state, arguments, "/*"),
            Given::Computed => self.listed(state, "Objects", "the objects in S3"),
        }
    }
}

/// The executions of the state machine whose ARN is given.
pub(super) fn executions_of(machine: &str) -> Value {
    let machine = value(machine);
    sub_with(
        "arn:${AWS::Partition}:states:${Region}:${Account}:execution:${Name}:*",
        &[
            ("Region", piece(&machine, ":", 3)),
            ("Account", piece(&machine, ":", 4)),
            ("Name", piece(&machine, ":", 6)),
        ],
    )
}

/// Every substitution of the definition that is no function of the template becomes a parameter.
pub(super) fn substituted(
    machine: &StateMachine,
    functions: &BTreeSet<String>,
    parameters: &mut Parameters,
    findings: &mut Findings,
) -> Vec<String> {
    let mut others = Vec::new();
    for Place { name, state, .. } in states(machine) {
        for substitution in own_substitutions(state) {
            if functions.contains(&substitution) || others.contains(&substitution) {
                continue;
            }
            if logical_id(&substitution) != substitution {
                let words =
                    format!("has the substitution `${{{substitution}}}`; a name is letters and digits");
                findings.state(name, words);
            }
            parameters.text(&substitution, format!("What {substitution} stands for in state {name}"));
            others.push(substitution);
        }
    }
    others
}

/// The substitutions of a state itself, without those of the states in it.
fn own_substitutions(state: &workflow_runtime::asl::State) -> Vec<String> {
    let mut state = state.clone();
    match &mut state.kind {
        StateKind::Parallel { branches } => branches.clear(),
        StateKind::Map(map) => {
            map.item_processor = None;
            map.iterator = None;
        }
        StateKind::Task(_)
        | StateKind::Choice { .. }
        | StateKind::Wait(_)
        | StateKind::Pass { .. }
        | StateKind::Succeed
        | StateKind::Fail(_) => {}
    }
    let text = serde_json::to_string(&state).unwrap_or_default();
    substitutions(&text).into_iter().map(ToOwned::to_owned).collect()
}
