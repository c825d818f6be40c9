#!/usr/bin/env python3
"""Damages valid queries at a known place and scores how near to it `deskql check` points.

    score.py DESKQL query.ebnf

A damaged query that is accepted must be one that the grammar for people (grammar/query.ebnf, read by tests/differential/grammar/ebnf.py) accepts too:
then the damage has left a valid query, and it does not count. All others must be rejected, with a place; the distance is that, in
characters, from the damage to the first error, or to the opening bracket or quote that a note of it shows if that is nearer.

Scored too: whether there is one finding for one damage; whether k damages give k findings; and of errors of syntax (DQL110) whether a help is about
the mistake: it names a token that the damage put in or took out (a field or value, which nobody can know, as `a field` or `a value`), or one
edit gives the query that was damaged. What is reached is held (HELD).
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "differential", "grammar"))
import ebnf  # noqa: E402
from check import TERMINALS  # noqa: E402

QUERIES = [
    "status = 1 and priority > 2 order by users.name desc",
    "status in (1, 2, 3) and agent = 7",
    "not (status = 1 or priority < 3) and inbox = 4364",
    "createdAt between 2026-01-01 and 2026-02-01 and state = active",
    "subject contains \"refund\" and status = 4 page 2 pagesize 50",
    "(agent = 1 or agent is null) and createdAt > today - 7d",
    "from tickets where status != 5 and updatedAt >= -2h order by createdAt asc",
    "customer = 12 or company = 3 include users, customers order by id",
    "subject = 'order now' and previewText contains \"late\"",
    "spam_score >= 0.5 and not state in (deleted, merged)",
    "(status = 1 and (priority = 2 or priority = 3)) or agent = 9",
    "deletedAt is not null and state = deleted fields id, subject",
    "id not in (1, 2) and responseTimeMins <= 60 and type = :type",
    "resolutionTimeMins > 30 order by customers.name desc pagesize 20",
    "inbox in :inboxes and status = 1 and createdAt < now",
    "originalRecipient = \"a@example.com\" and source = 2",
]
PIECES = re.compile(r'"[^"]*"|\'[^\']*\'|[A-Za-z_][\w.]*|:\w+|[-+]?\d[\w:.-]*|-\d+\w+|!=|<=|>=|[=<>~(),]')
STEPS = re.compile(r"(\b(now|today)\b|[-+]\d+[a-z]+)(\s*[-+]\s*\d+[a-z]+)+")
KEYWORDS = ("and or not in between contains is null order by asc desc page pagesize include fields from where").split()
WRONG_OPERATORS = {"=": ["=>", "=:", "=="], "!=": ["=!", "!"], "<": ["<<"], ">": [">>"], "<=": ["=<"], ">=": ["=>"],
                   "in": ["of"], "contains": ["has"], "between": ["within"], "is": ["are"]}


def pieces_of(query):
    return [(match.start(), match.group()) for match in PIECES.finditer(query)]


def misspell(random_, word):
    """Two neighbours swapped, a letter left out or one doubled; never the same word."""
    while True:
        at = random_.randrange(len(word) - 1)
        kind = random_.randrange(3)
        wrong = (word[:at] + word[at + 1] + word[at] + word[at + 2:] if kind == 0 else
                 word[:at + 1] + word[at + 2:] if kind == 1 else word[:at + 1] + word[at:])
        if wrong != word and wrong not in KEYWORDS and len(wrong) > 1:
            return wrong


def is_field(pieces, index):
    following = pieces[index + 1][1] if index + 1 < len(pieces) else ""
    return (pieces[index][1] not in KEYWORDS and re.match(r"[A-Za-z]", pieces[index][1]) and
            following in ("=", "!=", "<", "<=", ">", ">=", "in", "not", "is", "between", "contains"))


def damages(random_, query):
    """Yields (kind, damaged query, place of the damage, what it put in or took out)."""
    pieces = pieces_of(query)
    for index, (start, text) in enumerate(pieces):
        end = start + len(text)
        next_start = pieces[index + 1][0] if index + 1 < len(pieces) else len(query)
        if text in "()":
            yield "missing bracket", query[:start] + query[end:], start, [text]
        else:
            yield "dropped", query[:start] + query[next_start:], start, [text]
        yield "doubled", query[:end] + " " + text + query[end:], end + 1, [text]
        if index + 1 < len(pieces):
            other = pieces[index + 1][1]
            between = query[end:next_start]
            if other != text:
                yield ("swapped", query[:start] + other + (between or " ") + text + query[next_start + len(other):], start,
                       [text, other])
            yield "cut off", query[:end], end, [piece for _, piece in pieces[index + 1:]]
        bracket = random_.choice("()")
        yield "stray bracket", query[:start] + bracket + query[start:], start, [bracket]
        illegal = random_.choice("@$%^{}?|\\")
        yield "illegal character", query[:start] + illegal + " " + query[start:], start, [illegal]
        if text in WRONG_OPERATORS:
            wrong = random_.choice(WRONG_OPERATORS[text])
            added = [sign for sign in wrong if wrong.replace(sign, "", 1) == text]
            yield "wrong operator", query[:start] + wrong + query[end:], start, [wrong, text] + added
        if text in KEYWORDS:
            yield "misspelt keyword", query[:start] + misspell(random_, text) + query[end:], start, [text]
        if is_field(pieces, index):
            yield "misspelt field", query[:start] + misspell(random_, text) + query[end:], start, [text]
        if text[0] in "\"'":
            # The damaged token is the string, whichever of its quotes is gone.
            yield "lost quote", query[:start] + query[start + 1:], start, [text[0]]
            yield "lost quote", query[:end - 1] + query[end:], start, [text[0]]


def run_check(deskql, queries):
    """The findings of each query, by its index."""
    found = [[] for _ in queries]
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for index, query in enumerate(queries):
            names.append("%05d.dql" % index)
            with open(os.path.join(folder, names[-1]), "w", encoding="utf-8") as file:
                file.write(query)
        for first in range(0, len(names), 500):
            result = subprocess.run([deskql, "check", "--format", "json"] + names[first:first + 500],
                                    cwd=folder, capture_output=True, text=True)
            if result.returncode not in (0, 1):
                sys.exit("deskql check: exit status %d: %s" % (result.returncode, result.stderr))
            for finding in json.loads(result.stdout or "[]"):
                found[int(os.path.basename(finding["file"])[:5])].append(finding)
    return found


def grammatical(recognizer, query):
    """Whether the grammar for people accepts a query that deskql accepts (so every piece of it is a token)."""
    query = STEPS.sub("now", query)
    sets = recognizer.begin()
    if PIECES.sub("", query).strip():
        return False
    for _, text in pieces_of(query):
        lower = text.lower()
        terminals = (TERMINALS[lower] if lower in TERMINALS else {"? string ?"} if text[0] in "\"'" else
                     {"? parameter ?"} if text[0] == ":" else {"? comparison operator ?"} if text[0] in "=!<>" else
                     {"? relative time ?", "? keyword ?", "? keyword but and, or, order ?"} if re.match(r"now|today", lower) else
                     {"? number ?", "? date ?", "? relative time ?"} if re.match(r"[-+\d]", text) else {"? word ?"})
        # What names the language takes from its keywords, a field before an operator included, is not this test's matter.
        if re.match(r"[A-Za-z_]", text):
            terminals = terminals | {"? word ?"}
        if re.match(r"now|today", lower) is None and re.match(r"-", text):
            terminals = terminals | {"? relative time ?"}
        sets = recognizer.step(sets, terminals)
        if sets is None:
            return False
    return recognizer.complete(sets)


def distance(finding, place):
    starts = [finding["range"]["start"]["column"] - 1]
    starts += [note["range"]["start"]["column"] - 1 for note in finding["notes"]]
    return min(abs(start - place) for start in starts)


def classes_of(token):
    """What a help may call a token that it cannot know."""
    if token in "(),":
        return ()
    if token in KEYWORDS:
        return ("an operator",) if token in WRONG_OPERATORS or token == "not" else ()
    if token[0] in "=<>!~":
        return ("an operator",)
    return ("a field", "a value", "an include", "an endpoint") if re.match(r"[A-Za-z_]", token) else ("a value", "a number")


def is_about(finding, query, damaged, tokens):
    edits = [finding["fix"]] if finding["fix"] else finding["suggestions"]
    start, end = (finding["range"][side]["offset"] for side in ("start", "end"))
    for edit in edits[:1]:
        first, last = (edit["range"][side]["offset"] for side in ("start", "end"))
        if (damaged[:first] + edit["replacement"] + damaged[last:]).split() == query.split():
            return True
    for line in finding["help"]:
        named = [word for quoted in re.findall(r"`([^`]*)`", line) for word in [quoted] + quoted.split()]
        if line.startswith("remove it"):
            named.append(damaged[start:end])
        if any(token in named or any(name in line for name in classes_of(token)) for token in tokens):
            return True
    return False


def errors(findings):
    return [finding for finding in findings if finding["severity"] == "error"]


# What cannot leave a valid query, nor damage the condition beside it.
MISTAKES = ("dropped", "stray bracket", "wrong operator", "misspelt field", "illegal character")
# In percent; the first numbers are those of k = 1 to 5 damages in one query.
HELD = {"one damage, one finding": 97.5, "an error of syntax with a help about it": 97}
HELD.update({"%d damages, %d findings" % (k, k): held for k, held in enumerate((99, 99, 99, 98, 97), 1)})


def hold(name, good):
    """Says how many are so; returns a failure where that is less than is held."""
    percent = 100 * sum(good) / len(good)
    print("%-40s %5d of %5d  %.1f %%, held: %g %%" % (name, sum(good), len(good), percent, HELD[name]))
    return ["%s: %.1f %%" % (name, percent)] if percent < HELD[name] else []


def show_several(kind, query, wrong):
    print("%d %s: %s" % (len(wrong), kind, query))
    for finding in wrong:
        print("    %s^ %s %s %s" % (" " * (finding["range"]["start"]["column"] + len(kind) - 1), finding["code"], finding["message"], finding["help"]))


def score_single(deskql, recognizer):
    cases = []
    for seed, query in enumerate(QUERIES):
        cases += [(query,) + damage for damage in damages(random.Random(seed), query)]
    results = run_check(deskql, [case[2] for case in cases])
    distances, by_kind, failures, valid, alone, helped = [], {}, [], 0, [], []
    for (query, kind, damaged, place, tokens), findings in zip(cases, results):
        wrong = errors(findings)
        if not wrong:
            valid += 1
            if not grammatical(recognizer, damaged):
                failures.append("accepted, and the grammar does not: %s" % damaged)
            continue
        distances.append(distance(wrong[0], place))
        by_kind.setdefault(kind, []).append(distances[-1])
        alone.append(len(wrong) == 1)
        if wrong[0]["code"] == "DQL110":
            helped.append(is_about(wrong[0], query, damaged, tokens))
            if "--helpless" in sys.argv and not helped[-1]:
                print("%s: %s\n    %s: %s" % (kind, damaged, wrong[0]["message"], wrong[0]["help"]))
        if "--several" in sys.argv and len(wrong) != 1:
            show_several(kind, damaged, wrong)
        if "--far" in sys.argv and distances[-1] > 5:
            print("%3d %-16s %s\n%s^ but: %d %s" % (distances[-1], kind, damaged, " " * (21 + place), wrong[0]["range"]["start"]["column"], wrong[0]["message"]))
    distances.sort()
    within = sum(1 for d in distances if d <= 5) / len(distances)
    median, percentile = distances[len(distances) // 2], distances[len(distances) * 9 // 10]
    for kind, values in sorted(by_kind.items()):
        values.sort()
        print("%-18s %4d  median %d  90th percentile %d" % (kind, len(values), values[len(values) // 2], values[len(values) * 9 // 10]))
    print("%d damaged queries: %d still valid, %d rejected, all with a place" % (len(cases), valid, len(distances)))
    print("distance: median %d, 90th percentile %d, within 5: %.1f %%" % (median, percentile, 100 * within))
    failures += hold("one damage, one finding", alone) + hold("an error of syntax with a help about it", helped)
    if len(distances) < 500 or median > 0 or percentile > 2 or within < 0.98:
        failures.append("the score is below what is asked for")
    return failures


# Comparisons, right and each wrong in a way of its own; joined, each wrong one is one mistake.
WRONG_COMPARISONS = [
    "statu = 1", "status = = 1", "status 1", "status =", "priority > 2 @", "priority >> 2", "subject = \"a\\q\"", "id = 007",
    "createdAt > 2026-02-30", "status == 1", "= 1", "agent in (1, 2", "agent in 1, 2)", "agent is nul", "subject > 3", "id = \"x\"",
    "subject = a b", "createdAt between 2026-01-01 2026-02-01", "inbox = 1)", "users.name = \"Ann\"",
]
RIGHT_COMPARISONS = ["status = 1", "agent = 7", "priority > 2", "subject contains \"x\"", "inbox in (1, 2)"]


def score_several(deskql):
    random_ = random.Random(1)
    cases = []
    for _ in range(400):
        count = random_.randint(1, 5)
        parts = random_.sample(WRONG_COMPARISONS, count)
        for _ in range(count + 1):
            parts.insert(random_.randint(0, len(parts)), random_.choice(RIGHT_COMPARISONS))
        parts = interleave(random_, parts)
        cases.append((count, " and ".join(parts)))
    results = run_check(deskql, [query for _, query in cases])
    failures = []
    for (count, query), findings in zip(cases, results):
        wrong = errors(findings)
        if len(wrong) != count:
            failures.append("%d mistakes, %d findings: %s\n    %s" % (
                count, len(wrong), query, "; ".join("%d %s" % (f["range"]["start"]["column"], f["message"]) for f in wrong)))
    print("%d queries of 1 to 5 independent mistakes: %d report exactly as many" % (len(cases), len(cases) - len(failures)))
    return failures


def score_damages(deskql):
    """Conditions that are damaged each, with sound ones between them."""
    random_ = random.Random(2)
    conditions = sorted({part for query in QUERIES for part in re.split(r" and | or ", query)
                         if not re.search(r"[()]|\b(from|order|page|include|fields|between|not)\b", part) and " " in part and "'order" not in part})
    cases = []
    for k in [1, 2, 3, 4, 5] * 200:
        parts = []
        for condition in random_.sample(conditions, k):
            parts += [random_.choice(RIGHT_COMPARISONS), random_.choice([case[1] for case in damages(random_, condition) if case[0] in MISTAKES])]
        cases.append((k, " and ".join(parts + [random_.choice(RIGHT_COMPARISONS)])))
    found = run_check(deskql, [query for _, query in cases])
    for (k, query), findings in zip(cases, found):
        if "--several" in sys.argv and len(errors(findings)) != k:
            show_several("of %d" % k, query, errors(findings))
    return [failure for k in range(1, 6)
            for failure in hold("%d damages, %d findings" % (k, k), [len(errors(f)) == k for (count, _), f in zip(cases, found) if count == k])]


def interleave(random_, parts):
    """No two wrong comparisons side by side, so that the mistakes are independent."""
    result = []
    for part in parts:
        if result and result[-1] in WRONG_COMPARISONS and part in WRONG_COMPARISONS:
            result.append(random_.choice(RIGHT_COMPARISONS))
        result.append(part)
    return result


def main():
    deskql = os.path.abspath(sys.argv[1])
    recognizer = ebnf.Recognizer(ebnf.read(sys.argv[2]), "query")
    failures = score_single(deskql, recognizer) + score_several(deskql) + score_damages(deskql)
    for failure in failures[:20]:
        print("FAILED: " + failure)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
