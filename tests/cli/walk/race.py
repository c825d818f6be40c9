#!/usr/bin/env python3
"""A folder, or a file, that becomes a link out while it is walked through, before each single call to the file system in turn.
Nothing outside is shown, nothing there is written, and no rule there leaves out what is here: it is checked, or the run has failed.

    race.py DESKQL LIBRARY

LIBRARY is swap.c, loaded before the program, which is one without sanitizers.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SECRET = "xyzzy-secret"
INSIDE = "statu  =  1   and  priority >> 2"
OUTSIDE = f"statu  =  '{SECRET}'   and  priority >> 2 AND status == 1"
FILES = {".git/config": "", "one.dql": INSIDE, "sub/.deskql.json": '{"values": "values.json"}', "sub/values.json": "{}", "sub/one.dql": INSIDE,
         "sub/deep/two.dql": "status  =  1", "sub/.gitignore": "nothing\n", "own/.git/info/exclude": "nothing\n", "own/three.dql": INSIDE}
OUTSIDE_FILES = {"one.dql": OUTSIDE, "deep/two.dql": f"status  =  1 # {SECRET}", ".deskql.json": f'{{"{SECRET}": 1}}',
                 "values.json": f'{{"{SECRET}": 1}}', ".gitignore": "*.dql\n", ".git/info/exclude": "*.dql\n", "three.dql": OUTSIDE}
SWAPS = {"sub": "", "sub/deep": "deep", "sub/one.dql": "one.dql", "sub/.deskql.json": ".deskql.json", "sub/values.json": "values.json",
         "sub/.gitignore": ".gitignore", "own": ""}
# What must be checked, or the exit status 2, by the commands that only check.
CHECKED = "own/three.dql", "sub/one.dql"
COMMANDS = (["check", "--jobs", "1", "."], ["check", "--format", "json", "--jobs", "1", "."], ["check", "--fix", "."], ["format", "--write", "."])


def fill(folder, files):
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "link.dql").symlink_to("sub/one.dql" if (folder / "sub").exists() else "one.dql")


def read(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def run(program, library, top, command, swap, number):
    """What is shown, the exit status, what lies outside by then, and whether the call was reached."""
    work, outside = top / "work", top / "outside"
    fill(work, FILES)
    fill(outside, OUTSIDE_FILES)
    reader, writer = os.pipe()
    environment = {"LD_PRELOAD": library, "SWAP_AT": str(number), "SWAP_WHAT": str(work / swap), "SWAP_TARGET": str(outside / SWAPS[swap]),
                   "SWAP_REPORT": str(writer)}
    done = subprocess.run([program, *command], cwd=work, env=environment, pass_fds=[writer], stdin=subprocess.DEVNULL, capture_output=True)
    os.close(writer)
    reached = os.read(reader, 1) == b"x"
    os.close(reader)
    return (done.stdout + done.stderr).decode(), done.returncode, read(outside), reached


def main(program, library):
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        fill(top / "outside", OUTSIDE_FILES)
        untouched = read(top / "outside")
        for command in COMMANDS:
            for swap in SWAPS:
                number, reached, noticed, shown, written, missed = 0, True, False, [], [], []
                while reached:
                    number += 1
                    output, status, outside, reached = run(program, library, top, command, swap, number)
                    if SECRET in output:
                        shown.append(number)
                    if outside != untouched:
                        written.append(number)
                    # What is a link before the walk comes to it is left out, as links are; what has been found once is not.
                    is_noticed = status == 2 or all(name in output for name in CHECKED)
                    if "--jobs" in command and noticed and not is_noticed:
                        missed.append(number)
                    noticed |= is_noticed
                failed = bool(shown or written or missed) or number < 5
                faults += failed
                print(f"{number - 1:4} calls, {swap} swapped: deskql {' '.join(command)}"
                      + f": FAILED: shown {shown}, written {written}, missed {missed}" * failed, flush=True)
    print(f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(os.path.abspath, sys.argv[1:])))
