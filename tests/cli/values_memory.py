#!/usr/bin/env python3
"""The memory of `deskql values import` is that of the names that it writes, and not of what it reads.

    values_memory.py PROGRAM

Streams 60 MB of answers through it: the same few users again and again, and more customers than a field has names.
"""
import json
import os
import subprocess
import sys

ITEMS = 100_000
MOST = 96 * 1024 * 1024


def answer(kind, item):
    yield b'{"%s":[' % kind
    for number in range(ITEMS):
        yield json.dumps(item(number)).encode() + (b"," if number < ITEMS - 1 else b"")
    yield b"]}"


def pieces():
    yield from answer(b"users", lambda number: {"id": number % 9, "firstName": f"U{number % 9}", "notes": "x" * 300})
    yield from answer(b"customers", lambda number: {"id": number, "email": f"c{number}@example.com", "notes": "x" * 200})


def main():
    environment = dict(os.environ, ASAN_OPTIONS="quarantine_size_mb=1:" + os.environ.get("ASAN_OPTIONS", ""))
    with subprocess.Popen([sys.argv[1], "values", "import", "--no-config", "-"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        for piece in pieces():
            process.stdin.write(piece)
        process.stdin.close()
        values, notes = json.loads(process.stdout.read()), process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    held = usage.ru_maxrss * 1024
    right = values["agent"] == {f"U{number}": number for number in range(9)} and "customer" not in values
    right = right and "`customers` are left out" in notes and process.returncode == 0
    print(f"{held // 1024 // 1024} MB held; the values are {'right' if right else 'wrong'}")
    return 0 if right and held < MOST else 1


if __name__ == "__main__":
    sys.exit(main())
