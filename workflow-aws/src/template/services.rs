//! The services that a state can call, each with the rights that its integration needs.
//!
//! Read `rights.rs` first: it says where these come from.

use serde_json::{Value, json};

use super::calls::{Call, Integration, Pattern, substitution};
use super::given::{Given, arn, arn_of, given, piece, sub, sub_with, value};
use super::rights::{Rights, executions_of};

impl Rights<'_> {
    pub(super) fn integration(&mut self, call: &Call<'_>, integration: Integration<'_>) {
        if integration.sdk {
            return self.sdk(call, integration);
        }
        let argument = |key| given(call.arguments, &[key]);
        match (integration.service, integration.action) {
            ("lambda", "invoke") => {
                let functions = match argument("FunctionName") {
                    Given::Text(name) => Some(self.function(name).into()),
                    other => self.named(call, other, "FunctionArns", "the functions it invokes", value),
                };
                self.allow(&["lambda:InvokeFunction"], functions);
            }
            ("sqs", "sendMessage") => {
                let queues =
                    self.named(call, argument("QueueUrl"), "QueueArns", "the queues it sends to", queue);
                self.allow(&["sqs:SendMessage"], queues);
            }
            ("sns", "publish") => self.publish(call),
            ("dynamodb", action) => self.table(call, &format!("dynamodb:{}", pascal(action))),
            ("events", "putEvents") => self.put_events(call),
            ("states", "startExecution") => self.start_execution(call, integration.pattern),
            ("ecs", "runTask") => self.run_task(call, integration.pattern),
            ("batch", "submitJob") => self.submit_job(call, integration.pattern),
            ("sagemaker", "createTrainingJob") => self.create_training_job(call, integration.pattern),
            ("glue", "startJobRun") => self.start_job_run(call, integration.pattern),
            ("http", "invoke") => self.http(call),
            ("bedrock", "invokeModel") => {
                let models =
                    self.named(call, argument("ModelId"), "ModelArns", "the models it invokes", model);
                self.allow(&["bedrock:InvokeModel"], models);
            }
            (service, action) if integration.pattern == Pattern::Sync => self.findings.state(
                call.place.name,
                format!(
                    "waits for the end of `{service}:{action}`, of which is not known what rights that needs"
                ),
            ),
            // An integration that only sends a request needs the right to send it.
            (service, action) => self.request(call, service, action),
        }
    }

    fn request(&mut self, call: &Call<'_>, service: &str, action: &str) {
        let action = format!("{service}:{}", pascal(action));
        let what = format!("what it may use {action} on");
        let resources = self.listed(call.place.name, "Resources", &what);
        self.allow(&[&action], Some(resources));
    }

    /// An AWS SDK integration: the action has the API's name, but for a few, and the resource is named where it is
    /// known which argument names it.
    fn sdk(&mut self, call: &Call<'_>, integration: Integration<'_>) {
        let argument = |key| given(call.arguments, &[key]);
        let service = action_prefix(integration.service);
        let Some(actions) = irregular_actions(integration.service, integration.action) else {
            let action = format!("{service}:{}", pascal(integration.action));
            return match service {
                "dynamodb" if argument("TableName") != Given::Missing => self.table(call, &action),
                "sqs" if argument("QueueUrl") != Given::Missing => {
                    let queues =
                        self.named(call, argument("QueueUrl"), "QueueArns", "the queues it uses", queue);
                    self.allow(&[&action], queues);
                }
                "states" if argument("StateMachineArn") != Given::Missing => {
                    let what = "the state machines it uses";
                    let machines =
                        self.named(call, argument("StateMachineArn"), "StateMachineArns", what, value);
                    self.allow(&[&action], machines);
                }
                "s3" if argument("Key") != Given::Missing => {
                    let objects = self.objects(call.place.name, call.arguments, "Key", "");
                    self.allow(&[&action], Some(objects));
                }
                _ => self.request(call, service, integration.action),
            };
        };
        let resources = match actions {
            ["s3:ListBucket"] => self.bucket(call.place.name, call.arguments, ""),
            ["s3:GetObject"] => self.objects(call.place.name, call.arguments, "Key", ""),
            ["lambda:InvokeFunction"] => match argument("FunctionName") {
                Given::Text(name) => self.function(name).into(),
                Given::Computed | Given::Missing => {
                    self.listed(call.place.name, "FunctionArns", "the functions it invokes")
                }
            },
            _ => self.listed(
                call.place.name,
                "Resources",
                &format!("what it may use {} on", actions.join(", ")),
            ),
        };
        self.allow(actions, Some(resources));
    }

    fn publish(&mut self, call: &Call<'_>) {
        let argument = |key| given(call.arguments, &[key]);
        let topic = match argument("TopicArn") {
            Given::Missing => argument("TargetArn"),
            topic => topic,
        };
        if topic == Given::Missing && argument("PhoneNumber") != Given::Missing {
            // A phone number is no resource of IAM's.
            return self.allow(&["sns:Publish"], Some("*".into()));
        }
        let topics = self.named(call, topic, "TopicArns", "the topics it publishes to", value);
        self.allow(&["sns:Publish"], topics);
    }

    fn table(&mut self, call: &Call<'_>, action: &str) {
        let table = given(call.arguments, &["TableName"]);
        let name = |name: &str| match substitution(name) {
            // A table's parameter is its name, which is what its Ref gives.
            Some(_) => arn("dynamodb", &format!("table/{name}")),
            None => arn_of(name, "dynamodb", |name| format!("table/{name}")),
        };
        let mut tables = self.named(call, table, "TableArns", "the tables it uses", name);
        if let (Given::Text(table), Given::Text(index)) = (table, given(call.arguments, &["IndexName"])) {
            tables = Some(name(&format!("{table}/index/{index}")).into());
        }
        self.allow(&[action], tables);
    }

    fn put_events(&mut self, call: &Call<'_>) {
        let bus = |name: &str| arn_of(name, "events", |name| format!("event-bus/{name}"));
        let Some(Value::Array(entries)) = call.arguments.and_then(|arguments| arguments.get("Entries"))
        else {
            let buses = self.listed(call.place.name, "EventBusArns", "the event buses it sends to");
            return self.allow(&["events:PutEvents"], Some(buses));
        };
        for entry in entries {
            let buses = match given(Some(entry), &["EventBusName"]) {
                Given::Missing => Some(bus("default").into()),
                name => self.named(call, name, "EventBusArns", "the event buses it sends to", bus),
            };
            self.allow(&["events:PutEvents"], buses);
        }
    }

    fn start_execution(&mut self, call: &Call<'_>, pattern: Pattern) {
        let machine = given(call.arguments, &["StateMachineArn"]);
        let machines = self.named(call, machine, "StateMachineArns", "the state machines it starts", value);
        self.allow(&["states:StartExecution"], machines);
        if pattern == Pattern::Sync {
            let what = "the executions it waits for";
            let executions = self.named(call, machine, "ExecutionArns", what, executions_of);
            self.allow(&["states:DescribeExecution", "states:StopExecution"], executions);
            self.events_rule("StepFunctionsGetEventsForStepFunctionsExecutionRule");
        }
    }

    fn run_task(&mut self, call: &Call<'_>, pattern: Pattern) {
        let state = call.place.name;
        let definition = |name: &str| {
            arn_of(name, "ecs", |name| {
                let revision = if name.contains(':') { "" } else { ":*" };
                format!("task-definition/{name}{revision}")
            })
        };
        let argument = given(call.arguments, &["TaskDefinition"]);
        let definitions =
            self.named(call, argument, "TaskDefinitionArns", "the task definitions it runs", definition);
        self.allow(&["ecs:RunTask"], definitions);
        if pattern == Pattern::Sync {
            let tasks = match given(call.arguments, &["Cluster"]) {
                Given::Missing => arn("ecs", "task/default/*").into(),
                Given::Text(cluster) => tasks_of(cluster).into(),
                Given::Computed => self.listed(state, "TaskArns", "the tasks it waits for"),
            };
            self.allow(&["ecs:StopTask", "ecs:DescribeTasks"], Some(tasks));
            self.events_rule("StepFunctionsGetEventsForECSTaskRule");
        }
        let roles = self.listed(state, "TaskRoleArns", "the roles of its task definition");
        self.pass_role(Some(roles), "ecs-tasks.amazonaws.com");
    }

    fn submit_job(&mut self, call: &Call<'_>, pattern: Pattern) {
        let queue = |name: &str| arn_of(name, "batch", |name| format!("job-queue/{name}"));
        let definition = |name: &str| {
            arn_of(name, "batch", |name| {
                let revision = if name.contains(':') { "" } else { ":*" };
                format!("job-definition/{name}{revision}")
            })
        };
        let argument = given(call.arguments, &["JobDefinition"]);
        let definitions =
            self.named(call, argument, "JobDefinitionArns", "the job definitions it submits", definition);
        self.allow(&["batch:SubmitJob"], definitions);
        let argument = given(call.arguments, &["JobQueue"]);
        let queues = self.named(call, argument, "JobQueueArns", "the job queues it submits to", queue);
        self.allow(&["batch:SubmitJob"], queues);
        if given(call.arguments, &["Tags"]) != Given::Missing {
            self.allow(&["batch:TagResource"], Some(arn("batch", "job/*").into()));
        }
        if pattern == Pattern::Sync {
            // A job's id is made by AWS, and DescribeJobs knows no resource.
            self.allow(&["batch:DescribeJobs"], Some("*".into()));
            self.allow(&["batch:TerminateJob"], Some(arn("batch", "job/*").into()));
            self.events_rule("StepFunctionsGetEventsForBatchJobsRule");
        }
    }

    fn create_training_job(&mut self, call: &Call<'_>, pattern: Pattern) {
        let job = |name: &str| arn("sagemaker", &format!("training-job/{name}"));
        let argument = given(call.arguments, &["TrainingJobName"]);
        let jobs = self.named(call, argument, "TrainingJobArns", "the training jobs it creates", job);
        let mut actions = vec!["sagemaker:CreateTrainingJob"];
        if pattern == Pattern::Sync {
            actions.extend(["sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"]);
            self.events_rule("StepFunctionsGetEventsForSageMakerTrainingJobsRule");
        }
        actions.push("sagemaker:ListTags");
        if given(call.arguments, &["Tags"]) != Given::Missing {
            actions.push("sagemaker:AddTags");
        }
        self.allow(&actions, jobs);
        let role = given(call.arguments, &["RoleArn"]);
        let roles = self.named(call, role, "PassedRoleArns", "the roles of its training jobs", value);
        self.pass_role(roles, "sagemaker.amazonaws.com");
    }

    fn start_job_run(&mut self, call: &Call<'_>, pattern: Pattern) {
        let job = |name: &str| arn("glue", &format!("job/{name}"));
        let argument = given(call.arguments, &["JobName"]);
        let jobs = self.named(call, argument, "JobArns", "the jobs it runs", job);
        let mut actions = vec!["glue:StartJobRun"];
        if pattern == Pattern::Sync {
            actions.extend(["glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"]);
        }
        self.allow(&actions, jobs);
    }

    /// Developer guide, "Permissions for an HTTP Task".
    fn http(&mut self, call: &Call<'_>) {
        let mut condition = serde_json::Map::new();
        if let Given::Text(method) = given(call.arguments, &["Method"]) {
            condition.insert("StringEquals".to_owned(), json!({ "states:HTTPMethod": value(method) }));
        }
        let endpoint = match given(call.arguments, &["ApiEndpoint"]) {
            Given::Text(endpoint) => value(endpoint),
            Given::Computed | Given::Missing => {
                let id = format!("{}Endpoints", super::parameters::logical_id(call.place.name));
                let words = format!("Of state {}: the URLs it calls, or patterns of them", call.place.name);
                self.parameters.list(&id, words);
                json!({ "Ref": id })
            }
        };
        condition.insert("StringLike".to_owned(), json!({ "states:HTTPEndpoint": endpoint }));
        // IAM knows no resource for this action: the endpoint is a condition.
        self.allow_when(&["states:InvokeHTTPEndpoint"], Some("*".into()), Some(condition.into()));

        let connection = match given(call.arguments, &["InvocationConfig", "ConnectionArn"]) {
            Given::Missing => given(call.arguments, &["Authentication", "ConnectionArn"]),
            connection => connection,
        };
        let connections = self.named(call, connection, "ConnectionArns", "the connections it uses", value);
        self.allow(&["events:RetrieveConnectionCredentials"], connections);
        let what = "the secrets of its connections";
        let secrets = self.named(call, connection, "SecretArns", what, secret_of_connection);
        self.allow(&["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], secrets);
    }
}

/// The ARN of a queue, whose URL is `https://sqs.<region>.amazonaws.com/<account>/<name>`.
fn queue(url: &str) -> Value {
    let url = value(url);
    sub_with(
        "arn:${AWS::Partition}:sqs:${AWS::Region}:${Account}:${Name}",
        &[("Account", piece(&url, "/", 3)), ("Name", piece(&url, "/", 4))],
    )
}

/// The tasks of a cluster, which is given by its name or its ARN; a substitution stands for the ARN.
fn tasks_of(cluster: &str) -> Value {
    let name = match substitution(cluster) {
        Some(_) => piece(&value(cluster), "/", 1),
        None => cluster.rsplit('/').next().unwrap_or(cluster).into(),
    };
    sub_with(
        "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task/${Cluster}/*",
        &[("Cluster", name)],
    )
}

/// EventBridge keeps the secret of a connection under the connection's name (EventBridge user guide, "Connections").
fn secret_of_connection(connection: &str) -> Value {
    let name = piece(&value(connection), "/", 1);
    sub_with(
        "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:events!connection/${Connection}/*",
        &[("Connection", name)],
    )
}

fn model(id: &str) -> Value {
    if id.starts_with("arn:") || substitution(id).is_some() {
        value(id)
    } else {
        sub(&format!("arn:${{AWS::Partition}}:bedrock:${{AWS::Region}}::foundation-model/{id}"))
    }
}

/// `putItem` as IAM writes it: `PutItem`.
fn pascal(action: &str) -> String {
    let mut letters = action.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The actions of API calls that IAM has under another name (service authorization reference).
fn irregular_actions(service: &str, action: &str) -> Option<&'static [&'static str]> {
    Some(match (service, action) {
        ("lambda", "invoke") => &["lambda:InvokeFunction"],
        ("s3", "headObject") => &["s3:GetObject"],
        ("s3", "listObjects" | "listObjectsV2" | "headBucket") => &["s3:ListBucket"],
        ("s3", "listBuckets") => &["s3:ListAllMyBuckets"],
        ("s3", "copyObject") => &["s3:GetObject", "s3:PutObject"],
        ("s3", "deleteObjects") => &["s3:DeleteObject"],
        ("dynamodb", "transactGetItems") => &["dynamodb:GetItem"],
        ("dynamodb", "transactWriteItems") => {
            &["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"]
        }
        ("bedrockruntime", "converse" | "invokeModel") => &["bedrock:InvokeModel"],
        _ => return None,
    })
}

/// The services whose prefix in IAM is not their name in an SDK integration.
pub(super) const ACTION_PREFIXES: &[(&str, &str)] = &[
    ("accessanalyzer", "access-analyzer"),
    ("apigatewayv2", "apigateway"),
    ("applicationautoscaling", "application-autoscaling"),
    ("bedrockagent", "bedrock"),
    ("bedrockagentruntime", "bedrock"),
    ("bedrockruntime", "bedrock"),
    ("cloudwatchevents", "events"),
    ("cloudwatchlogs", "logs"),
    ("cognitoidentity", "cognito-identity"),
    ("cognitoidentityprovider", "cognito-idp"),
    ("configservice", "config"),
    ("costexplorer", "ce"),
    ("databasemigration", "dms"),
    ("docdb", "rds"),
    ("efs", "elasticfilesystem"),
    ("elasticloadbalancingv2", "elasticloadbalancing"),
    ("elasticsearch", "es"),
    ("emr", "elasticmapreduce"),
    ("emrcontainers", "emr-containers"),
    ("emrserverless", "emr-serverless"),
    ("eventbridge", "events"),
    ("iotdataplane", "iot"),
    ("mwaa", "airflow"),
    ("neptune", "rds"),
    ("opensearch", "es"),
    ("pinpoint", "mobiletargeting"),
    ("rdsdata", "rds-data"),
    ("redshiftdata", "redshift-data"),
    ("resourcegroupstaggingapi", "tag"),
    ("s3control", "s3"),
    ("sagemakerruntime", "sagemaker"),
    ("sesv2", "ses"),
    ("sfn", "states"),
    ("timestreamquery", "timestream"),
    ("timestreamwrite", "timestream"),
];

fn action_prefix(service: &str) -> &str {
    ACTION_PREFIXES.iter().find(|(name, _)| *name == service).map_or(service, |(_, prefix)| prefix)
}
