#!/usr/bin/env python3
"""Holds grammar/query.ebnf to grammar/query.y: the two accept the same sequences of up to N tokens.

    check.py ENUMERATE query.ebnf [N]

ENUMERATE is the program of enumerate.c. Both sides walk over all sequences, so nothing that one accepts is left unasked of the other.
"""
import pathlib
import re
import subprocess
import sys

import ebnf

KEYWORDS = re.findall(r'^KEYWORD\("(\w+)"', (pathlib.Path(__file__).resolve().parents[3] / "grammar/keywords.def").read_text(encoding="utf-8"), re.M)
# What each token may count as in the grammar for people.
TERMINALS = {
    "LABEL": {"? label ?"}, "WORD": {"? word ?"}, "QUOTED": {"? backquoted name ?"}, "STRING": {"? string ?"},
    "PARAMETER": {"? parameter ?"}, "COMPARE": {"? comparison operator ?"}, "MATCH": {"~"},
    "(": {"("}, ")": {")"}, ",": {","},
}
for keyword in KEYWORDS:
    TERMINALS[keyword] = {keyword, "? keyword ?"}
    if keyword not in ("and", "or", "order"):
        TERMINALS[keyword].add("? keyword but and, or, order ?")
# What query.y takes only to report it with a fix: `page = 2`, `not = 1`.
RECOVERED = re.compile(r"\b(page|pagesize|not) COMPARE\b")


def accepted(recognizer, sets, prefix, longest, found):
    if recognizer.complete(sets):
        found.add(" ".join(prefix))
    if len(prefix) == longest:
        return
    for name, terminals in TERMINALS.items():
        following = recognizer.step(sets, terminals)
        if following:
            accepted(recognizer, following, prefix + [name], longest, found)


def main():
    longest = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    grammar = ebnf.read(sys.argv[2])
    recognizer = ebnf.Recognizer(grammar, "query")
    by_ebnf = set()
    accepted(recognizer, recognizer.begin(), [], longest, by_ebnf)
    output = subprocess.run([sys.argv[1], str(longest)], capture_output=True, text=True, check=True).stdout
    by_parser = {sequence for sequence in output.split("\n")[:-1] if not RECOVERED.search(sequence)}
    for text, only in (("query.ebnf", by_ebnf - by_parser), ("query.y", by_parser - by_ebnf)):
        for sequence in sorted(only)[:20]:
            print("only %s accepts: %s" % (text, sequence))
    print("%d sequences of up to %d tokens accepted by both" % (len(by_ebnf & by_parser), longest))
    return by_ebnf != by_parser or len(by_parser) < 1000


if __name__ == "__main__":
    sys.exit(main())
