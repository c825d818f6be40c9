#!/usr/bin/env python3
"""Runs `deskql check` with a terminal as standard error, and sees when it tells how far it is.

    progress.py PROGRAM

A named pipe among the files keeps the run as long as the test wishes.
"""
import os
import pathlib
import pty
import re
import select
import subprocess
import sys
import tempfile
import threading
import time

LINE = re.compile(rb"\r(\d+) of 4 files(, \d+(\.\d)? a second, \d+ s left)?\x1b\[K")
ERASED = b"\r\x1b[K"


def feed(pipe, seconds):
    time.sleep(seconds)
    with open(pipe, "w", encoding="utf-8") as stream:
        stream.write("statu = 1")


def run(program, seconds, jobs, terminal="xterm", on_terminal=True):
    """What is written to standard output, and to standard error."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for file in ("a.dql", "b.dql", "d.dql"):
            (folder / file).write_text("statu = 1", encoding="utf-8")
        os.mkfifo(folder / "c.dql")
        thread = threading.Thread(target=feed, args=(folder / "c.dql", seconds))
        thread.start()
        here, there = pty.openpty() if on_terminal else os.pipe()
        process = subprocess.Popen([program, "check", "-j", str(jobs), "--format", "gcc", "a.dql", "b.dql", "c.dql", "d.dql"],
                                   cwd=folder, stdout=subprocess.PIPE, stderr=there, env=dict(os.environ, TERM=terminal))
        os.close(there)
        errors = b""
        while select.select([here], [], [], 30)[0]:
            try:
                piece = os.read(here, 4096)
            except OSError:
                break
            if not piece:
                break
            errors += piece
        output = process.stdout.read()
        process.wait()
        thread.join()
        os.close(here)
    return output, errors


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    faults = []
    for jobs, done in ((2, b"2"), (1, None)):
        output, errors = run(program, 1.6, jobs)
        lines = LINE.findall(errors)
        # Alone, it tells when a file is done, and then only what is still to come.
        if not lines or (done and lines[0][0] != done):
            faults.append(f"with -j {jobs} after a second: {errors!r}")
        if done and not (errors.endswith(ERASED) and len(lines) >= 3):
            faults.append(f"with -j {jobs} at the end: {errors!r}")
        if LINE.sub(b"", errors).replace(ERASED, b""):
            faults.append(f"with -j {jobs} beside it: {errors!r}")
        if output.count(b": error: ") != 4:
            faults.append(f"with -j {jobs} the findings: {output!r}")
    for what, arguments in (("a quick run", (0, 2)), ("a dumb terminal", (1.3, 2, "dumb")), ("no terminal", (1.3, 2, "xterm", False))):
        _, errors = run(program, *arguments)
        if errors:
            faults.append(f"{what}: {errors!r}")
    for fault in faults:
        print("FAILED", fault)
    return 1 if faults else 0


sys.exit(main())
