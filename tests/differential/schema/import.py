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
    if isinstance(text, (dict, list)):
        text = json.dumps(text)
    text = text.encode() if isinstance(text, str) else text
    result = subprocess.run([DESKQL, "schema", "import", "-", *options], input=text, capture_output=True)
    result.stdout, result.stderr = result.stdout.decode(), result.stderr.decode()
    if result.returncode != status:
        failures.append("exit status %d for %r: %s" % (result.returncode, text[:80], result.stderr))
    return result


def endpoints(text, *options, status=0):
    return json.loads(run(text, *options, status=status).stdout)["endpoints"]


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

HEADING = "The following values are allowed in the %s query parameter:"
LINKED = "[%s](https://apidocs.example/guides/list-of_(all)-names-and-what-else-may-make-such-a-link-so-long-that-no-line-of-256-bytes-would-hold-it/%s)"


def page(*lists, mark="- ", wrap="%s", heading="%s", before="GET /desk/api/v2/calls.json\n"):
    """A page with the names of FORMS in another rendering."""
    text = before
    for parameter, names_of in zip(("filter", "orderBy", "includes"), lists or (("id", "startedAt"), ("id", "users.name"), ("users",))):
        text += "\n" + HEADING % (heading.replace("%s", parameter)) + "\n\n"
        text += "".join((mark % (i + 1) if "%" in mark else mark) + wrap.replace("%s", name) + "\n" for i, name in enumerate(names_of))
    return text + "\nResponses\n\n- Code\n  200\n"


HTML = """<!-- saved from url=(0014)about:internet --><!DOCTYPE html><html><head><title>GET /no.json</title><style>li {}</style>
<script>var heading = "The following values are allowed in the filter query parameter:"; if (1<2) {}</script>
<nav><ul><li><a class="[&>p]:m-0" href="/x">Calls</a></li></ul></nav>
<h1><span>GET</span><!-- --><code>/desk/api/v2/<wbr>calls.json</code></h1><p>Calls &amp; more.
<p>The following values are allowed in the <a href="/f">filter<svg><path d="M0 0"/></svg></a>&nbsp;query
parameter:</p><ul><li><p>id</p></li><li><div><code>startedAt</code></div><div>When it began, if it did.</div></ul>
<p>The following values are allowed in the <b>orderBy</b> query parameter:</p><p><code>id</code><code>users.name</code></p>
<h2>Query Params</h2><table><tr><th>Name<th>Type<tr><td>includes<td>string<td><p>One of: <code>users</code></table>
<h2>Responses</h2><ul><li><dl><dt>Code</dt><dd>200</dd></dl></li></ul>"""
FORMS.update({
    "linked headings": page(heading=LINKED.replace("%", "%%").replace("%%s", "%s")),
    "backquoted": page(wrap="`%s`", heading="`%s`"),
    "bold": page(wrap="**%s**", heading="**%s**", mark="* "),
    "emphasized": page(wrap="__%s__", heading="_%s_", mark="+ "),
    "linked names": page(wrap="[%s](#%s)"),
    "numbered": page(mark="%d. "),
    "numbered with brackets": page(mark="%d) "),
    "described": page(wrap="%s - what it is"),
    "typed": page(wrap="`%s`: string, maybe null"),
    "in a comment of Markdown": page(before="## `GET /desk/api/v2/calls.json`\n"),
    "a whole URL": page(before="**GET** https://x.teamwork.com/desk/api/v2/calls.json?page=1\n"),
    "indented": page(mark="        \u2022\t"),
    "old line ends": page().replace("\n", "\r"),
    "headings broken in two": page().replace("filter query", "filter\n query").replace("the orderBy", "the\norderBy"),
    "in the heading's line": page().replace(":\n\n- id\n- startedAt", ": `id`, `startedAt`.").replace(":\n\n- id\n- users.name", ": id and users.name"),
    "nested": "* GET /desk/api/v2/calls.json\n" + "".join(
        "    * %s\n        * %s\n" % (HEADING % name, "\n            * ".join(list_of))
        for name, list_of in (("filter", ("id", "startedAt")), ("orderBy", ("id", "users.name")), ("includes", ("users",)))),
    "HTML": HTML,
    "HTML, cut off": HTML[:HTML.index("<h2>Responses")],
    "HTML in few tags": "<p>GET /desk/api/v2/calls.json<br>%s<br>&bull; id<br>&#8226;&nbsp;startedAt<br>%s<br>&#x2022; id<br>&middot; users.name<p>%s<ul><li>users</ul>"
                        % tuple(HEADING % ("<i>%s</i>" % name) for name in ("filter", "orderBy", "includes")),
    "a table in Markdown": "GET /desk/api/v2/calls.json\n## Query Params\n| Name | Type | |\n| --- | --- | --- |\n| orderBy | string | How. Allowed values: `id`, `users.name` |\n"
                           "| page | integer | |\n| includes | string | One of: users |\n| filter | object | Possible values: `id``startedAt` |\n## Responses\n| enum: x |\n",
    "items of parameters": "GET/desk/api/v2/calls.json\nQuery Params\n- Name\nfilter\n- Type\n- string\n- Description\nAllowed values: id, startedAt\n"
                           "- Name\norderBy\n- Enum:\n  - id\n  - users.name\n- Type\n- string\n- Name\nincludes\n- Enum: \"users\"\nResponses\n- Code\n200\n",
    "parameters below each other": "GET\n/desk/api/v2/calls.json\nParameters\nName\tDescription\nfilter\narray[string]\n(query)\nAvailable values : id, startedAt\n\n"
                                   "orderBy string\nEnum: \"id\" \"users.name\"\nincludes\tstring\tAllowed values:\n- users\nResponses\n",
    "twice": page() + page(),
})
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

# What is seen and not understood is a note, and the exit status 1; what is left out by intent a note alone.
FIRST = "GET /x/calls.json\n" + HEADING % "filter" + "\n- id\n"
for what, text, note in (
    ("another parameter", FIRST + HEADING % "sortBy" + "\n- id\n", "not understood, and left out, in GET /x/calls.json: `" + HEADING % "sortBy"),
    ("nothing below", FIRST + HEADING % "orderBy" + "\n\n" + HEADING % "includes" + "\n- a\n", "no name stands below this line of GET /x/calls.json: `" + HEADING % "orderBy"),
    ("no endpoint above", HEADING % "filter" + "\n- id\n" + FIRST, "no endpoint stands above this line of the page: `" + HEADING % "filter"),
    ("no name", FIRST + "- two words\n- more\n", "no name, in the filter list of GET /x/calls.json: `two words`"),
    ("cut off", FIRST + "- ...\n", "cut off, in the filter list of GET /x/calls.json: `...`"),
    ("the end", FIRST + "- reacti", "the text ends, and may be cut off, in the filter list of GET /x/calls.json: `- reacti`"),
    ("values without bullets", FIRST + "Query Params\norderBy\nAllowed values:\nid\nsearch\nstring\n", "no name stands below this line of GET /x/calls.json: `Allowed values:`"),
):
    result = run(text, status=1)
    expect(what, [line for line in result.stderr.splitlines() if note in line] != [], True)
    expect(what, json.loads(result.stdout)["endpoints"][0]["filter"][0]["name"], "id")
expect("goes on", [field["name"] for field in endpoints(FIRST + "- two words\n- more\n", status=1)[0]["filter"]], ["id", "more"])
run(FIRST + "No values are allowed in the includes query parameter.\n")
expect("a named parameter", "the query parameter `search` of GET /x/calls.json" in run(FIRST + "Query Params\n- Name\nsearch\n").stderr, True)
expect("many notes", run(FIRST + "- a b\n" * 1000, status=1).stderr.count("note: "), 201)
expect("names of three", [endpoint["name"] for endpoint in endpoints("".join(FIRST.replace("/x/calls", path) for path in ("/v1/calls", "/v2/calls", "/v1/calls_2")))],
       ["calls", "calls_2", "calls_2_2"])

result = run(FIRST.replace("/x/calls", "/v2/calls/{id}/notes") + FIRST.replace("/x/calls", "/v2/notes/{call-token}"))
expect("paths", (json.loads(result.stdout)["version"], [(endpoint["name"], endpoint["path"]) for endpoint in json.loads(result.stdout)["endpoints"]]),
       (2, [("calls_notes", "/v2/calls/{calls_id}/notes.json"), ("notes", "/v2/notes/{call_token}.json")]))
expect("paths", "`id` of the path is called `calls_id`" in result.stderr, True)

# OpenAPI, both versions.
SAID = "Calls.\n\n" + HEADING % "[filter](https://x.example)" + "\n\n- id\n- agent\n- startedAt\n- kind\n- note\n- more\n\n" + HEADING % "orderBy" + "\n - id"
CALL = {"allOf": [{"$ref": "#/definitions/a~1b"}], "properties": {
    "agent": {"$ref": "#/definitions/Reference"}, "kind": {"type": "string", "enum": ["in", "out"]}, "note": {"type": "string"}}}
SECOND = {"swagger": "2.0", "basePath": "/desk/api/v2/", "paths": {
    "/calls.json": {
        "get": {"description": SAID, "parameters": [
            {"name": "includes", "in": "query", "type": "array", "items": {"enum": ["users", "all"]}}, {"name": "page", "in": "query"},
            {"name": "search", "in": "query"}, {"$ref": "#/parameters/sparse"}, {"name": "X", "in": "header"}],
            "responses": {"200": {"schema": {"$ref": "#/definitions/Body"}}}},
        "post": {"description": "Makes one."}},
    "/calls/{id}.json": {"get": {"x-includes": ["users"]}},
    "/search/calls.json": {"get": {"parameters": [{"name": "orderBy", "in": "query", "x-allowed": ["id", "name"]},
                                                  {"name": "filter[]", "in": "query", "description": "Allowed values: `id`, `name`"}]}},
    "/more.json": {"get": {"x-allowed-values": {"filter": ["id"], "orderBy": [{"name": "id"}]}, "x-desk-includes": ["users"]}}},
    "parameters": {"sparse": {"name": "fields", "in": "query", "enum": ["id", "agent"]}},
    "definitions": {"a/b": {"properties": {"id": {"type": "integer"}, "startedAt": {"type": "string", "format": "date-time"}}},
                    "Reference": {"properties": {"id": {"type": "integer"}, "type": {"type": "string"}}},
                    "Body": {"properties": {"other": {"type": "array", "items": {}}, "calls": {"type": "array", "items": {"$ref": "#/definitions/Call"}}}},
                    "Call": CALL}}
result = run(SECOND)
found = json.loads(result.stdout)["endpoints"]
expect("OpenAPI 2", [(endpoint["name"], endpoint["path"]) for endpoint in found],
       [("calls", "/desk/api/v2/calls.json"), ("search_calls", "/desk/api/v2/search/calls.json"), ("more", "/desk/api/v2/more.json")])
expect("OpenAPI 2", found[0]["filter"], [
    {"name": "id", "type": "integer"}, {"name": "agent", "type": "reference", "nullable": True, "kind": "users"},
    {"name": "startedAt", "type": "datetime", "nullable": True}, {"name": "kind", "type": "enum", "values": ["in", "out"], "open": True, "nullable": True},
    {"name": "note", "type": "string", "nullable": True}, {"name": "more", "type": "any", "nullable": True, "$comment": "guessed"}])
expect("OpenAPI 2", (found[0]["order"], found[0]["includes"], found[0]["fields"]), (["id"], ["users", "all"], ["id", "agent"]))
expect("OpenAPI 2", names(found[1]), (["id", "name"], ["id", "name"], []))
expect("OpenAPI 2", names(found[2]), (["id"], ["id"], ["users"]))
expect("OpenAPI 2", [line.split(": ", 1)[1] for line in result.stderr.splitlines()], [
    "left out, for a schema has no list of it: the query parameter `search` of GET /desk/api/v2/calls.json",
    "POST /desk/api/v2/calls.json has no list of allowed values; it is left out", "GET /desk/api/v2/calls/{id}.json is of one item; it is left out"])
THIRD = {"openapi": "3.1.0", "servers": [{"url": "https://{site}.example/desk/api/v2"}], "paths": {"/calls.json": {
    "parameters": [{"name": "orderBy", "in": "query", "schema": {"enum": ["id"]}}],
    "get": {"parameters": [{"name": "filter", "in": "query", "schema": {"items": {"enum": ["id", "size", "note", "kind"]}}}],
            "responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"properties": {
                "id": {"type": ["integer", "null"]}, "size": {"type": ["integer", "string"]}, "note": {"type": "string", "nullable": True},
                "kind": {"type": "boolean"}}}}}}}}}}}}
expect("OpenAPI 3", endpoints(THIRD)[0], {
    "$comment": "Types that are marked so are guessed from the names; fix those that are wrong.", "name": "calls", "path": "/desk/api/v2/calls.json",
    "filter": [{"name": "id", "type": "integer", "nullable": True}, {"name": "size", "type": "any"}, {"name": "note", "type": "string", "nullable": True},
               {"name": "kind", "type": "boolean"}], "order": ["id"], "includes": []})
LOST = json.loads(json.dumps(SECOND))
LOST["paths"]["/calls.json"]["get"]["parameters"] += [{"$ref": "#/parameters/gone"}]
expect("a reference", "a parameter of GET /desk/api/v2/calls.json, which leads nowhere" in run(LOST, status=1).stderr, True)
LOST["paths"]["/calls.json"]["get"]["parameters"] = [{"name": "includes", "in": "query", "description": "What to include."}]
expect("no values", "has a parameter `includes`, but names nothing that it allows" in run(LOST, status=1).stderr, True)
LOOP = {"openapi": "3.0.0", "paths": {"/a": {"get": {"x-filter": ["id"], "responses": {"200": {"$ref": "#/a"}}}}}, "a": {"$ref": "#/a"}}
expect("a loop", endpoints(LOOP)[0]["path"], "/a")
for text in ({"a": 1}, {"openapi": "4.0"}, {"swagger": 2}, "{\"openapi\":", "openapi: 3.0.0\n", {"swagger": "2.0", "paths": []}, {"openapi": "3.0.0", "paths": {"x": 1, "/y": {"get": 7}}}):
    run(text, status=2)

# Bytes of any kind, of which none may crash it or take long.
for piece in ("[", "[a](", "<", "<a href=\"", "<svg>", "<!-- ", "*", "&", "&#9;", "|a", "enum|", "a,", "\"a\" ", "- ", "`", "\0", "\\", "GET http ", "_", "\u00a0", "values are allowed\n"):
    for start in ("<p>", FIRST + "Query Params\n", FIRST[:-6]):
        result = subprocess.run([DESKQL, "schema", "import", "-"], input=(start + piece * 5000).encode(), capture_output=True)
        expect((start, piece), result.returncode in (0, 1, 2), True)

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
