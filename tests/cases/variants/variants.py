#!/usr/bin/env python3
"""Each row of a table of mistakes, in 200 variants of it: what is said, where, and what the fix makes.

    variants.py DRIVER rows_NAME.py [PART OF A ROW'S TEXT]

A file of rows has a list ROWS of

    row(TEXT, CODE, SAYS, fixed=TEXT)

TEXT is the wrong text. What the finding's range holds is marked ⟦so⟧, where the row says it. `$string`, `$integer`, `$datetime`, … stand
for a field of that type, `$word`, `$number`, … for a value (POOLS, below); `$string2` is another one. SAYS is a part of the message or of
the help, `fixed` the text after all fixes; without it no fix may change anything. Each variant must give exactly one finding, of that code
and place, and the fixed text no error. Further:

    choices={"x": [...]}    what `$x` stands for in this row
    kind="filter"           a condition: it may stand in brackets, beside `and` and `not`, before clauses (the default)
         "clause"           a clause: a filter may stand before it
         "query"            a whole query or several: only comments and other queries may stand around it
         "raw"              a raw text, which stands alone: its variants are its choices
    without={"not", ...}    frames (FRAMES, below) in which the row means something else
    also={"DQL401"}         codes of warnings that the text gives besides
    right=True              nothing is wrong: no finding but those of `also`; CODE and SAYS are None
    filters=[...]           what the text, unfixed, compiles to: a filter a query, for kind "raw" or where no frame adds to it

The variants are made by a random generator that begins with the row's text, so that they are always the same.
"""
import collections
import importlib.util
import json
import random
import re
import subprocess
import sys

VARIANTS = 200
MOST_TRIES = 20000

POOLS = {
    "string": ["subject", "previewText", "originalRecipient"],
    "integer": ["id", "responseTimeMins", "resolutionTimeMins"],
    "datetime": ["createdAt", "updatedAt", "deletedAt"],
    "reference": ["status", "agent", "inbox", "priority", "customer", "company", "source", "type"],
    "nullable": ["status", "agent", "inbox", "priority", "customer", "company", "source", "type"],
    "order": ["id", "subject", "createdAt", "updatedAt", "users.name", "customers.name"],
    "include": ["users", "customers", "companies", "tags"],
    "word": ["refund", "invoice", "late", "order-form", "v2", "Hello", "x1", "a.b"],
    "number": ["1", "2", "7", "42", "4364", "100"],
    "equality": ["=", "!="],
    "compare": ["=", "!=", "<", "<=", ">", ">="],
    "ordering": ["<", "<=", ">", ">="],
    "space": [" ", "  ", "\t", "\n", " \n  "],
    "label": ["urgent", "a", "my_query", "fresh2", "team"],
}

# A frame's name, and what it puts before and behind the text.
FRAMES = {
    "filter": [
        ("brackets", "(", ")"), ("brackets", "( ", " )"), ("brackets", "((", "))"),
        ("and", "spam_score > 3 and ", ""), ("and", "", " and spam_score > 3"), ("and", "state != merged and ", " and spam_score < 9"),
        ("or", "(spam_score > 3 or ", ")"), ("or", "(", " or spam_score > 3)"),
        ("not", "not ", ""), ("not", "not (", ")"), ("not", "(not ", ")"), ("not-and", "not spam_score > 3 and ", ""),
        ("list", "state in (active, merged) and ", ""), ("list", "", " and state in (active, merged)"),
    ],
    "prefix": [("where", "where ", ""), ("from", "from tickets ", ""), ("from", "from tickets where ", ""), ("label", "it: ", "")],
    "clause": [
        ("behind", "", " order by id"), ("behind", "", " pagesize 20"), ("behind", "", "\npage 3"), ("behind", "", " fields id, subject"),
        ("behind", "", " pagesize :size"),
    ],
    "before-clause": [("filter", "spam_score > 3 ", ""), ("filter", "not (state = active) ", ""), ("filter", "spam_score in (1, 2)\n", "")],
    "text": [
        ("query", "first: spam_score > 1;\n", ""), ("query", "spam_score > 1; ", ""), ("query", "", ";\nlast: spam_score > 2"),
        ("query", "", "; spam_score > 2 order by id"), ("query", "", " ;"), ("query", "; ", ""),
        ("comment", "# a note\n", ""), ("comment", "", " # a note"), ("comment", "# it's \"one\"\n\n", "\n# a = 1; b\n"),
        ("lines", "\n\n", "\n"), ("lines", "  ", "  "), ("lines", "\ufeff", ""),
    ],
}
# The kinds of frames of each kind of row, from the inside out, with the most of each that are put around.
KINDS = {
    "filter": [("filter", 3), ("prefix", 1), ("clause", 1), ("text", 2)],
    "clause": [("before-clause", 1), ("text", 2)],
    "query": [("text", 2)],
    "raw": [],
}

Row = collections.namedtuple("Row", "text code says fixed choices kind without also right filters")


def row(text, code, says, fixed=None, choices=None, kind="filter", without=(), also=(), right=False, filters=None):
    return Row(text, code, says, fixed, choices or {}, kind, set(without), set(also), right, filters)


def choose(random_, of, name, chosen):
    """What `$name` stands for: another than those of the same pool that were chosen before."""
    if name not in chosen:
        pool = of.choices.get(name) or of.choices.get(name.rstrip("0123456789")) or POOLS[name.rstrip("0123456789")]
        free = [value for value in pool if value not in chosen.values()]
        chosen[name] = random_.choice(free or pool)
    return chosen[name]


def fill(random_, of, text, chosen):
    return re.sub(r"\$([a-z]+[0-9]*)", lambda match: choose(random_, of, match.group(1), chosen), text)


def frame(random_, of):
    """What stands before and behind the text."""
    before = behind = ""
    for kind, most in KINDS[of.kind]:
        frames = [each for each in FRAMES[kind] if each[0] not in of.without]
        for _ in range(random_.randint(0, most) if frames else 0):
            _, left, right = random_.choice(frames)
            before, behind = left + before, behind + right
            # A second comment or query behind a comment would be part of it.
            if "#" in right:
                behind += "\n"
            # A byte order mark is one at the text's beginning alone, and `not` or a label must not come twice.
            frames = [each for each in frames if each[1:] != (left, right)]
            if left == "\ufeff":
                return before, behind
    return before, behind


def variant(random_, of):
    """A text, the text that is wanted of its fix, what is said, and the marked place in bytes."""
    chosen = {}
    text = fill(random_, of, of.text, chosen)
    fixed = text.replace("⟦", "").replace("⟧", "") if of.fixed is None else fill(random_, of, of.fixed, chosen)
    says = fill(random_, of, of.says, chosen) if of.says else None
    before, behind = frame(random_, of)
    text = before + text + behind
    place = None
    if "⟦" in text:
        start = len(text[:text.index("⟦")].encode())
        place = (start, len(text[:text.index("⟧")].encode()) - len("⟦".encode()))
        text = text.replace("⟦", "").replace("⟧", "")
    return text, before + fixed + behind, says, place


def variants(of):
    random_ = random.Random(of.text)
    made = {}
    for _ in range(MOST_TRIES):
        text, *wanted = variant(random_, of)
        made.setdefault(text, wanted)
        if len(made) == VARIANTS:
            break
    if len(made) < VARIANTS:
        sys.exit("only %d variants of a row: %s" % (len(made), of.text))
    return made


def reported(findings):
    return "".join("\n    %s %d-%d %s | %s | fix %s" % (each["code"], each["start"], each["end"], each["message"], each["help"],
                                                        each.get("fix", {}).get("replacement")) for each in findings)


def message(of, wanted, result):
    """What does not hold; None where all does."""
    fixed, says, place = wanted
    findings = [each for each in result["findings"] if each["code"] not in of.also or each["code"] == of.code]
    if of.right and findings:
        return "it is right"
    if not of.right:
        if len(findings) != 1:
            return "it gives %d findings" % len(findings)
        finding = findings[0]
        if finding["code"] != of.code:
            return "the code is not %s" % of.code
        if says not in finding["message"] + "\n" + json.dumps(finding["help"], ensure_ascii=False).replace('\\"', '"'):
            return "it does not say: " + says
        if place and place != (finding["start"], finding["end"]):
            return "the place is not %d-%d" % place
    if result["fixed"] != fixed:
        return "the fixed text is not\n%s\nbut\n%s" % (fixed, result["fixed"])
    if of.filters is not None and result["filters"] != of.filters:
        return "the filters are %s" % json.dumps(result["filters"])
    before = sum(each["severity"] == 1 for each in result["findings"])
    after = sum(each["severity"] == 1 for each in result["left"])
    if after > (0 if of.fixed is not None else before):
        return "the fixed text has errors:" + reported(result["left"])
    return None


def run(driver, mode, texts):
    done = subprocess.run([driver, mode], input=b"".join(text.encode() + b"\0" for text in texts), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def read_rows(path):
    spec = importlib.util.spec_from_file_location("rows", path)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    sys.modules["variants"] = sys.modules[__name__]  # the very module that the rows are of
    spec.loader.exec_module(module)
    return module.ROWS


def main():
    driver, path = sys.argv[1:3]
    part = sys.argv[3] if len(sys.argv) > 3 else ""
    failed = count = 0
    for of in read_rows(path):
        if part not in of.text:
            continue
        made = variants(of)
        results = run(driver, "raw" if of.kind == "raw" else "query", made)
        bad = [(text, message(of, wanted, result), result) for (text, wanted), result in zip(made.items(), results)]
        bad = [each for each in bad if each[1]]
        count += len(made)
        failed += len(bad)
        if bad:
            text, why, result = min(bad, key=lambda each: len(each[0]))
            print("FAILED: %d of %d variants of  %s\n%s\n%s%s\n" % (len(bad), len(made), of.text, text, why, reported(result["findings"])))
    print("%d variants, %d fail" % (count, failed))
    return bool(failed or not count)


if __name__ == "__main__":
    sys.exit(main())
