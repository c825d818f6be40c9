#!/usr/bin/env python3
"""Counts the instructions that numbers, names and folders cost which were made to have one hash: about what others cost, in proportion.
And those of large schemas and reference pages: twice as large, twice as many.

    flooding.py DESKQL

The program is one without sanitizers, which valgrind cannot run.
"""
import itertools
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

MASK = (1 << 64) - 1
FACTOR = 0x9E3779B97F4A7C15
INVERSE = pow(FACTOR, -1, 1 << 64)
START = 2166136261
INTEGER = 2  # DQL_PLAN_INTEGER


def fold(hash_, word):
    """dql_hash_word of src/base/set.h."""
    mixed = (hash_ ^ word) * FACTOR & MASK
    return (mixed ^ mixed >> 32) & 0xFFFFFFFF


def colliding_numbers(count):
    """64-bit numbers whose folded products are all 7."""
    before = fold(START, INTEGER)
    words = [before ^ ((high << 32 | (high ^ 7)) * INVERSE & MASK) for high in range(1, count + 1)]
    assert len({fold(before, word) for word in words}) == 1
    return [word - (1 << 64) if word >> 63 else word for word in words]


def random_numbers(count):
    return [random.getrandbits(64) - (1 << 63) for _ in range(count)]


def colliding_names(count):
    def name(number):
        digits = [number // 5**i % 5 for i in range(8)]
        return "".join(chr(ord("z") - 5 * digit) for digit in digits) + "".join(chr(ord("a") + digit) for digit in digits)

    return [name(i) for i in range(count)]


def random_names(count):
    return ["".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=16)) for _ in range(count)]


def instructions(command, folder=None):
    run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command], cwd=folder, capture_output=True, text=True)
    assert run.returncode in (0, 1), run.stderr
    return int(re.search(r"Collected : (\d+)", run.stderr).group(1))


def query_of(numbers):
    return " or ".join(f"id={number}" for number in numbers)


def measure_numbers(program, folder, numbers):
    path = folder / "numbers.dql"
    path.write_text(query_of(numbers))
    return instructions([program, "compile", "-f", str(path)])


def measure_names(program, folder, names):
    values, query = folder / "values.json", folder / "names.dql"
    values.write_text(json.dumps({"status": {name: i for i, name in enumerate(names)}}))
    query.write_text(f"status in ({','.join(names[-9000:])})")
    return instructions([program, "check", "--values", str(values), str(query)])


def fnv(name):
    hash_ = START
    for byte in name.encode():
        hash_ = (hash_ ^ byte) * 16777619 & 0xFFFFFFFF
    return hash_


def colliding_folders(count):
    """Names of one bucket of 128 by FNV-1a, in the order of a walk, which is the worst for a tree that is not balanced."""
    return list(itertools.islice((name for name in map("f{:07}".format, itertools.count()) if fnv(name) % 128 == 0), count))


def random_folders(count):
    return random.sample(list(map("f{:07}".format, range(10 * count))), count)


def measure_folders(program, folder, names):
    top = pathlib.Path(tempfile.mkdtemp(dir=folder))
    for name in names:
        (top / name).mkdir()
        (top / name / "a.dql").write_text("id=1")
    return instructions([program, "check", "."], top)


def schema_of(count):
    fields = [{"name": f"field{i}", "type": "integer"} for i in range(count)]
    endpoint = {"name": "large", "path": "/large.json", "filter": fields, "order": [field["name"] for field in fields]}
    return "check", json.dumps({"version": 2, "endpoints": [endpoint]})


HEADING = "GET /large.json\nThe following values are allowed in the filter query parameter:\n"
LARGE = (("fields of a schema", schema_of, 5000),
         ("names of a page", lambda count: ("import", HEADING + "".join(f"- field{i}\n" for i in range(count)) + "\n"), 5000),
         ("endpoints of a page", lambda count: ("import", "".join(HEADING.replace("large", f"large{i}") + "- id\n" for i in range(count)) + "\n"), 1000),
         ("tags that are not closed", lambda count: ("import", "<p>" + HEADING.replace("\n", "<br>") + "<li>id</li></ul>" + "<a href=\"" * count), 20000),
         ("links that are not closed", lambda count: ("import", HEADING + "- id\n\n" + "[a](" * count + "\n"), 20000))


def measure_large(program, folder, action, text):
    path = folder / "large"
    path.write_text(text)
    return instructions([program, "schema", action, str(path)])


def main(program):
    random.seed(10)
    wrong = 0
    kinds = (("numbers", measure_numbers, colliding_numbers, random_numbers, 40000),
             ("names", measure_names, colliding_names, random_names, 30000),
             ("folders", measure_folders, colliding_folders, random_folders, 3000))
    with tempfile.TemporaryDirectory() as name:
        for what, measure, crafted, ordinary, count in kinds:
            half, whole = (measure(program, pathlib.Path(name), crafted(n)) for n in (count, 2 * count))
            usual = measure(program, pathlib.Path(name), ordinary(2 * count))
            fine = whole < 2.5 * half and whole < 4 * usual
            wrong += not fine
            print(f"{what}: {2 * count} of one hash cost {whole / 1e6:.0f} million instructions, half of them {half / 1e6:.0f},"
                  f" others {usual / 1e6:.0f}{'' if fine else ': too much'}")
        for what, made, count in LARGE:
            half, whole = (measure_large(program, pathlib.Path(name), *made(n)) for n in (count, 2 * count))
            wrong += whole >= 2.5 * half
            print(f"{what}: {2 * count} cost {whole / 1e6:.0f} million instructions, half of them {half / 1e6:.0f}"
                  f"{'' if whole < 2.5 * half else ': too much'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(str(pathlib.Path(sys.argv[1]).resolve())))
