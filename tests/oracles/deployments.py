"""Judges deployment templates: cfn-lint, `sam validate --lint`, policy_sentry and parliament.

Standard input: [[name, template path, {parameter: value}]]. Standard output: [[name, tool, words]].
The two databases of IAM are asked about the policies as they are deployed: intrinsic functions are worked out with the
account 123456789012, and every action must exist, every resource must be of a type the action takes, and `*` may stand
only for actions that take no resource. With the argument `policies` and a region it prints [[name, policy]] instead: the
policies themselves, worked out.
"""

import json
import os
import re
import subprocess
import sys

import yaml
from parliament import analyze_policy_string
from policy_sentry.querying.actions import get_action_data

REGION = sys.argv[2] if len(sys.argv) > 2 else "eu-west-1"
PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": "123456789012",
    "AWS::StackName": "stack",
}
HERE = f"{REGION}:123456789012"


class Worked:
    """A template with its intrinsic functions worked out."""

    def __init__(self, template, parameters):
        self.resources = template["Resources"]
        self.names = dict(PSEUDO)
        for name, value in template.get("Parameters", {}).items():
            self.names[name] = parameters.get(name, value.get("Default"))
            if self.names[name] is None:
                raise KeyError(f"the test gives no value for the parameter {name}")

    def value(self, value):
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (key, inner), = value.items()
            if key == "Ref":
                return self.names[inner]
            if key == "Fn::Sub":
                return self.sub(inner)
            if key == "Fn::GetAtt":
                return self.attribute(*inner)
            if key == "Fn::Select":
                return self.value(inner[1])[int(inner[0])]
            if key == "Fn::Split":
                return self.value(inner[1]).split(inner[0])
        return {key: self.value(inner) for key, inner in value.items()}

    def sub(self, inner):
        text, extra = inner if isinstance(inner, list) else (inner, {})
        names = {**self.names, **{key: self.value(one) for key, one in extra.items()}}
        return re.sub(r"\$\{([^}]+)\}", lambda found: names[found.group(1)], text)

    def attribute(self, resource, attribute):
        assert attribute == "Arn", attribute
        kind = self.resources[resource]["Type"]
        if kind == "AWS::Serverless::Function":
            return f"arn:aws:lambda:{HERE}:function:stack-{resource}"
        if kind == "AWS::Logs::LogGroup":
            name = self.sub(self.resources[resource]["Properties"]["LogGroupName"]["Fn::Sub"])
            return f"arn:aws:logs:{HERE}:log-group:{name}:*"
        raise KeyError(kind)


def listed(value):
    return value if isinstance(value, list) else [value]


def known_resources(action):
    prefix, name = action.split(":")
    data = get_action_data(prefix, name)
    return [one["resource_arn_format"] for one in data[prefix]] if data else None


def is_of_type(arn, form):
    pieces = re.split(r"\$\{[^}]+\}", form)
    return re.fullmatch(".*".join(re.escape(piece) for piece in pieces), arn) is not None


def complaints_of_policy(policy):
    for statement in policy["Statement"]:
        resources = listed(statement["Resource"])
        for action in listed(statement["Action"]):
            forms = known_resources(action)
            if forms is None:
                yield "policy_sentry", f"there is no action {action}"
                continue
            narrow = [form for form in forms if form != "*"]
            for arn in resources:
                if arn == "*" and narrow:
                    yield "policy_sentry", f"{action} on *, which takes {narrow[0]}"
                if arn != "*" and not narrow:
                    yield "policy_sentry", f"{action} on {arn}, which takes no resource"
            # A statement may have resources for several of its actions, each of which takes some of them.
            if narrow and resources != ["*"] and not any(is_of_type(a, f) for a in resources for f in narrow):
                yield "policy_sentry", f"{action} takes none of {resources}"
    for arn in {arn for statement in policy["Statement"] for arn in listed(statement["Resource"])} - {"*"}:
        actions = [a for s in policy["Statement"] if arn in listed(s["Resource"]) for a in listed(s["Action"])]
        forms = [form for action in actions for form in known_resources(action) or [] if form != "*"]
        if not any(is_of_type(arn, form) for form in forms):
            yield "policy_sentry", f"{arn} is a resource of none of {actions}"
    for finding in analyze_policy_string(json.dumps(policy)).findings:
        # It asks for a resource of every type that an action can take, where AWS wants one of any of them; and its
        # release is older than the conditions of HTTP tasks.
        outdated = finding.issue == "UNKNOWN_CONDITION_FOR_ACTION" and "states:HTTP" in str(finding.detail)
        if finding.issue == "RESOURCE_MISMATCH" or outdated:
            continue
        yield "parliament", f"{finding.issue} {finding.detail} {finding.location}"


def policies_of(path, parameters):
    with open(path, encoding="utf-8") as file:
        template = yaml.safe_load(file)
    worked = Worked(template, parameters)
    roles = {name: one for name, one in template["Resources"].items() if one["Type"] == "AWS::IAM::Role"}
    for name, role in roles.items():
        for policy in role["Properties"].get("Policies", []):
            yield name, worked.value(policy["PolicyDocument"])


def complaints_of_policies(path, parameters):
    for name, policy in policies_of(path, parameters):
        for tool, words in complaints_of_policy(policy):
            yield tool, f"{name}: {words}"


def linted(tool, *command):
    ran = subprocess.run(command, capture_output=True, text=True, env={
        **os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-west-1",
    })
    if ran.returncode != 0:
        yield tool, (ran.stdout + ran.stderr).strip()


def main():
    if sys.argv[1:2] == ["policies"]:
        given = json.load(sys.stdin)
        return json.dump([one for _, path, values in given for one in policies_of(path, values)], sys.stdout)
    tools = os.path.dirname(sys.executable)
    found = []
    for name, path, parameters in json.load(sys.stdin):
        checks = [
            linted("cfn-lint", f"{tools}/cfn-lint", "--template", path),
            linted("sam", f"{tools}/sam", "validate", "--lint", "--template", path),
            complaints_of_policies(path, parameters),
        ]
        found += [[name, tool, words] for check in checks for tool, words in check]
    json.dump(found, sys.stdout)


main()
