#!/usr/bin/env python3
"""Holds `deskql schema import` to pages of several forms, and to one as a browser copies it.

    import.py DESKQL PAGE
"""
import json
import subprocess
import sys

DESKQL = sys.argv[1]
PAGE = sys.argv[2]
failures = []


def run(text, *options, status=0):
    result = subprocess.run([DESKQL, "schema", "import", "-", *options], input=text, capture_output=True, text=True)
    if result.returncode != status:
        failures.append("exit status %d for %r: %s" % (result.returncode, text[:80], result.stderr))
    return result


def endpoints(text, *options):
    return json.loads(run(text, *options).stdout)["endpoints"]


def expect(what, found, wanted):
    if found != wanted:
        failures.append("%s: %r, not %r" % (what, found, wanted))


def names(endpoint):
    return [field["name"] for field in endpoint["filter"]], endpoint["order"], endpoint["includes"]


FORMS = {
    "bullets": "GET/desk/api/v2/calls.json\n\nLists calls.\n\nThe following values are allowed in the filter query parameter:\n\n"
               "  \u2022 id\n  \u2022 startedAt\n  \u2022 id\n\nThe following values are allowed in the orderBy query parameter:\n\n"
               "  \u2022 id\n  \u2022 users.name\n\nThe following values are allowed in the includes query parameter:\n\n  \u2022 users\n"
               "\nResponses\n\n  \u2022 Code\n    200\n  \u2022 Type\n    object\n",
    "no bullets": "GET /desk/api/v2/calls.json\nThe following values are allowed in the filter query parameter:\nid\nstartedAt\n"
                  "The following values are allowed in the orderBy query parameter:\nid\nusers.name\n"
                  "The following values are allowed in the includes query parameter:\nusers\nResponses\nCode\n200\n",
    "bullets apart, CRLF": "GET\r\n/desk/api/v2/calls.json\r\n\r\nThe following values are allowed in the filter query parameter:\r\n"
                           "\u2022\r\nid\r\n\r\n\u2022\r\nstartedAt\r\nThe following values are allowed in the orderBy query parameter:\r\n"
                           "*\tid\r\n*\tusers.name\r\nThe following values are allowed in the includes query parameter:\r\n- users\r\nExamples\r\n",
    "no-break spaces": "\ufeffGET\u00a0/desk/api/v2/calls.json\nThe following values are allowed in the filter query parameter:\n"
                       "\u00a0\u00a0\u2022\u00a0id\n\u00a0\u2022 startedAt\nThe following values are allowed in the orderBy query parameter:\n"
                       "\u25e6 id\n\u25e6 users.name\nThe following values are allowed in the includes query parameter:\n\u00b7 users\n",
}
for form, text in FORMS.items():
    found = endpoints(text)
    expect(form, len(found), 1)
    expect(form, (found[0]["name"], found[0]["path"]), ("calls", "/desk/api/v2/calls.json"))
    expect(form, names(found[0]), (["id", "startedAt"], ["id", "users.name"], ["users"]))
    expect(form, [field["type"] for field in found[0]["filter"]], ["integer", "datetime"])
    expect(form, all(field["$comment"] == "guessed" for field in found[0]["filter"]), True)

expect("a note", "more than once in the filter list" in run(FORMS["bullets"]).stderr, True)
expect("--name", endpoints(FORMS["bullets"], "--name", "mine")[0]["name"], "mine")

several = FORMS["bullets"] + "\nGET /desk/api/v2/search/calls.json\n\nThe following values are allowed in the includes query parameter:\n\n  \u2022 all\n" \
    "\nGET /desk/api/v2/calls/{id}.json\n\nThe following values are allowed in the includes query parameter:\n\n  \u2022 all\n" \
    "\nPOST /desk/api/v2/calls.json\n\nMakes one.\n"
found = endpoints(several)
expect("several", [endpoint["name"] for endpoint in found], ["calls", "search_calls"])
expect("several", "calls/{id}.json is of one item" in run(several).stderr, True)
expect("several", "POST /desk/api/v2/calls.json has no list" in run(several).stderr, True)
run(several, "--name", "mine", status=2)
for text in ("", "nothing here\n", "GET /desk/api/v2/calls.json\n", "\0\xff\n" * 10, "GET /x\n" + "The following values are allowed in the filter query parameter:\n\u2022 a b\n"):
    run(text, status=2)

# What is written is a schema, which the program takes.
schema = run(several).stdout
check = subprocess.run([DESKQL, "schema", "check", "-"], input=schema, capture_output=True, text=True)
expect("check", (check.returncode, check.stdout), (0, ""))

with open(PAGE, encoding="utf-8") as file:
    page = file.read()
found = endpoints(page)
expect("a page", [(endpoint["name"], endpoint["path"]) for endpoint in found], [("calls", "/desk/api/v2/calls.json")])
expect("a page", names(found[0]), (["id", "subject", "call_score", "startedAt", "state", "agent"],
                                   ["id", "startedAt", "agent", "agents.name", "calls_agents_deck.createdAt"], ["agents", "all"]))
expect("a page", "more than once in the orderBy list" in run(page).stderr, True)

for failure in failures:
    print("FAILED: " + failure)
sys.exit(bool(failures))
