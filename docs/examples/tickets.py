#!/usr/bin/env python3
"""
Lists tickets that a query selects, with nothing but deskql and the standard library.

    DESK_URL=https://acme.teamwork.com DESK_TOKEN=… tickets.py 'agent = :agent and subject contains :text' agent=640138 text='late again'

Mistakes of the query are reported with their places, and so is what the server has to say of a part of it.
"""
import json
import os
import sys
import urllib.error
import urllib.request

import deskql


def fetch(compiled: deskql.Compiled) -> dict:
    request = urllib.request.Request(compiled.url, headers={"Authorization": "Bearer " + os.environ["DESK_TOKEN"]})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def print_errors(compiled: deskql.Compiled, body: bytes) -> None:
    """What the server says of the query, each at its words."""
    for finding in compiled.read_answer(body):
        print(f"{finding.range.start.line}:{finding.range.start.column}: {finding.message}", file=sys.stderr)


def main(text: str, *words: str) -> int:
    # The type of a value is that of the field that it stands with; what it holds cannot change the query.
    params = {name: deskql.Text(value) for name, _, value in (word.partition("=") for word in words)}
    try:
        compiled = deskql.compile(text, params, base_url=os.environ["DESK_URL"])
    except deskql.DeskqlError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        tickets = fetch(compiled)["tickets"]
    except urllib.error.HTTPError as error:
        print_errors(compiled, error.read())
        print(f"the server answered {error.code}", file=sys.stderr)
        return 1
    for ticket in tickets:
        print(ticket["id"], ticket["subject"])
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: tickets.py QUERY [NAME=VALUE…]")
    sys.exit(main(*sys.argv[1:]))
