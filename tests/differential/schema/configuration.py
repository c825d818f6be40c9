#!/usr/bin/env python3
"""Holds docs/deskql-config.json to the program: what one finds right or wrong in a configuration, the other does.

    configuration.py SOURCE_FOLDER PROGRAM
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import json_schema

RIGHT = [
    {},
    {"$schema": "https://example.com/config.json"},
    {"endpoint": "customers", "failOn": "warning", "utcOffset": "-23:59"},
    {"failOn": "error", "utcOffset": "Z"},
    {"utcOffset": "+09:30", "allow": []},
    {"severity": {}, "allow": ["DQL401"]},
    {"severity": {"DQL401": "off", "DQL402": "note", "DQL403": "warning", "redundant": "error"}},
    {"schema": "schema.json", "values": "values.json"},
    {"schema": ["schema.json"], "values": [], "endpoint": "calls"},
]
WRONG = [
    [], "tickets", None, 7,
    {"Endpoint": "tickets"}, {"fail-on": "error"}, {"": 1},
    {"endpoint": ""}, {"endpoint": None}, {"endpoint": ["tickets"]},
    {"schema": ""}, {"schema": [""]}, {"schema": 1}, {"schema": {"a": "b"}}, {"schema": ["schema.json", 2]},
    {"values": False}, {"values": [["values.json"]]},
    {"allow": "DQL401"}, {"allow": [401]}, {"allow": ["DQL201"]}, {"allow": ["syntax"]}, {"allow": ["DQL499"]}, {"allow": [""]},
    {"severity": "off"}, {"severity": ["DQL401"]}, {"severity": {"DQL401": "of"}}, {"severity": {"DQL401": None}},
    {"severity": {"DQL499": "off"}}, {"severity": {"": "off"}}, {"severity": {"DQL401": ""}},
    {"failOn": "warnings"}, {"failOn": True}, {"failOn": ""},
    {"utcOffset": "+24:00"}, {"utcOffset": "+02:60"}, {"utcOffset": "02:00"}, {"utcOffset": "+2:00"}, {"utcOffset": 2},
    {"utcOffset": "+02:00\n"}, {"$schema": 1}, {"$schema": ""},
]
SCHEMA = {"version": 1, "endpoints": [{"name": "calls", "path": "/calls.json", "filter": [{"name": "id", "type": "integer"}], "order": ["id"]}]}


def is_right(program, folder, configuration):
    pathlib.Path(folder, ".deskql.json").write_text(json.dumps(configuration), encoding="utf-8")
    done = subprocess.run([program, "check", "-q", "", "--format", "gcc"], cwd=folder, capture_output=True, check=False)
    if done.returncode == 0:
        return True
    if done.returncode == 2 and b"DQL602" in done.stdout:
        return False
    raise SystemExit(f"{configuration}: exit status {done.returncode}: {done.stderr.decode()}")


def main():
    root, program = pathlib.Path(sys.argv[1]), str(pathlib.Path(sys.argv[2]).resolve())
    schema = json.loads((root / "docs/deskql-config.json").read_text(encoding="utf-8"))
    # Every warning can be allowed by its number and by its name.
    table = (root / "src/diagnostics/codes.def").read_text(encoding="utf-8")
    codes = re.findall(r'^CODE\((\d+), \w+, "([a-z0-9-]+)", (\w+)', table, re.M)
    right, wrong = list(RIGHT), list(WRONG)
    for number, slug, severity in codes:
        for name in (f"DQL{number}", f"dql{number}", number, slug):
            (right if severity == "WARNING" else wrong).extend(({"allow": [name]}, {"severity": {name: "note"}}))
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
        pathlib.Path(folder, "values.json").write_text('{"status": {"open": 1}}', encoding="utf-8")
        for expected, configurations in ((True, right), (False, wrong)):
            for configuration in configurations:
                for who, found in (("the schema", json_schema.Validator(schema).passes(configuration, schema)),
                                   ("deskql", is_right(program, folder, configuration))):
                    if found != expected:
                        faults += 1
                        print(f"FAILED {who} finds {configuration} {'right' if found else 'wrong'}")
    print(f"{len(right)} right and {len(wrong)} wrong configurations, {faults} faults")
    return 1 if faults else 0


sys.exit(main())
