#!/usr/bin/env python3
"""Draws aws_signatures.tsv: requests, and how botocore signs them.

usage: make_aws_signatures.py    with botocore 1.44.8 installed

Fields are those that the library signs: botocore signs all others too. Of a path that ends in `..` it takes the slash, which
RFC 3986 leaves; no service has such paths.
"""

import datetime
import pathlib
import unittest.mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
NOON = 1767323045
JSON = {"content-type": "application/json"}
ARN = "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fab12"

# method, path, query, fields, body, and what differs from us-east-1, bedrock, no token, NOON.
REQUESTS = [
    ("POST", "/model/amazon.nova-lite-v1%3A0/converse", "", JSON, b"{}", {}),
    ("POST", "/model/amazon.nova-lite-v1%3A0/converse-stream", "", JSON, b'{"messages":[]}', {}),
    ("POST", f"/model/{ARN}/converse", "", JSON, b"{}", {"token": "FwoGZXIvYXdzEBYaD//+/=="}),
    ("POST", "/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens", "", JSON, b"{}", {"region": "eu-central-1"}),
    ("POST", "/model/m/invoke-with-response-stream", "", JSON, b"{}", {}),
    ("POST", "/model/m/invoke", "", {"content-type": "application/json; charset=utf-8"}, "{\"t\":\"Grüße, 你好 🙂\"}".encode(), {}),
    ("POST", "/model/m/invoke", "", {"content-type": "application/octet-stream"}, bytes(range(256)), {}),
    ("POST", "/model/m/invoke", "", JSON, b"a" * 3_000, {}),
    ("POST", "/model/m/invoke", "", {}, b"", {}),
    ("GET", "/foundation-models", "", {}, b"", {"host": "bedrock.us-east-1.amazonaws.com"}),
    ("GET", "/foundation-models", "byProvider=anthropic&byInferenceType=ON_DEMAND", {}, b"", {}),
    ("GET", "/a", "b=&a=&c", {}, b"", {}),
    ("GET", "/a", "a=2&a=1&a=10&A=0", {}, b"", {}),
    ("GET", "/a", "k%20y=v%2Bw%26x%3Dy&z=~-._", {}, b"", {}),
    ("GET", "/a", "%E4%BD%A0=%E5%A5%BD", {}, b"", {}),
    ("GET", "", "", {}, b"", {}),
    ("GET", "/~user/-._/x", "", {}, b"", {}),
    ("GET", "//a///b//", "", {}, b"", {}),
    ("GET", "/a/../../b/./c", "", {}, b"", {}),
    ("GET", "/%25/%2F/%7E/a%3Db/(x)!*'", "", {}, b"", {}),
    ("DELETE", "/%E4%BD%A0%E5%A5%BD/x", "", {}, b"", {}),
    ("PUT", "/a", "", {"content-type": "text/plain", "x-amz-meta-one": "  a  b   c  ", "x-amz-meta-two": ""}, b"x", {}),
    ("POST", "/a", "", JSON | {"X-Amz-Target": "Some.Target", "X-AMZ-ACL": "none"}, b"{}", {}),
    ("POST", "/a", "", JSON, b"{}", {"host": "127.0.0.1:8080"}),
    ("POST", "/a", "", JSON, b"{}", {"host": "bedrock-runtime.cn-north-1.amazonaws.com.cn", "region": "cn-north-1"}),
    ("POST", "/v1/messages", "", JSON, b"{}", {"host": "aws-external-anthropic.us-west-2.api.aws", "region": "us-west-2", "service": "aws-external-anthropic"}),
    ("POST", "/a", "", JSON, b"{}", {"region": "us-gov-west-1", "token": "a b"}),
    ("POST", "/a", "", JSON, b"{}", {"time": 1709251199}),  # the last second of a leap day
    ("POST", "/a", "", JSON, b"{}", {"time": 1798761599}),  # the last second of a year
    ("POST", "/a", "", JSON, b"{}", {"time": 4102444800}),
]


def drawn(method, path, query, fields, body, differs):
    region = differs.get("region", "us-east-1")
    service = differs.get("service", "bedrock")
    host = differs.get("host") or f"bedrock-runtime.{region}.amazonaws.com"
    time, token = differs.get("time", NOON), differs.get("token", "")
    now = datetime.datetime.fromtimestamp(time, datetime.timezone.utc)
    request = botocore.awsrequest.AWSRequest(method, f"https://{host}{path}" + (f"?{query}" if query else ""), {"Host": host} | fields, body)
    credentials = botocore.credentials.Credentials(KEY, SECRET, token or None)
    with unittest.mock.patch("botocore.auth.get_current_datetime", lambda remove_tzinfo=True: now.replace(tzinfo=None) if remove_tzinfo else now):
        botocore.auth.SigV4Auth(credentials, service, region).add_auth(request)
    told = "|".join(f"{name}: {value}" for name, value in fields.items())
    return [method, path, query, told, body.hex(), region, service, host, token, str(time), request.headers["Authorization"]]


def main():
    head = "# method, path, query, fields, body in hex, region, service, host, token, time, authorization; drawn by make_aws_signatures.py"
    rows = ["\t".join(drawn(*request)) for request in REQUESTS]
    (pathlib.Path(__file__).parent / "aws_signatures.tsv").write_text("\n".join([head, *rows]) + "\n")


if __name__ == "__main__":
    main()
