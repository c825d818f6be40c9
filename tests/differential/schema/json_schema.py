#!/usr/bin/env python3
"""Holds docs/deskql-schema.json to what it is for: it passes every built-in schema and docs/schema.md's example, and no mistake.

    json_schema.py SOURCE_FOLDER [PROGRAM]

With the program deskql, that has to find the same right and wrong. The few keywords that it uses are read here; one that is not known fails, so that none is silently passed over.
"""
import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool}
REMARKS = {"$schema", "$id", "$defs", "title", "description", "default"}


def same(one, other):
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


class Validator:
    def __init__(self, root):
        self.root = root

    def passes(self, value, schema):
        if isinstance(schema, bool):
            return schema
        return all(self.keyword(value, schema, name, argument) for name, argument in schema.items() if name not in REMARKS)

    def keyword(self, value, schema, name, argument):
        if name == "$ref":
            return self.passes(value, self.root["$defs"][argument.removeprefix("#/$defs/")])
        if name == "allOf":
            return all(self.passes(value, one) for one in argument)
        if name == "not":
            return not self.passes(value, argument)
        if name == "anyOf":
            return any(self.passes(value, one) for one in argument)
        if name == "if":
            return self.passes(value, schema.get("then" if self.passes(value, argument) else "else", True))
        if name in ("then", "else"):
            return True
        if name == "type":
            return is_type(value, argument)
        if name == "enum":
            return any(same(value, one) for one in argument)
        if name == "const":
            return same(value, argument)
        if isinstance(value, dict) and name in ("required", "properties", "additionalProperties", "propertyNames", "minProperties"):
            return self.of_object(value, schema, name, argument)
        if isinstance(value, list) and name in ("items", "minItems", "uniqueItems"):
            if name == "items":
                return all(self.passes(item, argument) for item in value)
            return len(value) >= argument if name == "minItems" else len({json.dumps(item) for item in value}) == len(value)
        if isinstance(value, str) and name in ("minLength", "maxLength", "pattern"):
            if name == "pattern":
                # In JSON Schema, `$` is the end alone, not the line break before it.
                return re.search(re.sub(r"\$$", r"\\Z", argument), value) is not None
            return len(value) >= argument if name == "minLength" else len(value) <= argument
        if is_type(value, "integer") and name in ("minimum", "maximum"):
            return value >= argument if name == "minimum" else value <= argument
        known = "required properties additionalProperties propertyNames minProperties items minItems uniqueItems minLength maxLength pattern minimum maximum"
        if name not in known.split():
            raise SystemExit(f"a keyword that this test does not know: {name}")
        return True

    def of_object(self, value, schema, name, argument):
        if name == "required":
            return all(key in value for key in argument)
        if name == "minProperties":
            return len(value) >= argument
        if name == "properties":
            return all(self.passes(value[key], one) for key, one in argument.items() if key in value)
        if name == "propertyNames":
            return all(self.passes(key, argument) for key in value)
        return all(self.passes(value[key], argument) for key in value if key not in schema.get("properties", {}))


# Each makes a mistake in a schema that is right: where, and what is put there.
MISTAKES = [
    (["version"], 3),
    (["version"], "1"),
    (["endpoint"], []),
    (["endpoints", 0, "name"], "a b"),
    (["endpoints", 0, "path"], "calls.json"),
    (["endpoints", 0, "path"], "/calls?x=1"),
    (["endpoints", 0, "maximumPageSize"], 0),
    (["endpoints", 0, "maximumPageSize"], 1.5),
    (["endpoints", 0, "orderBy"], []),
    (["endpoints", 0, "order"], ["id", "id"]),
    (["endpoints", 0, "order"], [""]),
    (["endpoints", 0, "includes"], ["a,b"]),
    (["endpoints", 0, "fields"], {}),
    (["endpoints", 0, "renamed", "x"], 1),
    (["endpoints", 0, "filter", 0, "name"], "a\n"),
    (["endpoints", 0, "filter", 0, "type"], "interger"),
    (["endpoints", 0, "filter", 0, "values"], ["x"]),
    (["endpoints", 0, "filter", 0, "open"], True),
    (["endpoints", 0, "filter", 0, "nullable"], 1),
    (["endpoints", 0, "filter", 0, "operators"], []),
    (["endpoints", 0, "filter", 0, "operators"], ["contains"]),
    (["endpoints", 0, "filter", 0, "operators"], ["="]),
    (["endpoints", 0, "filter", 4, "values"], ["Ann"]),
    (["endpoints", 0, "filter", 4, "values", "Ann"], "7"),
    (["endpoints", 0, "filter", 4, "values", "Ann"], []),
    (["endpoints", 0, "filter", 4, "values", "Ann"], {"renamed": 7}),
    (["endpoints", 0, "filter", 4, "values", "Ann"], {"rename": "Bob"}),
    (["endpoints", 0, "filter", 4, "values", "Ann"], [True]),
    (["endpoints", 0, "filter", 0, "kind"], "users"),
    (["endpoints", 0, "filter", 4, "kind"], ["users"]),
    (["endpoints", 0, "filter", 5, "values"], {"in": 1}),
    (["endpoints", 0, "filter", 5, "values"], ["in", "in"]),
    (["endpoints", 0, "filter", 0, "tier"], "sen"),
    (["endpoints", 0, "order"], [{"tier": "seen"}]),
    (["endpoints", 0, "includes"], [{"name": "a,b", "tier": "seen"}]),
    (["endpoints", 0, "extends"], "tickets"),
    (["endpoints", 0, "add"], {}),
    (["endpoints", 1, "path"], 5),
    (["endpoints", 1, "filter"], []),
    (["endpoints", 1, "extends"], 5),
    (["endpoints", 1, "add", "filter"], ["id"]),
    (["endpoints", 1, "add", "filters"], []),
    (["endpoints", 1, "add", "values"], {"state": [5]}),
    (["endpoints", 1, "remove", "order"], [{"name": "id"}]),
    (["endpoints", 1, "remove", "values"], {"state": {"active": 1}}),
    (["endpoints", 1, "retype"], ["id"]),
    (["endpoints", 0, "kind"], "search"),
    (["endpoints", 0, "filter", 0, "parameters"], {"=": "x"}),
    (["endpoints", 0, "filter", 0, "list"], "joined"),
    (["endpoints", 1, "kind"], "parameters"),
    (["endpoints", 2, "filter", 0, "type"], "any"),
    (["endpoints", 2, "filter", 0, "nullable"], True),
    (["endpoints", 2, "filter", 0, "operators"], ["order"]),
    (["endpoints", 2, "filter", 0, "parameters"], {}),
    (["endpoints", 2, "filter", 0, "parameters", "in"], "x"),
    (["endpoints", 2, "filter", 0, "parameters", "="], {"tier": "seen"}),
    (["endpoints", 2, "filter", 0, "list"], "both"),
]

# Of named parameters the document shows no file.
NAMED = {
    "name": "find",
    "path": "/find.json",
    "kind": "parameters",
    "filter": [{"name": "a", "type": "integer", "list": "joined", "parameters": {"=": "a", "<": {"name": "b", "tier": "seen"}}}],
}


def damaged(schema, path, value):
    made = copy.deepcopy(schema)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return made


def is_taken(program, schema):
    """Whether deskql reads it without a mistake: a bad schema is exit status 2, with DQL601."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(schema, file)
        file.flush()
        run = subprocess.run([program, "compile", "--schema", file.name, ""], capture_output=True, check=False)
    if run.returncode == 2 and b"DQL601" not in run.stderr:
        raise SystemExit(f"deskql could not run: {run.stderr.decode()}")
    return run.returncode == 0


def main():
    source = pathlib.Path(sys.argv[1])
    root = json.loads((source / "docs/deskql-schema.json").read_text(encoding="utf-8"))
    validator = Validator(root)
    program = sys.argv[2] if len(sys.argv) > 2 else None
    failures = 0
    files = sorted((source / "src/schemas").glob("*.json"))
    for path in files:
        if not validator.passes(json.loads(path.read_text(encoding="utf-8")), root):
            failures += 1
            print(f"FAILED: {path} does not pass")
    document = (source / "docs/schema.md").read_text(encoding="utf-8")
    example = json.loads(re.search(r"```json file=calls.json\n(.*?)```", document, re.S).group(1))
    example["endpoints"].append(NAMED)
    if not validator.passes(example, root):
        failures += 1
        print("FAILED: the example of docs/schema.md does not pass, or named parameters")
    if program and not is_taken(program, example):
        failures += 1
        print("FAILED: deskql does not take the example of docs/schema.md, or named parameters")
    for path, value in MISTAKES:
        wrong = damaged(example, path, value)
        if validator.passes(wrong, root) or (program and is_taken(program, wrong)):
            failures += 1
            print(f"FAILED: a mistake passes: {path} = {value!r}")
    print(f"{len(files) + 1} schemas, {len(MISTAKES)} mistakes, {failures} failures")
    return 1 if failures or len(files) < 7 else 0


if __name__ == "__main__":
    sys.exit(main())
