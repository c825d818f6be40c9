#!/usr/bin/env python3
"""Fails each allocation of the whole program in turn: a run ends as the right one does, or with 2 and a message.

    no_memory.py DESKQL LIBRARY

LIBRARY is no_memory.c, loaded before the program, which is one without sanitizers. Files hold what they held or what they shall hold.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

FILES = {
    ".git/info/exclude": "*.tmp\n",
    ".gitignore": "ignored*\n!ignored/kept.dql\n",
    "ignored.dql": "nonsense (",
    "good.dql": "status = 1 and priority > 2 order by createdAt desc;\n",
    "bad.dql": "# deskql: allow DQL401 because it is new\none: statu=1 and priorty>>2;\ntwo: status == 1 && subject like '%x%'",
    "sub/.deskql.json": '{"endpoint": "calls", "schema": "calls.json", "values": ["values.json"], "severity": {"DQL410": "error"}}',
    "sub/calls.json": '{"version":1,"endpoints":[{"name":"calls","path":"/desk/api/v2/calls.json","maximumPageSize":50,'
                      '"filter":[{"name":"id","type":"integer"},{"name":"kind","type":"enum","values":["in","out"]},{"name":"line","type":"reference","values":{"red":1}}],"order":["id"]}]}',
    "sub/values.json": '{"line": {"blue": 2}}',
    "sub/one.dql": "line=blue and kind=up and id in (1,1)\norder by -id",
    "raw.txt": 'filter={"status":{"$eq":1},"subject":{"$contains":"a b"}}&orderBy=createdAt\nfilter={"statu":1}\n',
    "tickets.json": json.dumps([{"id": i, "status": {"id": i % 3}, "priority": {"id": i % 4}} for i in range(20)]),
    "page.txt": "GET /v1/calls.json\nThe following values are allowed in the filter query parameter:\n- id\n- note\n",
    "wrong/.deskql.json": '{"endpiont": "tickets"}',
    "wrong/two.dql": "id=1",
}

# Each with what it reads from standard input.
RUNS = [
    (["check", "."], ""),
    *((["check", "--format", form, "bad.dql"], "") for form in ("human", "gcc", "json", "validator", "sarif", "github", "junit")),
    (["check", "--format", "sarif", "sub", "nothing.dql"], ""),
    (["check", "--jobs", "2", "good.dql", "bad.dql", "sub"], ""),
    (["check", "--raw", "raw.txt"], ""),
    (["check", "--severity", "DQL405=error", "-q", "status = 1 and status = :mine"], ""),
    (["check", "--fix", "bad.dql", "sub"], ""),
    (["check", "--diff", "bad.dql"], ""),
    (["format", "--write", "good.dql", "bad.dql", "sub"], ""),
    (["format", "-"], "status=1   and priority in(1,2) # why\n"),
    (["compile", "--param", "mine=4", "status = :mine and createdAt > yesterday page 2"], ""),
    (["compile", "--output", "json", "-f", "good.dql"], ""),
    (["decompile", 'filter={"status":{"$in":[1,2]}}&orderBy=createdAt'], ""),
    (["explain", "-q", "status = 1 or not subject contains 'x'"], ""),
    (["explain", "DQL201"], ""),
    (["match", "-q", "status = 1 order by id desc", "tickets.json"], ""),
    (["fields"], ""),
    (["fields", "--json", "-e", "calls", "--schema", "sub/calls.json"], ""),
    (["endpoints"], ""),
    (["schema", "import", "page.txt"], ""),
    (["schema", "check", "sub/calls.json", "page.txt"], ""),
    (["completion", "bash"], ""),
    (["--help"], ""),
]


class Place:
    """A folder with the files, made anew after a run that wrote."""

    def __init__(self, program, library):
        self.program, self.library = program, library
        self.holder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.holder.name)
        self.contents = {}
        self.restore()

    def read(self):
        return {str(path.relative_to(self.folder)): path.read_text() for path in self.folder.rglob("*") if path.is_file()}

    def restore(self):
        for name in self.contents.keys() - FILES.keys():
            (self.folder / name).unlink()
        for name, text in FILES.items():
            if self.contents.get(name) != text:
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / name).write_text(text)
        self.contents = self.read()

    def run(self, arguments, given, number):
        """What comes of it, and whether the allocation of this number was reached."""
        reader, writer = os.pipe()
        environment = {"LD_PRELOAD": self.library, "NO_MEMORY_AT": str(number), "NO_MEMORY_REPORT": str(writer), "LC_ALL": "C"}
        run = subprocess.run([self.program, *arguments], input=given.encode(), cwd=self.folder, env=environment, pass_fds=[writer],
                             capture_output=True)
        os.close(writer)
        reached = os.read(reader, 1) == b"x"
        os.close(reader)
        self.contents = self.read()
        result = run.returncode, run.stdout, self.contents, run.stderr
        self.restore()
        return result, reached


def fault_of(result, right):
    """What is wrong with a run whose allocation failed; None: nothing."""
    code, output, files, message = result
    if (code, output, files) == right[:3]:
        return None
    if code < 0:
        return f"crashes with signal {-code}"
    if code != 2:
        return f"exits with {code} and other output: {output!r}"
    if not message:
        return "exits with 2 in silence"
    if files.keys() != FILES.keys():
        return f"leaves {files.keys() ^ FILES.keys()}"
    half = [name for name in files if files[name] not in (FILES[name], right[2][name])]
    return f"half of {half} is written" if half else None


def try_all(place, arguments, given):
    right, _ = place.run(arguments, given, 0)
    faults, number, reached = {}, 0, True
    while reached:
        number += 1
        result, reached = place.run(arguments, given, number)
        fault = fault_of(result, right)
        if fault:
            faults.setdefault(fault, []).append(number)
    print(f"{number - 1:5} allocations, exit {right[0]}: deskql {' '.join(arguments)}", flush=True)
    for fault, numbers in faults.items():
        print(f"      FAILED: without {numbers}: {fault}")
    return number - 1, len(faults)


def main(program, library):
    place = Place(program, library)
    counts = [try_all(place, arguments, given) for arguments, given in RUNS]
    print(f"{sum(count for count, _ in counts)} allocations, {sum(faults for _, faults in counts)} faults")
    return 1 if any(count == 0 or faults for count, faults in counts) else 0


if __name__ == "__main__":
    sys.exit(main(*map(os.path.abspath, sys.argv[1:])))
