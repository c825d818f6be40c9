#!/usr/bin/env python3
"""The memory of `deskql match` does not grow with what it reads.

    memory.py PROGRAM

Streams 40 MB of tickets through it, in each form, with and without an order, and looks at the most memory that it held.
"""
import json
import os
import subprocess
import sys

TICKETS = 100_000
MOST = 64 * 1024 * 1024


def ticket(number):
    text = json.dumps({"id": number, "subject": "x" * 300, "status": {"id": number % 7}, "agent": {"id": number % 50}})
    return text.encode()


def lines():
    for number in range(TICKETS):
        yield ticket(number) + b"\n"


def body():
    yield b'{"tickets":['
    for number in range(TICKETS):
        yield ticket(number) + (b"," if number < TICKETS - 1 else b"")
    yield b'],"included":{"inboxes":[{"id":1}],"users":['
    for number in range(TICKETS):
        yield b'{"id":%d,"name":"%s"}%s' % (number, b"n" * 100, b"," if number < TICKETS - 1 else b"")
    yield b"]}}"


def measure(program, arguments, pieces):
    """The lines that were printed, and the most memory that was held, in bytes."""
    environment = dict(os.environ, ASAN_OPTIONS="quarantine_size_mb=1:" + os.environ.get("ASAN_OPTIONS", ""))
    with subprocess.Popen([program, "match"] + arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          env=environment) as process:
        for piece in pieces:
            process.stdin.write(piece)
        process.stdin.close()
        printed = process.stdout.read().splitlines()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments}: exit status {process.returncode}")
    return printed, usage.ru_maxrss * 1024


def main():
    program = sys.argv[1]
    selected = (TICKETS + 3) // 7
    runs = [
        (["-q", "status = 3 fields id", "--count"], lines, 1),
        (["-q", "status = 99"], lines, 0),
        (["-q", "order by id desc page 2 pagesize 100 fields id"], lines, 100),
        (["-q", "status = 3", "--count"], body, 1),
        (["-q", "subject contains y order by users.name"], body, 0),
    ]
    failures = 0
    for arguments, make, expected in runs:
        printed, memory = measure(program, arguments, make())
        right = len(printed) == expected and ("--count" not in arguments or int(printed[0]) == selected)
        if not right or memory > MOST:
            failures += 1
            print(f"{arguments} of {make.__name__}: {len(printed)} lines, {memory >> 20} MiB")
    print(f"{len(runs)} runs, {failures} failures")
    return 1 if failures else 0


sys.exit(main())
