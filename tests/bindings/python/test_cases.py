"""The cases of tests/cases, which the tests of the C library run too."""
import datetime
import json
import os
import pathlib
import re
import unittest
import urllib.parse

import deskql

SOURCE = pathlib.Path(os.environ["DESKQL_SOURCE"])
EXPECTED = ["filter", "output", "params", "url", "curl", "plan", "english", "tree", "validator", "findings"]
LIMITS = {"limit-bytes": "maximum_bytes", "limit-depth": "maximum_depth", "limit-list": "maximum_list", "limit-findings": "maximum_findings"}
# A case without a clock has none: a time that no case writes shows where one was used.
NO_CLOCK = datetime.datetime(5, 4, 17, tzinfo=datetime.timezone.utc)


def read_cases(path):
    """Pairs of a title and its sections, each of a name, a value and a body."""
    lines = path.read_bytes().decode().split("\n")
    cases, number = [], 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.startswith("== "):
            cases.append((line[3:], []))
        elif line.startswith("-- "):
            name, _, value = line[3:].partition(" ")
            end = number
            while end < len(lines) and not lines[end].startswith(("-- ", "== ")):
                end += 1
            body, number = lines[number:end], end
            while body and (not body[-1] or (name in EXPECTED and body[-1].startswith("#"))):
                body.pop()
            cases[-1][1].append((name, value, "\n".join(body)))
    return cases


def json_string(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_range(place):
    return f"{place.start.line}:{place.start.column}-{place.end.line}:{place.end.column}"


def write_findings(findings):
    for finding in findings:
        yield f"{write_range(finding.range)} {finding.severity} {finding.code_text} {finding.message}"
        for help_ in finding.help:
            yield f"  help: {help_}"
        if finding.fix:
            yield f"  fix: {write_range(finding.fix.range)} {json_string(finding.fix.replacement)}"
        for note in finding.notes:
            yield f"  note: {write_range(note.range)} {note.message}"


def validator(findings):
    """The body that the API answers a wrong request with."""
    errors = {}
    wrong = [finding for finding in findings if finding.severity is deskql.Severity.ERROR]
    for finding in sorted(wrong, key=lambda one: (one.parameter or "filter", one.field or "")):
        key = (finding.parameter or "filter") + (f".{finding.field}" if finding.field else "")
        errors.setdefault(key, []).append(finding.phrase)
    body = json.dumps({"errors": errors}, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", body)


class Run:
    """What comes of a case."""

    def __init__(self, sections):
        self.schema_findings, self.document, self.compiled = (), None, []
        schemas = deskql.Schemas()
        parse, compile_, params = {"schemas": schemas}, {"now": NO_CLOCK}, {}
        read, source = deskql.parse, ""
        for name, value, body in sections:
            if name == "query":
                source = body
            elif name == "query-percent":
                source = urllib.parse.unquote_to_bytes(value)
            elif name == "raw":
                read, source = deskql.parse_raw, body
            elif name == "endpoint":
                parse["endpoint"] = value
            elif name == "now":
                compile_["now"] = datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
            elif name == "utc-offset":
                sign, hours, minutes = re.fullmatch(r"([+-])(\d\d):(\d\d)", value).groups()
                compile_["utc_offset"] = int(sign + "1") * datetime.timedelta(hours=int(hours), minutes=int(minutes))
            elif name == "param":
                name, _, text = value.partition("=")
                params[name] = deskql.Text(text)
            elif name in ("values", "schema") and not self.schema_findings:
                try:
                    (schemas.add if name == "schema" else schemas.add_values)(value)
                except deskql.DeskqlError as error:
                    self.schema_findings = error.findings
            elif name == "notes":
                parse["notes"] = True
            elif name in LIMITS:
                parse[LIMITS[name]] = int(value)
        if self.schema_findings:
            return
        self.document = read(source, **parse)
        parsed = len(self.document.findings)
        for one in self.document.queries:
            try:
                compiled = one.compile(params, **compile_)
                self.compiled.append((compiled, compiled.findings[parsed:]))
            except deskql.DeskqlError as error:
                self.compiled.append((None, error.findings[parsed:]))

    @property
    def has_errors(self):
        return bool(self.schema_findings) or any(compiled is None for compiled, _ in self.compiled)

    def lines(self, name):
        if name == "findings":
            yield from write_findings(self.schema_findings or self.document.findings)
            if self.document and self.document.omitted:
                yield f"omitted: {self.document.omitted}"
            for _, found in self.compiled:
                yield from write_findings(found)
            return
        for index, (compiled, found) in enumerate(self.compiled):
            query = self.document.queries[index]
            if name == "validator":
                yield validator([one for one in self.document.findings if one.query_index == index] + list(found))
            elif name in ("english", "tree"):
                yield getattr(query, name).rstrip("\n")
            elif compiled is None:
                yield "invalid"
            elif name == "params":
                yield "{" + ",".join(f"{json_string(key)}:{json_string(value)}" for key, value in compiled.params.items()) + "}"
            else:
                yield getattr(compiled, "query" if name == "output" else name).rstrip("\n")


class Cases(unittest.TestCase):
    def test_all(self):
        files = sorted((SOURCE / "tests" / "cases").glob("*.case"))
        self.assertTrue(files)
        compared = 0
        for path in files:
            for title, sections in read_cases(path):
                run = Run(sections)
                names = {name for name, _, _ in sections}
                for name, _, body in sections:
                    if name in EXPECTED:
                        with self.subTest(file=path.name, case=title, section=name):
                            self.assertEqual("\n".join(run.lines(name)).rstrip("\n"), body)
                        compared += 1
                if "findings" not in names:
                    with self.subTest(file=path.name, case=title):
                        self.assertFalse(run.has_errors, "errors, but no section `findings`")
        self.assertGreater(compared, 1000)
        print(f"{compared} sections of {len(files)} files", flush=True)


if __name__ == "__main__":
    unittest.main()
