#!/usr/bin/env python3
"""Draws facts.json from OpenAI's OpenAPI description: make_facts.py path/to/openapi.json [path/to/examples.json]

facts.json     for each schema that a struct of the library mirrors its members: name, required, nullable, kinds,
               words, constants. Nested schemas without a name of their own are named by their path.
examples.json  with the second argument: the examples of the operations below, each cut down to what is JSON
"""

import json
import pathlib
import re
import sys

from schemas import EVENTS, EXAMPLES, GROUP_OF, GROUPS, MERGED, PARAMETERS, ROOTS, SAID_ELSEWHERE, UNIONS


class Facts:
    def __init__(self, openapi):
        self.openapi = openapi
        self.schemas = {}

    def named(self, name):
        return self.openapi["components"]["schemas"][name]

    def resolve(self, schema, path):
        """The schema behind references, and its path."""
        while "$ref" in schema or "$recursiveRef" in schema:
            path = schema["$ref"].rsplit("/", 1)[1] if "$ref" in schema else "CompoundFilter"
            schema = self.named(path)
        return schema, path

    def find(self, path):
        """The schema at a path, `Name` or `Name.member`."""
        name, *members = path.split(".")
        schema = self.named(name)
        for member in members:
            schema, _ = self.resolve(self.properties(schema)[0][member], path)
            schema = schema.get("items", schema)
        return schema

    def alternatives(self, schema, path):
        """What a value may be, with unions and references taken apart."""
        schema, path = self.resolve(schema, path)
        for union in ("anyOf", "oneOf"):
            if union in schema and "properties" not in schema:
                for each in schema[union]:
                    yield from self.alternatives(each, path)
                return
        yield schema, path

    def type_of(self, schema, path):
        if path in SAID_ELSEWHERE:
            schema = self.named(SAID_ELSEWHERE[path])
        found = list(self.alternatives(schema, path))
        fact = {"kinds": []}
        if any(each.get("type") == "null" or each.get("nullable") for each, _ in found):
            fact["nullable"] = True
        values = [(each, at) for each, at in found if each.get("type") != "null"]
        by_kind = {}
        for each, at in values:
            kind = each.get("type") or ("object" if "properties" in each or "allOf" in each else "any")
            by_kind.setdefault(kind, []).append((each, at))
        fact["kinds"] = sorted(by_kind)
        if "string" in by_kind:
            self.add_words(fact, [each for each, _ in by_kind["string"]])
        if "array" in by_kind:
            items = [each["items"] for each, _ in by_kind["array"]]
            one = items[0] if len(items) == 1 else {"anyOf": items}
            fact["items"] = [self.type_of(one, by_kind["array"][0][1])]
        if "any" in by_kind:
            fact["free"] = True
        elif "object" in by_kind:
            _, outer = self.resolve(schema, path)
            self.add_objects(fact, by_kind["object"], outer)
        return fact

    @staticmethod
    def add_words(fact, strings):
        if not all("enum" in each for each in strings):
            return  # any string will do
        words = sorted({word for each in strings for word in each["enum"]})
        if len(words) == 1 and all(each.get("x-stainless-const") for each in strings):
            fact["constant"] = words[0]
        else:
            fact["words"] = words

    def add_objects(self, fact, objects, path):
        objects = list({id(each): (each, at) for each, at in objects}.values())
        groups = {GROUP_OF.get(at, [at])[0] for _, at in objects}
        if len(groups) == 1 and objects[0][1] in GROUP_OF:
            fact["schema"] = groups.pop()
            self.add_group(fact["schema"])
        elif len(objects) > 1 and not any(each.get("properties") or "allOf" in each for each, _ in objects):
            fact["free"] = True
        elif len(objects) > 1 and path in MERGED:
            fact["schema"] = path
            self.add_merged(path, objects)
        elif len(objects) > 1:
            self.add_union(fact, objects)
        elif objects[0][0].get("properties") or "allOf" in objects[0][0]:
            fact["schema"] = objects[0][1]
            self.add_schema(objects[0][1], objects[0][0])
        elif objects[0][0].get("additionalProperties") not in (None, {}, True, False):
            fact["values"] = [self.type_of(objects[0][0]["additionalProperties"], path + ".*")]
        else:
            fact["free"] = True

    def add_union(self, fact, objects):
        tags = [self.tags(each) for each, _ in objects]
        tag = next(key for key in ("type", *tags[0]) if all(key in each for each in tags))
        fact["tag"] = tag
        fact["cases"] = []
        for (each, at), words in zip(objects, tags):
            if at in GROUP_OF:
                name = GROUP_OF[at][0]
                self.add_group(name)
            else:
                named = any(each is schema for schema in self.openapi["components"]["schemas"].values())
                name = at if named else f"{at}.{words[tag][0]}"
                self.add_schema(name, each)
            for word in words[tag]:
                if {"word": word, "schema": name} not in fact["cases"]:
                    fact["cases"].append({"word": word, "schema": name})

    def tags(self, schema):
        """The members that may tell an object from others: constants, and `type` whatever its words."""
        found = {}
        for key, member in self.properties(schema)[0].items():
            words = [word for each, _ in self.alternatives(member, "") for word in each.get("enum", [])]
            constant = any(each.get("x-stainless-const") for each, _ in self.alternatives(member, ""))
            if words and (constant or key == "type"):
                found[key] = words
        return found

    def properties(self, schema):
        """The members of an object, those of its parts first; and the required ones."""
        members, required = {}, []
        for part in schema.get("allOf", []):
            more, needed = self.properties(self.resolve(part, "")[0])
            members.update(more)
            required += needed
        members.update(schema.get("properties", {}))
        return members, required + schema.get("required", [])

    def add_schema(self, name, schema):
        if name in self.schemas:
            return
        self.schemas[name] = members = {}
        found, required = self.properties(schema)
        for key, each in found.items():
            members[key] = {"required": key in required, "type": self.type_of(each, f"{name}.{key}")}
            self.make_constant(key, members[key]["type"])

    @staticmethod
    def make_constant(key, fact):
        """The one word of a `type` is a constant, whether marked as one or not."""
        if key == "type" and len(fact.get("words", [])) == 1:
            fact["constant"] = fact.pop("words")[0]

    def add_group(self, name):
        group = next(group for group in GROUPS if group[0] == name)
        found = [pair for each in group for pair in self.alternatives(self.find(each), each)]
        objects = {id(schema): (schema, at) for schema, at in found if "properties" in schema or "allOf" in schema}
        self.add_merged(name, list(objects.values()))

    def add_merged(self, name, objects):
        if name in self.schemas:
            return
        self.schemas[name] = members = {}
        parts = [(self.properties(each), at) for each, at in objects]
        for key in dict.fromkeys(key for (found, _), _ in parts for key in found):
            having = [(found[key], at) for (found, _), at in parts if key in found]
            merged = self.type_of({"anyOf": [each for each, _ in having]}, f"{having[0][1]}.{key}")
            members[key] = {"required": all(key in required for (_, required), _ in parts), "type": merged}
            self.make_constant(key, merged)

    def add_parameters(self, operation):
        method, path = operation.split(" ")
        described = self.openapi["paths"][path][method.lower()]
        found = described.get("parameters", [])
        self.schemas[operation] = {
            each["name"]: {
                "required": each.get("required", False),
                "type": self.type_of(each["schema"], f"{operation}.{each['name']}"),
            }
            for each in found
        }
        if "requestBody" in described:
            content = described["requestBody"]["content"]
            sent = content.get("application/json") or content["multipart/form-data"]
            body, _ = self.resolve(sent["schema"], operation)
            self.add_schema(f"{operation}.body", body)
            self.schemas[operation].update(self.schemas.pop(f"{operation}.body"))


def facts_of(openapi):
    facts = Facts(openapi)
    for root in ROOTS:
        facts.add_group(root) if root in GROUP_OF else facts.add_schema(root, facts.named(root))
    for union in UNIONS:
        facts.type_of(facts.named(union), union)
    for operation in PARAMETERS:
        facts.add_parameters(operation)
    return facts.schemas


def write_facts(path, openapi):
    """One member a line: a change of the specification reads well as a diff."""
    comment = f"Drawn by make_facts.py from the OpenAI API, version {openapi['info']['version']}; see LICENSE."
    schemas = []
    for name, members in sorted(facts_of(openapi).items()):
        lines = [f"      {json.dumps(key)}: {json.dumps(fact)}" for key, fact in members.items()]
        body = "{\n" + ",\n".join(lines) + "\n    }" if lines else "{}"
        schemas.append(f"    {json.dumps(name)}: {body}")
    path.write_text(
        f'{{\n  "comment": {json.dumps(comment)},\n  "schemas": {{\n' + ",\n".join(schemas) + "\n  }\n}\n")


def documents(text):
    """The JSON documents of an example: one, or one a paragraph; mended where its author slipped."""
    mended = re.sub(r"^event:.*\n|^data: ?|^\.{3}\n", "", text, flags=re.M)  # the frames of a stream
    mended = re.sub(r"^\s*\.{3,}.*\n|,\s*\{ \.{3} \}", "", mended, flags=re.M)  # "and so on"
    mended = re.sub(r": None\b", ": null", mended)  # Python's word
    mended = re.sub(r",(\s*[\]}])", r"\1", mended)  # a comma too many
    mended = re.sub(r'("|\d)\n(\s*")', r"\1,\n\2", mended)  # a comma too few
    decoder, at = json.JSONDecoder(), 0
    while at < len(mended.rstrip()):
        at = re.compile(r"\s*").match(mended, at).end()
        _, end = decoder.raw_decode(mended, at)
        yield mended[at:end]
        at = end


def write_examples(path, examples):
    kept = []
    for each in examples:
        type_name = EXAMPLES.get(each["op"])
        if not type_name:
            continue
        for document in documents(each["response"]):
            parsed = json.loads(document)
            name, bodies = f"{each['op']} {each['title'] or ''}".strip(), [document]
            if each["op"] == "GET /chat/completions":  # a page of them
                bodies = [json.dumps(item, ensure_ascii=False) for item in parsed["data"]]
            kind = "ChatChunk" if parsed.get("object") == "chat.completion.chunk" else type_name
            kind = EVENTS.get(str(parsed.get("type", "")).split(".")[0], kind)
            kind = "ResponseEvent" if str(parsed.get("type", "")).startswith("response.") else kind
            kept += [{"name": name, "type": kind, "body": body} for body in bodies]
    comment = "Examples of the OpenAI API's description, by make_facts.py; MIT, Copyright (c) OpenAI, see LICENSE."
    path.write_text(json.dumps({"comment": comment, "examples": kept}, indent=1, ensure_ascii=False) + "\n")


def main(openapi, examples=None):
    here = pathlib.Path(__file__).parent
    write_facts(here / "facts.json", json.loads(pathlib.Path(openapi).read_text(encoding="utf-8")))
    if examples:
        write_examples(here / "examples.json", json.loads(pathlib.Path(examples).read_text(encoding="utf-8")))


if __name__ == "__main__":
    main(*sys.argv[1:])
