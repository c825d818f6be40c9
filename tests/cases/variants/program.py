#!/usr/bin/env python3
"""What the program takes beside a query, each in 200 variants: lists in --param, base URLs, filters whose JSON takes several lines.

    program.py DESKQL

The variants are made by a random generator, so that they are always the same.
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile

VARIANTS = 200


class Program:
    def __init__(self, path):
        self.path = path

    def run(self, *arguments):
        done = subprocess.run([self.path, *arguments, "--no-config"], capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout.rstrip("\n"), done.stderr

    def expect(self, wanted, *arguments):
        status, printed, said = self.run(*arguments)
        if (status, printed) != (0, wanted):
            sys.exit(f"{arguments}: {printed!r}, not {wanted!r}; exit status {status}: {said}")

    def refuses(self, status, says, *arguments):
        got, printed, said = self.run(*arguments)
        if got != status or printed or says not in said:
            sys.exit(f"{arguments}: exit status {got}, not {status}; {says!r} is not in {said!r} {printed!r}")


# ---- --param ---------------------------------------------------------------------------------------------------------------

FRAMES = ["subject in :s", "subject not in :s", "(subject in :s)", "id = 7 and subject in :s", "subject in :s order by id", "from tickets where subject in :s # a note",
          "previewText in :s and agent = 1", "not (subject in :s)"]


def operands(value):
    """Those of $in and $nin in a filter."""
    if isinstance(value, dict) and ("$in" in value or "$nin" in value):
        return list(value.values())
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [found for each in inner for found in operands(each)]


def written(pick, item):
    """An item as it may stand in a list's text."""
    forms = ['"' + re.sub(r'(["\\])', r"\\\1", item) + '"', "'" + re.sub(r"(['\\])", r"\\\1", item) + "'"]
    bare = item.replace(",", "\\,")
    # A backslash before a comma of the item's own, or at its end, would take that comma along.
    if item and item[0] not in "'\"([ " and item[-1] not in " \\" and "\\," not in item and item != "null":
        forms += [bare] * 3
    return pick.choice(["", " "]) + pick.choice(forms) + pick.choice(["", "", " "])


def lists(program):
    pick = random.Random(11)
    for _ in range(VARIANTS):
        items = list(dict.fromkeys("".join(pick.choice("ab1,'\"\\[]() é:#%") for _ in range(pick.randrange(1, 7))).strip() or "x" for _ in range(pick.randrange(1, 5))))
        text = ",".join(written(pick, item) for item in items)
        status, printed, said = program.run("compile", pick.choice(FRAMES), "--output", "filter", "--param", "s=" + text)
        if status or operands(json.loads(printed)) != [items]:
            sys.exit(f"{text!r} is not {items!r}: {printed!r} {said!r}")


def wrong_lists(program):
    pick = random.Random(12)
    for _ in range(VARIANTS):
        good = [pick.choice(["a", "'b,c'", '"d"', "e\\,f", "O'Brien"]) for _ in range(pick.randrange(0, 3))]
        wrong, says = pick.choice([("[a,b]", "begins with `[`"), ("(a,b)", "begins with `(`"), ("[]", "begins with `[`"), ("'a'b", "broken quotes"),
                                   ("'O'Brien", "broken quotes"), ('"a" b', "broken quotes"), ("'a\\x'", "broken quotes")])
        text = ",".join([*good, wrong, *pick.sample(["g", "'h,i'"], pick.randrange(0, 2))])
        program.refuses(1, says, "compile", pick.choice(FRAMES), "--param", "s=" + text)
        program.refuses(1, "a list is given as `a,b,c`", "compile", pick.choice(FRAMES), "--param", "s=" + text)


# ---- --base-url ------------------------------------------------------------------------------------------------------------

def bases(program):
    pick = random.Random(13)
    paths = {endpoint: f"/desk/api/v2/{endpoint}.json" for endpoint in ("tickets", "users", "companies", "customers")}
    for _ in range(VARIANTS):
        endpoint, path = pick.choice(list(paths.items()))
        parts = path.split("/")[1:]
        shared = "".join("/" + part for part in parts[:pick.randrange(0, len(parts) + 1)])
        base = pick.choice(["https", "http", "HTTPS"]) + "://" + pick.choice(["acme.teamwork.com", "localhost:8080", "u:p@host", "desk", "[::1]:80", "api", "$HOST"])
        base += pick.choice(["", "", "/proxy", "/my/desk-1", "/api", "/v2"])
        output = pick.choice(["url", "curl"])
        query = f"from {endpoint} page 3"
        wanted = f"{base}{path}?page=3"
        if output == "curl":
            wanted = f"curl -H \"Authorization: Bearer $DESK_TOKEN\" '{wanted}'"
        program.expect(wanted, "compile", query, "--output", output, "--base-url", base + shared + pick.choice(["", "/", "//"]))


def wrong_bases(program):
    pick = random.Random(14)
    for _ in range(VARIANTS):
        base = pick.choice(["acme.teamwork.com", "localhost:8080", "//acme.teamwork.com", "https:/acme", "https://", "https:///desk", "", "/desk/api/v2",
                            "https://acme/?a=1", "https://acme#x", "https://ac me", "https://acme\n", "1http://a", "://a"])
        base += pick.choice(["", "/desk/api/v2", "/desk"]) if base not in ("", "https://") else ""
        program.refuses(2, "`--base-url` cannot be", "compile", pick.choice(["page 3", "", "statu = 1"]), "--output", pick.choice(["url", "query"]), "--base-url", base)


# ---- JSON of several lines -------------------------------------------------------------------------------------------------

def filter_of(pick, depth=2):
    def comparison():
        field = pick.choice(["id", "agent", "inbox", "subject"])
        value = pick.choice(["a,", "{", "b: [", "x"]) if field == "subject" else pick.randrange(1, 99)
        return {field: pick.choice([value, {"$ne": value}, {"$in": [value, value]}])}
    if depth and pick.random() < 0.6:
        return {pick.choice(["$and", "$or"]): [filter_of(pick, depth - 1) for _ in range(2)]}
    return comparison()


def spread(pick, text, end):
    """JSON with lines that end between tokens."""
    tokens = re.findall(r'"[^"]*"|[^\s"{}\[\]:,]+|[{}\[\]:,]', text)
    return "".join(token + (pick.choice([end, end + "  ", end + end]) if pick.random() < 0.4 else "") for token in tokens)


def several_lines(program):
    pick = random.Random(15)
    with tempfile.TemporaryDirectory() as folder:
        one, other = os.path.join(folder, "one.txt"), os.path.join(folder, "several.json")
        for _ in range(VARIANTS):
            texts = [pick.choice(["", "", "mine%d: " % index]) + json.dumps(filter_of(pick)) for index in range(pick.randrange(1, 4))]
            end = pick.choice(["\n", "\r\n"])
            behind = pick.choice(["", "page=2" + end, "# a note" + end])
            before = pick.choice(["", "\ufeff", "# a note" + end, end, "page=4" + end])
            for path, made in ((one, texts), (other, [re.sub(r"\{.*", lambda match: spread(pick, match.group(), end), text) for text in texts])):
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(before + end.join(made) + end + behind)
            status, printed, said = program.run("decompile", "-f", one)
            if status:
                sys.exit(f"{texts}: {said}")
            program.expect(printed, "decompile", "-f", other)


# ---- Bodies that `match` reads ---------------------------------------------------------------------------------------------

def bodies(program):
    pick = random.Random(16)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "body.json")
        for _ in range(VARIANTS):
            ticket = {"id": pick.randrange(1, 99), "status": {"id": pick.randrange(1, 9)}, "subject": pick.choice(["a", "id", '"tickets":'])}
            some = {"included": {"users": [{"id": 1}]}, "meta": {"page": {"pages": 1}}}
            key = pick.choice(["ticket", "ticket", "data", "result", "results", "items", "errors", "error", "message", "Ticket"])
            body = {key: ticket if key != "message" else "x"} if pick.random() < 0.5 or key == "ticket" else {key: [ticket, ticket]}
            members = list(body.items()) + pick.sample(list(some.items()), pick.randrange(0, 3))
            pick.shuffle(members)
            with open(path, "w", encoding="utf-8") as file:
                json.dump(dict(members), file, indent=pick.choice([None, 1]))
            query = pick.choice([f"id = {ticket['id']}", f"not (id != {ticket['id']})", f"status in ({ticket['status']['id']}, 99)"])
            if key == "ticket":
                status, printed, said = program.run("match", "-q", query, path)
                if status or json.loads(printed) != ticket:
                    sys.exit(f"{members}: {printed!r} {said!r}")
            else:
                says = "and no `tickets`" if any(name == "included" for name, _ in members) else "no `id`, and no field of `tickets`"
                program.refuses(2, says, "match", "-q", query, path)


def main(arguments):
    program = Program(arguments[0])
    for step in (lists, wrong_lists, bases, wrong_bases, several_lines, bodies):
        step(program)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
