//! A deployment of a definition: an AWS SAM template and the definition beside it.
//!
//! All of it is worked out from the definition: which functions there are, how long they may take, which services are
//! called and what rights that needs. What only whoever deploys can know becomes a parameter of the template; nothing
//! is allowed on `*` that IAM can name. It does no I/O but to write the two files, and asks nothing of AWS.
//!
//! Read next: `calls.rs` (what a definition calls), `rights.rs` (what that needs), `machine.rs` and `functions.rs` (the
//! resources).

mod calls;
mod context;
mod express;
mod functions;
mod given;
mod machine;
mod parameters;
mod rights;
mod services;
mod statement;

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use workflow_runtime::Workflow;
use workflow_runtime::asl::{self, StateMachine};

use self::parameters::{Parameters, logical_id};
use crate::Error;
use crate::error::Findings;

/// How a workflow is deployed: what to change before [`render`](Self::render) makes a template of it.
///
/// ```
/// use workflow_aws::{LogLevel, Template};
/// use workflow_runtime::asl::{State, StateMachine};
///
/// let definition = StateMachine::jsonata("CheckName").state(
///     "CheckName",
///     State::task("arn:aws:states:::lambda:invoke")
///         .arguments(serde_json::json!({ "FunctionName": "${BankCheckName}", "Payload": "{% $states.input %}" }))
///         .end(),
/// );
/// let deployment = Template::new("Accounts", definition).log_level(LogLevel::All).render()?;
/// assert!(deployment.template.contains("Type: AWS::Serverless::StateMachine"));
/// assert!(deployment.template.contains("WORKFLOW_TASK: BankCheckName"));
/// # Ok::<(), workflow_aws::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Template {
    name: String,
    definition: StateMachine,
    express: bool,
    log_level: LogLevel,
    log_payloads: bool,
    log_retention_days: u32,
    tracing: bool,
    memory_mb: u32,
    code: String,
    memories: IndexMap<String, u32>,
    /// What the tasks themselves ask for, of functions that the definition may not have.
    asked_memories: IndexMap<String, u32>,
    codes: IndexMap<String, String>,
    existing: Vec<String>,
}

/// Which events of executions are logged (Step Functions, `LoggingConfiguration`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogLevel {
    /// Every event.
    All,
    /// Failures of executions and of states.
    #[default]
    Error,
    /// Failures of executions.
    Fatal,
    /// Nothing.
    Off,
}

impl LogLevel {
    /// The value of `Level`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Error => "ERROR",
            Self::Fatal => "FATAL",
            Self::Off => "OFF",
        }
    }
}

/// What is deployed: two files that stand beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// The AWS SAM template, YAML.
    pub template: String,
    /// The definition as it is deployed, JSON: the workflow's own, in which each call of a task also says which attempt
    /// of which call it is.
    pub definition: String,
    /// The name under which the template expects the definition, such as `sale.asl.json`.
    pub definition_file: String,
}

impl Deployment {
    /// Writes `template.yaml` and the definition to a directory, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// If it cannot be written to.
    pub fn write_to(&self, directory: &Path) -> io::Result<()> {
        fs::create_dir_all(directory)?;
        fs::write(directory.join("template.yaml"), &self.template)?;
        fs::write(directory.join(&self.definition_file), &self.definition)
    }
}

/// What `cargo lambda build` makes of a binary goes here, seen from a directory in the package.
const CODE: &str = "../target/lambda/";

impl Template {
    /// A STANDARD machine of this name, with errors logged without payloads for a month, traced, its functions with
    /// 256 MB and the code that `cargo lambda build` makes of a binary called `<workflow>_tasks`, in snake case.
    #[must_use]
    pub fn new(name: impl Into<String>, definition: StateMachine) -> Self {
        let name = name.into();
        let code = format!("{CODE}{}_tasks", snake(&name));
        Self {
            name,
            definition,
            express: false,
            log_level: LogLevel::default(),
            log_payloads: false,
            log_retention_days: 30,
            tracing: true,
            memory_mb: 256,
            code,
            memories: IndexMap::new(),
            asked_memories: IndexMap::new(),
            codes: IndexMap::new(),
            existing: Vec::new(),
        }
    }

    /// [`new`](Self::new) of a workflow, whose tasks may say what memory their functions have: `memory_mb` in the trait.
    #[must_use]
    pub fn of<W: Workflow>() -> Self {
        let mut template = Self::new(W::NAME, W::definition());
        let asked = W::memories().into_iter().map(|asked| (asked.function.to_owned(), asked.memory_mb));
        template.asked_memories.extend(asked);
        template
    }

    /// An EXPRESS machine: at most five minutes, at least once, billed by requests and time.
    #[must_use]
    pub fn express(mut self) -> Self {
        self.express = true;
        self
    }

    /// Which events are logged.
    #[must_use]
    pub fn log_level(mut self, level: LogLevel) -> Self {
        self.log_level = level;
        self
    }

    /// Logs inputs and outputs too. What is in them can then be read by whoever reads the log.
    #[must_use]
    pub fn log_payloads(mut self) -> Self {
        self.log_payloads = true;
        self
    }

    /// How many days logs are kept: a number that CloudWatch Logs knows (1, 3, 5, 7, 14, 30, 60, 90, …).
    #[must_use]
    pub fn log_retention_days(mut self, days: u32) -> Self {
        self.log_retention_days = days;
        self
    }

    /// Makes no traces in X-Ray.
    #[must_use]
    pub fn without_tracing(mut self) -> Self {
        self.tracing = false;
        self
    }

    /// The memory of every function whose task asks for none, in megabytes: 128 to 10,240.
    #[must_use]
    pub fn memory_mb(mut self, megabytes: u32) -> Self {
        self.memory_mb = megabytes;
        self
    }

    /// The memory of one function, by its name in the definition, `BankCheckName`; it wins over what the task asks for.
    #[must_use]
    pub fn memory_of(mut self, function: impl Into<String>, megabytes: u32) -> Self {
        self.memories.insert(function.into(), megabytes);
        self
    }

    /// Where the functions' code is, seen from the template: a directory with a `bootstrap`, or an archive of one.
    #[must_use]
    pub fn code(mut self, path: impl Into<String>) -> Self {
        self.code = path.into();
        self
    }

    /// Where the code of one function is, when it is served by another binary.
    #[must_use]
    pub fn code_of(mut self, function: impl Into<String>, path: impl Into<String>) -> Self {
        self.codes.insert(function.into(), path.into());
        self
    }

    /// Takes a function for one that is there already: its ARN becomes a parameter.
    #[must_use]
    pub fn existing(mut self, function: impl Into<String>) -> Self {
        self.existing.push(function.into());
        self
    }

    /// Makes the template.
    ///
    /// The same machine and options give the same bytes every time.
    ///
    /// # Errors
    ///
    /// Everything that keeps it from being deployed like this, each with its state: what is wrong with the definition,
    /// what EXPRESS cannot do, a task that is longer than a Lambda function, a service whose rights are not known, an
    /// option out of AWS's range.
    pub fn render(&self) -> Result<Deployment, Error> {
        let mut findings = Findings::default();
        self.check(&mut findings);
        let functions = functions::functions_of(&self.definition, &self.existing, &mut findings);
        self.check_names(&functions, &mut findings);
        let mut parameters = Parameters::default();
        let names: BTreeSet<String> = functions.keys().cloned().collect();
        let others = rights::substituted(&self.definition, &names, &mut parameters, &mut findings);
        let own = format!("stateMachine:{}", self.machine_name());
        let statements = rights::of_machine(&self.definition, &names, &own, &mut parameters, &mut findings);
        parameters.optional(machine::ALARM_TOPIC, "The SNS topic that alarms go to; none if it is empty");
        let resources = self.resources(&functions, &others, statements);
        for id in parameters.ids().into_iter().filter(|id| resources.contains_key(*id)) {
            findings.whole(format!(
                "the name `{id}` stands both for a parameter and for a resource of the template"
            ));
        }
        findings.into_result()?;

        let definition = context::added(self.definition.clone(), &|name| {
            calls::substitution(name).is_some_and(|name| functions.contains_key(name))
        });
        Ok(Deployment {
            template: print(&self.document(&functions, &parameters, resources)),
            definition: format!("{definition:#}\n"),
            definition_file: self.definition_file(),
        })
    }

    fn check(&self, findings: &mut Findings) {
        for finding in asl::validate(&self.definition) {
            findings.whole(finding.to_string());
        }
        express::check(&self.definition, self.express, findings);
        for megabytes in std::iter::once(&self.memory_mb).chain(self.memories.values()) {
            if !(128..=10_240).contains(megabytes) {
                findings.whole(format!("{megabytes} MB is not what a function can have: 128 to 10240"));
            }
        }
        if !RETENTIONS.contains(&self.log_retention_days) {
            let days = self.log_retention_days;
            findings.whole(format!("logs cannot be kept for {days} days, but for one of {RETENTIONS:?}"));
        }
    }

    /// Options for one function are for one that there is.
    fn check_names(&self, functions: &IndexMap<String, i64>, findings: &mut Findings) {
        let named = self.memories.keys().chain(self.codes.keys());
        for name in named.filter(|name| !functions.contains_key(*name)) {
            let known: Vec<&str> = functions.keys().map(String::as_str).collect();
            findings.whole(format!("there is no function `{name}`; functions here: {}", known.join(", ")));
        }
    }

    fn resources(
        &self,
        functions: &IndexMap<String, i64>,
        others: &[String],
        statements: Vec<statement::Statement>,
    ) -> Map<String, Value> {
        let id = self.id();
        let mut substitutions = Map::new();
        for name in functions.keys() {
            substitutions.insert(name.clone(), json!({ "Fn::GetAtt": [name, "Arn"] }));
        }
        for name in others {
            substitutions.insert(name.clone(), json!({ "Ref": name }));
        }
        let mut resources = Map::new();
        resources.insert(id.clone(), machine::machine(self, &substitutions));
        resources.insert(format!("{id}Role"), machine::machine_role(self, statements));
        resources.extend(machine::log_group(self).map(|group| (format!("{id}Logs"), group)));
        resources.extend(machine::alarms(self));
        for (name, seconds) in functions {
            resources.extend(functions::resources(self, name, *seconds));
        }
        resources
    }

    fn document(
        &self,
        functions: &IndexMap<String, i64>,
        parameters: &Parameters,
        resources: Map<String, Value>,
    ) -> Value {
        let mut document = json!({
            "AWSTemplateFormatVersion": "2010-09-09",
            "Transform": "AWS::Serverless-2016-10-31",
        });
        let description = self.definition.comment.as_deref().unwrap_or(&self.name);
        // CloudFormation takes 1,024 bytes.
        document["Description"] = description.chars().take(250).collect::<String>().into();
        if let Some(parameters) = parameters.to_value() {
            document["Parameters"] = parameters;
        }
        document["Conditions"] = machine::conditions();
        if !functions.is_empty() {
            document["Globals"] = functions::globals(self);
        }
        document["Resources"] = resources.into();
        document["Outputs"] = json!({
            "StateMachineArn": {
                "Description": "What `StartExecution` is given",
                "Value": { "Ref": self.id() },
            }
        });
        document
    }

    /// The logical id of the state machine.
    fn id(&self) -> String {
        logical_id(&self.name)
    }

    /// The machine's name, with the stack's in it, so that a stack can be deployed twice. It is fixed, because the
    /// machine's own role has to name it.
    fn machine_name(&self) -> String {
        format!("${{AWS::StackName}}-{}", self.id())
    }

    fn definition_file(&self) -> String {
        format!("{}.asl.json", snake(&self.name))
    }
}

/// How many days CloudWatch Logs can keep logs (`PutRetentionPolicy`).
const RETENTIONS: [u32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

fn print(document: &Value) -> String {
    let text = serde_saphyr::to_string(document).expect("JSON can be written as YAML");
    format!("# Generated from the workflow by workflow-aws; change the workflow, not this file.\n{text}")
}

/// `AccountProcessing` as `account_processing`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}
