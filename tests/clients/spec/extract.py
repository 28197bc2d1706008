#!/usr/bin/env python3
"""Cuts the project's own extracts out of OpenAI's OpenAPI description: extract.py path/to/openapi.json

openapi.json  the operations below and what they reach, for a mock server to serve
schemas.json  the same schemas as one JSON Schema document (Draft 2020-12), for validators
"""

import json
import pathlib
import sys

OPERATIONS = {
    "/chat/completions": ["get", "post"],
    "/chat/completions/{completion_id}": ["get", "post", "delete"],
    "/chat/completions/{completion_id}/messages": ["get"],
    "/conversations": ["post"],
    "/conversations/{conversation_id}": ["get", "post", "delete"],
    "/conversations/{conversation_id}/items": ["get", "post"],
    "/conversations/{conversation_id}/items/{item_id}": ["get", "delete"],
    "/moderations": ["post"],
    "/completions": ["post"],
    "/embeddings": ["post"],
    "/models": ["get"],
    "/models/{model}": ["get", "delete"],
    "/responses": ["post"],
    "/responses/{response_id}": ["get", "delete"],
    "/responses/{response_id}/cancel": ["post"],
    "/responses/{response_id}/input_items": ["get"],
    "/responses/input_tokens": ["post"],
    "/responses/compact": ["post"],
    "/audio/speech": ["post"],
    "/audio/transcriptions": ["post"],
    "/audio/translations": ["post"],
    "/images/generations": ["post"],
    "/images/edits": ["post"],
    "/images/variations": ["post"],
    "/batches": ["get", "post"],
    "/batches/{batch_id}": ["get"],
    "/batches/{batch_id}/cancel": ["post"],
    "/files": ["get", "post"],
    "/files/{file_id}": ["get", "delete"],
    "/files/{file_id}/content": ["get"],
    "/fine_tuning/alpha/graders/run": ["post"],
    "/fine_tuning/alpha/graders/validate": ["post"],
    "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions": ["get", "post"],
    "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}": ["delete"],
    "/fine_tuning/jobs": ["get", "post"],
    "/fine_tuning/jobs/{fine_tuning_job_id}": ["get"],
    "/fine_tuning/jobs/{fine_tuning_job_id}/cancel": ["post"],
    "/fine_tuning/jobs/{fine_tuning_job_id}/checkpoints": ["get"],
    "/fine_tuning/jobs/{fine_tuning_job_id}/events": ["get"],
    "/fine_tuning/jobs/{fine_tuning_job_id}/pause": ["post"],
    "/fine_tuning/jobs/{fine_tuning_job_id}/resume": ["post"],
    "/uploads": ["post"],
    "/uploads/{upload_id}/cancel": ["post"],
    "/uploads/{upload_id}/complete": ["post"],
    "/uploads/{upload_id}/parts": ["post"],
    "/vector_stores": ["get", "post"],
    "/vector_stores/{vector_store_id}": ["get", "post", "delete"],
    "/vector_stores/{vector_store_id}/file_batches": ["post"],
    "/vector_stores/{vector_store_id}/file_batches/{batch_id}": ["get"],
    "/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel": ["post"],
    "/vector_stores/{vector_store_id}/file_batches/{batch_id}/files": ["get"],
    "/vector_stores/{vector_store_id}/files": ["get", "post"],
    "/vector_stores/{vector_store_id}/files/{file_id}": ["get", "post", "delete"],
    "/vector_stores/{vector_store_id}/files/{file_id}/content": ["get"],
    "/vector_stores/{vector_store_id}/search": ["post"],
}
ALWAYS = ["#/components/schemas/ErrorResponse"]


def main(source):
    here = pathlib.Path(__file__).parent
    openapi = cut(json.loads(pathlib.Path(source).read_text()))
    save(here / "openapi.json", openapi)
    save(here / "schemas.json", schemas(openapi))


def cut(full):
    kept = {name: full[name] for name in ("openapi", "info", "servers", "security")}
    kept["info"]["title"] = "OpenAI API"
    kept["paths"] = {
        path: {method: full["paths"][path][method] for method in methods} for path, methods in OPERATIONS.items()
    }
    kept["components"] = {"securitySchemes": full["components"]["securitySchemes"]}
    waiting = ALWAYS + list(references(kept["paths"]))
    for pointer in waiting:  # grows while it is walked
        _, components, kind, name = pointer.split("/")
        group = kept[components].setdefault(kind, {})
        if name not in group:
            group[name] = full[components][kind][name]
            waiting.extend(references(group[name]))
    return kept


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def schemas(openapi):
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"OpenAI API {openapi['info']['version']}, normalised by extract.py; MIT, Copyright (c) OpenAI, see LICENSE",
        "$defs": {name: normalise(schema) for name, schema in openapi["components"]["schemas"].items()},
    }


def normalise(schema):
    """What is left of OpenAPI 3.0 becomes JSON Schema; a union means "any of these" throughout."""
    if isinstance(schema, list):
        return [normalise(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: normalise(value) for key, value in schema.items() if keep(key, value)}
    if isinstance(out.get("$ref"), str):
        out["$ref"] = out["$ref"].replace("#/components/schemas/", "#/$defs/")
    if "oneOf" in out and "anyOf" in out:
        out["allOf"] = out.get("allOf", []) + [{"anyOf": out.pop("oneOf")}]
    elif "oneOf" in out:
        out["anyOf"] = out.pop("oneOf")
    if out.pop("nullable", None) is True:
        return {"anyOf": [out, {"type": "null"}]}
    return out


def keep(key, value):
    if key == "exclusiveMinimum" and isinstance(value, bool):
        return False
    return key != "discriminator" and not key.startswith("x-")


def save(path, value):
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
