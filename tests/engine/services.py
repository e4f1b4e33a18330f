"""Starts moto, which is AWS's services in memory, on the loopback interface, for as long as standard input stays open.

    services.py PORT

It prints the access key and the secret of somebody who may do anything. `POST /moto-api/reset-auth` with a number says
after how many requests rights are asked for (`inf`: never, as at the start). Two things are not moto's own: which
resource a request is for (moto asks for the action alone, on `*`, and its policies then match nothing that is named),
and that jobs of Batch and of Glue end by themselves, without Docker.
"""

import json
import os
import sys
import threading
import time
import urllib.parse

PORT = sys.argv[1]


def leave_with_parent():
    """However the test ends, the system closes its end of the pipe."""
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=leave_with_parent, daemon=True).start()

import boto3
from moto.core.config import default_user_config
from moto.core.responses import BaseResponse
from moto.server import ThreadedMotoServer

default_user_config["batch"] = {"use_docker": False}

ACCOUNT = "123456789012"


def determine_resource(self):
    """The resource that a request names, as IAM knows it."""
    text = self.raw_body.decode() if isinstance(self.raw_body, bytes) else str(self.raw_body or "")
    try:
        body = json.loads(text)
    except ValueError:
        form = {key: values[0] for key, values in (self.querystring or {}).items() if values}
        body = {**form, **dict(urllib.parse.parse_qsl(text))}
    here = lambda service, resource: f"arn:aws:{service}:{self.region}:{ACCOUNT}:{resource}"
    if self.service_name == "ecs" and "taskDefinition" in body:
        name = body["taskDefinition"]
        return name if name.startswith("arn:") else here("ecs", f"task-definition/{name}")
    if self.service_name == "ecs" and body.get("tasks"):
        return body["tasks"][0]
    if "QueueUrl" in body:
        return here("sqs", body["QueueUrl"].rsplit("/", 1)[-1])
    if "TopicArn" in body:
        return body["TopicArn"]
    if "TableName" in body:
        name = body["TableName"]
        return name if name.startswith("arn:") else here("dynamodb", f"table/{name}")
    if body.get("Entries") and "DetailType" in body["Entries"][0]:
        bus = body["Entries"][0].get("EventBusName", "default")
        return bus if bus.startswith("arn:") else here("events", f"event-bus/{bus}")
    if "JobName" in body and self.service_name == "glue":
        return here("glue", f"job/{body['JobName']}")
    if "TrainingJobName" in body:
        return here("sagemaker", f"training-job/{body['TrainingJobName']}")
    return "*"


BaseResponse._determine_resource = determine_resource

server = ThreadedMotoServer(ip_address="127.0.0.1", port=int(PORT), verbose=False)
server.start()

iam = boto3.client(
    "iam",
    endpoint_url=f"http://127.0.0.1:{PORT}",
    region_name="us-east-1",
    aws_access_key_id="nobody",
    aws_secret_access_key="nobody",
)
iam.create_user(UserName="somebody")
anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
policy = {"Version": "2012-10-17", "Statement": [anything]}
iam.put_user_policy(UserName="somebody", PolicyName="anything", PolicyDocument=json.dumps(policy))
key = iam.create_access_key(UserName="somebody")["AccessKey"]
print("somebody", key["AccessKeyId"], key["SecretAccessKey"], flush=True)
while True:
    time.sleep(3600)
