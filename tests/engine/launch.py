"""Starts LocalStack's Step Functions on the loopback interface, for as long as standard input stays open.

    launch.py PORT TASKS_URL FOLDER [SERVICES_URL KEY SECRET]

PORT is where it listens, TASKS_URL answers the Lambda Invoke API, FOLDER is for its files; SERVICES_URL is where other
services are (`services.py` beside this file), and KEY and SECRET are of somebody who may take on any role there. These things are
not LocalStack's own, and `docs/fidelity.md` says why: JSONata and the functions that AWS adds to it are evaluated by the
reference implementation (`jsonata.js` beside this file), Lambda functions are called at TASKS_URL and the services of AWS
are asked for there, waits and back-offs are shortened (`shortened`), the output of a Choice is that of what matched, what
fails in the arguments of a Parallel is retried and caught by it, and the socket is bound to 127.0.0.1.
"""

import copy
import itertools
import json
import math
import os
import subprocess
import sys
import threading
import time
import urllib.request

PORT, TASKS_URL, FOLDER = sys.argv[1:4]
SERVICES_URL, KEY, SECRET = sys.argv[4:7] or (None, None, None)
HERE = os.path.dirname(os.path.abspath(__file__))


def leave_with_parent():
    """However the test ends, the system closes its end of the pipe."""
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=leave_with_parent, daemon=True).start()

os.environ.update(
    GATEWAY_LISTEN=f"127.0.0.1:{PORT}",
    LOCALSTACK_HOST=f"127.0.0.1:{PORT}",
    FILESYSTEM_ROOT=FOLDER,
    SFN_MOCK_CONFIG=os.path.join(FOLDER, "mocks.json"),
    SERVICES="stepfunctions,sts,iam",
    STRICT_SERVICE_LOADING="0",
    DISABLE_EVENTS="1",
    SKIP_SSL_CERT_DOWNLOAD="1",
    DNS_ADDRESS="0",
    DISABLE_CORS_CHECKS="1",
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="us-east-1",
)

import boto3
from botocore.config import Config
from localstack.aws.api.stepfunctions import (
    InvalidToken,
    SendTaskFailureOutput,
    SendTaskHeartbeatOutput,
    SendTaskSuccessOutput,
)
from localstack.services.stepfunctions.asl.component.common.catch import catcher_decl
from localstack.services.stepfunctions.asl.component.common.catch.catcher_outcome import (
    CatcherOutcomeCaught,
)
from localstack.services.stepfunctions.asl.component.common.error_name import (
    custom_error_name,
    error_equals_decl,
    states_error_name,
)
from localstack.services.stepfunctions.asl.component.common.retry import retrier_decl
from localstack.services.stepfunctions.asl.component.common.string import string_expression
from localstack.services.stepfunctions.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from localstack.services.stepfunctions.asl.component.state import state
from localstack.services.stepfunctions.asl.component.state.state_choice import state_choice
from localstack.services.stepfunctions.asl.component.state.state_execution.state_parallel import (
    state_parallel,
)
from localstack.services.stepfunctions.asl.component.state.state_execution.state_task import (
    lambda_eval_utils,
)
from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service import (
    state_task_service,
    state_task_service_aws_sdk,
    state_task_service_batch,
    state_task_service_callback,
    state_task_service_dynamodb,
    state_task_service_events,
    state_task_service_sfn,
    state_task_service_sns,
    state_task_service_sqs,
)
from localstack.services.stepfunctions.asl.component.state.state_wait.wait_function import (
    wait_function,
)
from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service import (
    state_task_service_factory,  # noqa: F401 - imports every service's state
)
from localstack.services.stepfunctions.asl.eval.callback import callback
from localstack.services.stepfunctions.asl.eval.event.event_detail import EventDetails
from localstack.services.stepfunctions.asl.jsonata import jsonata, validations
from localstack.services.stepfunctions.asl.utils import boto_client
from localstack.services.stepfunctions.provider import StepFunctionsProvider
from twisted.internet import endpoints


class Evaluator:
    """The reference implementation of JSONata, in a process of its own."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["node", os.path.join(HERE, "jsonata.js")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.turn = threading.Lock()
        self.ids = itertools.count()

    def evaluate(self, expression):
        with self.turn:
            request = {"id": next(self.ids), "expression": expression}
            self.process.stdin.write(json.dumps(request) + "\n")
            answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise jsonata.JSONataException("UNKNOWN", answer["error"])
        # Nothing is None, as LocalStack's own evaluator has it.
        return answer.get("value")


jsonata._eval_jsonata = Evaluator().evaluate

# `$parse`, `$uuid` and their like are the evaluator's; LocalStack's `$uuid` gives a sentence, its `$parse` evaluates.
string_expression.get_intrinsic_functions_declarations = lambda **_: ""


def evaluate_or_fail(self, env):
    """An expression that raises an error fails as one that gives nothing does; LocalStack says `States.Runtime`."""
    try:
        evaluate_expression(self, env)
    except jsonata.JSONataException:
        nothing = "{}.nothing"
        validations.validate_jsonata_expression_output(env, self.expression, nothing, None)


evaluate_expression = string_expression.StringJSONata._eval_body
string_expression.StringJSONata._eval_body = evaluate_or_fail


def matches(self, env):
    """As LocalStack's own, but `States.TaskFailed` takes every error but a timeout, as AWS documents it."""
    error = env.stack[-1]
    names = [name.error_name for name in self.error_names]
    match_error(self, env)
    if "States.TaskFailed" in names and error.error_name not in ("States.Timeout", "States.Runtime"):
        env.stack[-1] = True


match_error = error_equals_decl.ErrorEqualsDecl._eval_body
error_equals_decl.ErrorEqualsDecl._eval_body = matches


class NoDefault:
    """The default of a Choice where a rule matched: no state has this name."""

    state_name = None


def eval_choice(self, env):
    """As LocalStack's own, which takes a rule that goes to the default's state for the default."""
    self.matched = False
    for rule in self.choices_decl.rules:
        rule.eval(env)
        if env.stack.pop() is True:
            self.matched = True
            env.stack.append(rule.next_stmt.name)
            return
    if self.default_state is None:
        raise RuntimeError(f"No branching option reached in state {self.name}")
    env.stack.append(self.default_state.state_name)


output_of_choice = state_choice.StateChoice._eval_state_output


def eval_choice_output(self, env):
    default = self.default_state
    self.default_state = NoDefault if self.matched else default
    try:
        output_of_choice(self, env)
    finally:
        self.default_state = default


state_choice.StateChoice._eval_state = eval_choice
state_choice.StateChoice._eval_state_output = eval_choice_output

def error_name_of(cls, error_name=None):
    """The error that a branch failed with may be one of the language's own, such as `States.Timeout`."""
    if error_name is not None and error_name.startswith("States."):
        return states_error_name.StatesErrorName.from_name(error_name)
    return object.__new__(cls)


custom_error_name.CustomErrorName.__new__ = error_name_of


class Chosen(str):
    """The name of the state that a Catcher goes to, which LocalStack ignores when it is the state itself."""


def catch_and_go(self, env):
    catch(self, env)
    if isinstance(env.stack[-1], CatcherOutcomeCaught):
        env.next_state_name = Chosen(env.next_state_name)


def set_next(self, env):
    if isinstance(env.next_state_name, Chosen):
        env.next_state_name = str(env.next_state_name)
    else:
        set_next_of_its_own(self, env)


catch = catcher_decl.CatcherDecl._eval_body
set_next_of_its_own = state.CommonStateField._set_next
catcher_decl.CatcherDecl._eval_body = catch_and_go
state.CommonStateField._set_next = set_next

# What a machine calls with the rights of its role, and not of whoever asks.
SERVICES = {"batch", "dynamodb", "ecs", "events", "glue", "sagemaker", "sns", "sqs"}


def client_for(service, region, state_credentials):
    """The client of another service, who has taken on the machine's role; LocalStack's own are as they were."""
    if SERVICES_URL is None or service not in SERVICES:
        return own_client_for(service=service, region=region, state_credentials=state_credentials)
    somebody = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": region}
    sts = boto3.client("sts", endpoint_url=SERVICES_URL, **somebody)
    role = sts.assume_role(RoleArn=state_credentials.role_arn, RoleSessionName="states")["Credentials"]
    return boto3.client(
        service,
        endpoint_url=SERVICES_URL,
        region_name=region,
        aws_access_key_id=role["AccessKeyId"],
        aws_secret_access_key=role["SecretAccessKey"],
        aws_session_token=role["SessionToken"],
        config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
    )


own_client_for = boto_client.boto_client_for
for module in list(sys.modules.values()):
    if getattr(module, "boto_client_for", None) is own_client_for and module is not boto_client:
        module.boto_client_for = client_for

# Functions are called where the test serves its tasks. An attempt that hangs is given up by the state's own timeout.
tasks = boto3.client(
    "lambda",
    endpoint_url=TASKS_URL,
    config=Config(
        retries={"total_max_attempts": 1},
        read_timeout=900,
        parameter_validation=False,
        max_pool_connections=100,
    ),
)
lambda_eval_utils.boto_client_for = lambda **_: tasks


def machine_of(env):
    """The name of the state machine: `r7`, of a workflow that it starts `r7n0`."""
    return env.states.context_object.context_object_data["Execution"]["Id"].split(":")[-2]


def ask_for_service(self, env, resource_runtime_part, normalised_parameters, state_credentials):
    """A service of AWS, of which there is none here: the test answers, as a mock configuration would."""
    if is_nested(self):
        return start_execution(
            self, env, resource_runtime_part, normalised_parameters, state_credentials
        )
    question = {
        "resource": self.resource.resource_arn,
        "parameters": normalised_parameters,
        "token": env.states.context_object.context_object_data.get("Task", {}).get("Token"),
    }
    request = urllib.request.Request(
        f"{TASKS_URL}/services/{machine_of(env).split('n')[0]}",
        data=json.dumps(question).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    if "Return" in answer:
        env.stack.append(answer["Return"])
        return None
    error, cause = answer["Throw"]["Error"], answer["Throw"]["Cause"]
    raise FailureEventException(
        FailureEvent(
            env=env,
            error_name=custom_error_name.CustomErrorName(error),
            event_type="TaskFailed",
            event_details=EventDetails(
                taskFailedEventDetails={
                    "resource": self._get_sfn_resource(),
                    "resourceType": self._get_sfn_resource_type(),
                    "error": error,
                    "cause": cause,
                }
            ),
        )
    )


def is_nested(task):
    """Whether a task awaits another execution, for which LocalStack is the service."""
    return task.resource.condition is not None and task.resource.service_name == "states"


def unless_nested(own):
    return lambda self, *given, **named: own(self, *given, **named) if is_nested(self) else None


def done_at_once(self, env, **_):
    """A job that is awaited (`.sync`) is over when it is submitted: the answer is that of its end."""
    output = env.stack.pop()
    return lambda: output


def succeed_in_time(self, env, *arguments, **options):
    """An attempt that was given up has no events; LocalStack lets it go on, and tells of its end."""
    if not env.is_running():
        raise RuntimeError("the attempt was given up")
    succeed(self, env, *arguments, **options)


succeed = state_task_service.StateTaskService._after_eval_execution
state_task_service.StateTaskService._after_eval_execution = succeed_in_time
start_execution = state_task_service_sfn.StateTaskServiceSfn._eval_service_task
# Where there are services, they are called.
if SERVICES_URL is None:
    for service in (
        state_task_service_aws_sdk.StateTaskServiceAwsSdk,
        state_task_service_batch.StateTaskServiceBatch,
        state_task_service_dynamodb.StateTaskServiceDynamoDB,
        state_task_service_events.StateTaskServiceEvents,
        state_task_service_sfn.StateTaskServiceSfn,
        state_task_service_sns.StateTaskServiceSns,
        state_task_service_sqs.StateTaskServiceSqs,
    ):
        service._eval_service_task = ask_for_service
        # The test is asked in the definition's words, and answers as Step Functions does; neither is the service's own API.
        for own in ("_normalise_parameters", "_normalise_response"):
            setattr(service, own, unless_nested(getattr(service, own)))
    state_task_service_batch.StateTaskServiceBatch._attach_aws_environment_variables = (
        staticmethod(lambda parameters: None)
    )
    state_task_service_batch.StateTaskServiceBatch._build_sync_resolver = done_at_once


def await_without_token(self, **given):
    """As LocalStack's own, which also waits for a token that an earlier attempt closed: then a retry is late at once."""
    return await_end(self, **{**given, "callback_endpoint": None})


await_end = state_task_service_callback.StateTaskServiceCallback._eval_sync
state_task_service_callback.StateTaskServiceCallback._eval_sync = await_without_token


def await_heartbeats(self, env, callback_endpoint, heartbeat_endpoint):
    """As LocalStack's own, which hears nothing of an answer that came before it listened for heartbeats."""
    outcome = callback_endpoint.get_outcome()
    return outcome or await_beats(self, env, callback_endpoint, heartbeat_endpoint)


await_beats = state_task_service_callback.StateTaskServiceCallback._wait_for_task_token_heartbeat
state_task_service_callback.StateTaskServiceCallback._wait_for_task_token_heartbeat = await_heartbeats

# Who waits for each token. LocalStack asks every execution for it, and fails at one that is only just beginning.
waiting = {}


def add_and_note(self, callback_id):
    waiting[callback_id] = self
    return add_token(self, callback_id)


def add_activity_and_note(self, callback_id, activity_arn, activity_input):
    # Before it is there: a worker may have it as soon as it is.
    waiting[callback_id] = self
    return add_activity(self, callback_id, activity_arn, activity_input)


def who_waits(token):
    if token not in waiting:
        raise InvalidToken("Invalid token")
    return waiting[token]


def send_success(self, context, task_token, output, **_):
    outcome = callback.CallbackOutcomeSuccess(callback_id=task_token, output=output)
    who_waits(task_token).notify(callback_id=task_token, outcome=outcome)
    return SendTaskSuccessOutput()


def send_failure(self, context, task_token, error=None, cause=None, **_):
    outcome = callback.CallbackOutcomeFailure(callback_id=task_token, error=error, cause=cause)
    who_waits(task_token).notify(callback_id=task_token, outcome=outcome)
    return SendTaskFailureOutput()


def send_heartbeat(self, context, task_token, **_):
    # One that comes before anybody listens for it is none that anybody misses.
    who_waits(task_token).heartbeat(callback_id=task_token)
    return SendTaskHeartbeatOutput()


def tell_of_start(self, context, task_token, worker_name):
    # LocalStack hands the task out a moment before it waits for it.
    while (endpoint := who_waits(task_token).get(callback_id=task_token)) is None:
        time.sleep(0.01)
    endpoint.notify_activity_task_start(worker_name=worker_name)


add_token = callback.CallbackPoolManager.add
callback.CallbackPoolManager.add = add_and_note
add_activity = callback.CallbackPoolManager.add_activity_task
callback.CallbackPoolManager.add_activity_task = add_activity_and_note
StepFunctionsProvider._send_activity_task_started = tell_of_start
StepFunctionsProvider.send_task_success = send_success
StepFunctionsProvider.send_task_failure = send_failure
StepFunctionsProvider.send_task_heartbeat = send_heartbeat
# How often it looks whether a nested execution is over, in seconds.
state_task_service_callback._DELAY_SECONDS_SYNC_CONDITION_CHECK = 0.02


def shortened(seconds):
    """Shorter, in the same order: a second is 0.1 s, an hour 1.2 s, a day 1.6 s. `engine/deploy.rs` has the same."""
    return 0.1 * math.log2(1 + max(seconds, 0))


class ShortSleep:
    """What stands for the module `time` where a retrier waits: it says how long the wait would be, and waits less."""

    execution = threading.local()

    def sleep(self, seconds):
        print(f"backoff {self.execution.name} {seconds}", flush=True)
        threading.Event().wait(shortened(seconds))


retry = retrier_decl.RetrierDecl._eval_body


def retry_by_name(self, env):
    ShortSleep.execution.name = machine_of(env)
    retry(self, env)


def wait_less(self, env):
    env.program_state_event.wait(shortened(self._get_wait_seconds(env=env)))


parallel_of_properties = state_parallel.StateParallel.from_state_props
begin_branches = state_parallel.StateParallel._eval_execution


def arguments_apart(self, properties):
    parallel_of_properties(self, properties)
    self.own_arguments, self.parargs = self.parargs, None


def evaluate_and_begin(self, env):
    """LocalStack evaluates a Parallel's arguments before it attends to the state's retriers and catchers. An expression that
    fails is an error of its state as any other: so the States language has it, and AWS's history of a Map's items."""
    if self.own_arguments is not None:
        env.stack.pop()
        self.own_arguments.eval(env=env)
        env.stack.append(copy.deepcopy(env.stack.pop()))
    begin_branches(self, env)


state_parallel.StateParallel.from_state_props = arguments_apart
state_parallel.StateParallel._eval_execution = evaluate_and_begin

retrier_decl.time = ShortSleep()
retrier_decl.RetrierDecl._eval_body = retry_by_name
wait_function.WaitFunction._eval_body = wait_less

# Its web server binds every interface, whatever GATEWAY_LISTEN says.
bind = endpoints.TCP4ServerEndpoint
endpoints.TCP4ServerEndpoint = lambda reactor, port, **options: bind(reactor, port, interface="127.0.0.1")

from localstack.runtime.main import main

main()
