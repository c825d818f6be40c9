#!/usr/bin/env python3
"""
Tickets that lack what they are to be ordered by keep their order, and that is said; where one has it, nothing is.

    order.py DESKQL

Variants of the row: other fields of the order, directions, filters, labels and comments, and other tickets.
"""
import json
import random
import subprocess
import sys

VARIANTS = 200


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}:\n  {found!r}\nbut expected:\n  {wanted!r}")


def run(query, tickets, *options):
    lines = "".join(json.dumps(ticket) + "\n" for ticket in tickets)
    done = subprocess.run([program, "match", "--no-config", "-q", query, *options], input=lines, capture_output=True, text=True, check=False)
    return done.returncode, [json.loads(line)["id"] for line in done.stdout.splitlines()], done.stderr


def query_of(pick, field):
    direction = pick.choice(["", " asc", " desc"])
    selects = pick.choice(["", "id > 0", "(id != 0)", "not id = 0 and id < 1000", "id in (1, 2, 3, 4, 5, 6, 7, 8, 9)"])
    label = pick.choice(["", "mine: "])
    comment = pick.choice(["", " # by what matters", "\n# the end\n"])
    return f"{label}{selects} order by {field}{direction}{pick.choice(['', ' fields id'])}{comment}"


def with_member(ticket, field):
    """The ticket with a value where the field's name leads."""
    value = 3
    for name in reversed(field.split(".")):
        value = {name: value}
    return {**value, **ticket}


def try_variant(pick, fields):
    field = pick.choice(fields)
    ids = pick.sample(range(1, 10), pick.randrange(2, 7))
    tickets = [{"id": one, "note": pick.choice(["", None, field])} for one in ids]
    query = query_of(pick, field)
    said = f"deskql: warning: none of the {len(ids)} tickets read has `{field}`: they keep the order that they had\n"
    expect(query, run(query, tickets), (0, ids, said))
    at = pick.randrange(len(ids))
    having = tickets[:at] + [with_member(tickets[at], field)] + tickets[at + 1:]
    status, found, said = run(query, having)
    expect(query + " of one that has it", (status, sorted(found), said), (0, sorted(ids), ""))
    first = "desc" in query
    expect(query + ": where it is", found.index(ids[at]), 0 if first else len(ids) - 1)


def try_edges():
    two, reviewed = [{"id": 2}, {"id": 1}], "order by reviewStatus"
    said = "deskql: warning: none of the 2 tickets read has `reviewStatus`: they keep the order that they had\n"
    expect("one", run(reviewed, two[:1]), (0, [2], ""))
    expect("null", run(reviewed, [{"id": 2, "reviewStatus": None}, {"id": 1}]), (0, [2, 1], ""))
    expect("a page", run(reviewed + " pagesize 1", two), (0, [2], said))
    expect("none selected", run("id = 7 " + reviewed, two), (0, [], said))
    expect("one that is not selected has it", run("id < 3 " + reviewed, two + [{"id": 3, "reviewStatus": 1}]), (0, [2, 1], ""))
    expect("no order", run("id > 0", two), (0, [2, 1], ""))
    expect("the id", run("order by id", two), (0, [1, 2], ""))
    counted = subprocess.run([program, "match", "--no-config", "--count", "-q", reviewed], input='{"id":2}{"id":1}',
                             capture_output=True, text=True, check=False)
    expect("a count", (counted.stdout, counted.stderr), ("2\n", ""))
    agents = '{"tickets":[{"id":1,"agent":{"id":7}},{"id":2,"agent":{"id":8}}],"included":{"users":[%s]}}'
    for users, says in (('{"id":7,"lastName":"B"},{"id":8,"firstName":"A"}', False), ('{"id":7},{"id":8}', True), ("", True)):
        done = subprocess.run([program, "match", "--no-config", "-q", "order by users.name"], input=agents % users,
                              capture_output=True, text=True, check=False)
        expect(f"users {users}", (done.returncode, bool(done.stderr)), (0, says))


program = sys.argv[1]
listed = json.loads(subprocess.run([program, "fields", "--no-config", "--json"], capture_output=True, text=True, check=True).stdout)
orders = [name for name in listed["order"] if name != "id"]
choose = random.Random(11)
for _ in range(VARIANTS):
    try_variant(choose, orders)
try_edges()
