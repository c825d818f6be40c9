"""What programs do with the package."""
import contextlib
import datetime
import decimal
import importlib.metadata
import gc
import json
import pathlib
import pickle
import random
import subprocess
import sys
import threading
import unittest
from unittest import mock

import deskql
from deskql import _library

UTC = datetime.timezone.utc


def filter_of(text, params=None, **options):
    return deskql.compile(text, params, **options).filter


class Unfixed(_library.CReaderOptions):
    """Of a reader that takes every fix for a suggestion."""

    def __init__(self, size, allocator, unit, fixes):
        super().__init__(size, allocator, unit, not fixes)


class Compiling(unittest.TestCase):
    def test_everything_that_a_client_needs(self):
        compiled = deskql.compile("status in (1, 3) and priority > 2 order by createdAt desc page 2", base_url="https://acme.example")
        self.assertEqual(compiled.filter, '{"status":{"$in":[1,3]},"priority":{"$gt":2}}')
        self.assertEqual(list(compiled.params), ["filter", "orderBy", "orderMode", "page"])
        self.assertEqual(compiled.params["filter"], compiled.filter)
        self.assertTrue(compiled.query.startswith("filter=%7B%22status%22"))
        self.assertEqual(compiled.url, "https://acme.example/desk/api/v2/tickets.json?" + compiled.query)
        self.assertIn("$DESK_TOKEN", compiled.curl)
        self.assertIn("order by createdAt descending", compiled.plan)
        self.assertEqual(compiled.findings, ())
        self.assertEqual(deskql.compile("").query, "")
        self.assertEqual(deskql.compile("").params, {})

    def test_places_of_parts(self):
        compiled = deskql.compile("status = 1 and priority > 2 order by id")
        place = compiled.locate("filter.priority")
        self.assertEqual((place.start.offset, place.end.offset), (15, 27))
        self.assertEqual(compiled.locate("filter/status/$eq").start.column, 10)
        self.assertIsNone(compiled.locate("filter.agent"))

    def test_what_an_answer_says_leads_back_into_the_text(self):
        compiled = deskql.compile("status = 1 and priority = 2")
        for body, said in (
            ('{"errors":{"filter.priority":["must be set"]}}', [(15, "the server says of `filter.priority`: must be set")]),
            (b'[{"source":"status","detail":"no"}]', [(0, "the server says of `status`: no")]),
            ('{"tickets":[]}', []),
        ):
            found = [(finding.range.start.index, finding.message) for finding in compiled.read_answer(body)]
            self.assertEqual(said, found)
        with self.assertRaisesRegex(ValueError, "no JSON"):
            compiled.read_answer("<html>")

    def test_completion(self):
        completion = deskql.complete("subject = 'é' and pri")
        self.assertEqual((completion.start, completion.end), (18, 21))
        self.assertEqual(completion.candidates, ((deskql.CandidateKind.FIELD, "priority", "reference"),))
        self.assertEqual([one.text for one in deskql.complete("sta = 1", 2).candidates], ["status", "state"])
        self.assertEqual([one.text for one in deskql.complete("", endpoint="users", maximum=1).candidates], ["autoFollowOnCC"])
        schemas = deskql.Schemas()
        schemas.add_values({"status": {"open": 1, "on hold": 4}})
        self.assertEqual([one.text for one in deskql.complete("status = o", schemas=schemas).candidates], ["open", '"on hold"'])
        for wrong in ({"index": 8}, {"index": -1}, {"maximum": -1}, {"endpoint": "nowhere"}):
            with self.assertRaises((IndexError, ValueError)):
                deskql.complete("status", **wrong)

    def test_long_outputs(self):
        text = "subject = " + json.dumps("x" * 10000)
        self.assertEqual(filter_of(text), '{"subject":{"$eq":"' + "x" * 10000 + '"}}')

    def test_errors_carry_findings(self):
        with self.assertRaises(deskql.DeskqlError) as caught:
            deskql.compile("statu = 1 and priorty > 2")
        error = caught.exception
        self.assertIsInstance(error, ValueError)
        first, second = error.findings
        self.assertEqual((first.code, first.code_text, first.slug), (201, "DQL201", "unknown-filter-field"))
        self.assertEqual((first.range.start.column, first.range.end.column, second.range.start.offset), (1, 6, 14))
        self.assertEqual(first.help, ("a field with a similar name exists: `status`",))
        self.assertEqual((first.parameter, first.field, first.query_index), ("filter", "statu", 0))
        self.assertEqual(str(error).splitlines()[1], "1:15: error[DQL201]: unknown filter field `priorty`")
        self.assertEqual(pickle.loads(pickle.dumps(error)).findings, error.findings)

    def test_help_suggestions_and_expected(self):
        help_, = [one.help for one in deskql.check("stat = open") if one.code == 201]
        self.assertGreaterEqual(len(help_), 1)
        syntax = deskql.check("status = 1 priority")[0]
        self.assertIn("and", syntax.expected)
        fix = deskql.check("status == 1")[0].fix
        with mock.patch.object(_library, "CReaderOptions", Unfixed):
            unfixed = deskql.check("status == 1")[0]
        self.assertEqual((unfixed.fix, unfixed.suggestions), (None, (fix,)))
        for severity, notes in (("", False), ("note", True)):
            found = deskql.parse("priority > 2", notes=notes).findings
            self.assertEqual("".join(str(one.severity) for one in found), severity)

    def test_index_is_that_of_the_string(self):
        for before in ("", "\ufeff", "# größe 😀\n", "subject = \"größe 😀\" and ", "\udcff "):
            text = before + "status == 1 and agent = :a"
            found = [one for one in deskql.check(text) if one.code == 111][0]
            self.assertEqual(text[found.range.start.index : found.range.end.index], "==")
            fix = found.fix
            fixed = text[: fix.range.start.index] + fix.replacement + text[fix.range.end.index :]
            self.assertEqual(fixed, before + "status = 1 and agent = :a")
            if before == "\udcff ":
                continue
            query = deskql.prepare(fixed)
            named = [(one.range, fixed[one.range.start.index : one.range.end.index]) for one in query.mentions]
            self.assertLess({"status", "agent"}, {text for _, text in named})
            place = query.parameters[0].range
            self.assertEqual(fixed[place.start.index : place.end.index], ":a")
            self.assertEqual(fixed[query.range.end.index :], "")
            located = query.compile({"a": 1}).locate("filter.agent")
            self.assertIn("agent", fixed[located.start.index : located.end.index])

    def test_one_query_is_one(self):
        for text in ("id = 1; id = 2", "id = ; id = 2"):
            with self.assertRaises(ValueError) as caught:
                deskql.compile(text)
            self.assertNotIsInstance(caught.exception, deskql.DeskqlError)

    def test_warnings_come_with_the_result(self):
        compiled = deskql.compile("status = 1 or status = 1")
        self.assertEqual([str(one) for one in compiled.findings], ["1:15: warning[DQL404]: repeated condition on `status`"])
        self.assertEqual(deskql.check("status = 1 or status = 1"), compiled.findings)
        self.assertEqual(deskql.check("status = 1"), ())

    def test_any_bytes(self):
        for text in (b"subject = \xff", "subject = \udcff", "subject = \ud800", b"\0", "id = 1\0"):
            with self.assertRaises(deskql.DeskqlError):
                deskql.compile(text)
        # What is decoded as files are is the same bytes again.
        self.assertEqual(deskql.parse("id = \udcff").findings, deskql.parse(b"id = \xff").findings)
        self.assertEqual(deskql.parse(b"id = \xff").format().encode("utf-8", "surrogateescape"), b"id = \xff")


class Binding(unittest.TestCase):
    def test_each_type(self):
        query = deskql.prepare(
            "agent = :agent and subject contains :text and status in :statuses and createdAt >= :since and deletedAt = :gone"
        )
        kinds = [(one.name, one.type, one.list, one.nullable, one.field) for one in query.parameters]
        self.assertEqual(kinds[0], ("agent", "reference", False, True, "agent"))
        self.assertEqual(kinds[2], ("statuses", "reference", True, True, "status"))
        self.assertEqual(kinds[3], ("since", "datetime", False, False, "createdAt"))
        hostile = 'x"}},{"$or":[{"a":é\0\''
        since = datetime.datetime(2026, 1, 31, 12, 0, 0, 250999, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
        for statuses in ([1, 3], (1, 3), {3, 1}, frozenset([1, 3]), range(1, 4, 2)):
            compiled = query.compile({"agent": 7, "text": hostile, "statuses": statuses, "since": since, "gone": None})
            self.assertEqual(
                compiled.filter,
                '{"agent":{"$eq":7},"subject":{"$contains":"x\\"}},{\\"$or\\":[{\\"a\\":é\\u0000\'"},"status":{"$in":[1,3]},'
                '"createdAt":{"$gte":"2026-01-31T10:00:00.250Z"},"deletedAt":{"$eq":null}}',
            )

    def test_a_value_never_changes_the_shape(self):
        random_ = random.Random(5)
        query = deskql.prepare("status = 1 and (subject contains :text or subject in :texts)")
        for _ in range(300):
            text = "".join(random_.choice('"\\{}[]$,:()\' \n\0aé😀\u2028') for _ in range(random_.randrange(20)))
            filter_ = json.loads(query.compile({"text": text, "texts": ["a", text]}).filter)
            expected = json.loads(query.compile({"text": "TEXT", "texts": ["a", "TEXT"]}).filter.replace("TEXT", json.dumps(text)[1:-1]))
            self.assertEqual(filter_, expected)

    def test_numbers(self):
        schemas = deskql.Schemas()
        schemas.add({"version": 1, "endpoints": [{"name": "x", "path": "/x.json", "filter": [{"name": "n", "type": "number"}]}]})
        query = deskql.prepare("from x n = :n", schemas=schemas)
        for value, text in ((1.5, "1.5"), (decimal.Decimal("0.1"), "0.1"), (-(2**63), "-9223372036854775808"), (decimal.Decimal("2"), "2")):
            self.assertEqual(query.compile({"n": value}).filter, f'{{"n":{{"$eq":{text}}}}}')
        for value in (2**63, float("nan"), float("inf"), decimal.Decimal("NaN"), decimal.Decimal("0.12345678901234567890")):
            with self.assertRaisesRegex(ValueError, "^the parameter `n`: "):
                query.compile({"n": value})

    def test_booleans_are_no_numbers(self):
        schemas = deskql.Schemas()
        schemas.add({"version": 1, "endpoints": [{"name": "x", "path": "/x.json", "filter": [{"name": "b", "type": "boolean"}]}]})
        query = deskql.prepare("from x b = :b", schemas=schemas)
        self.assertEqual(query.compile({"b": True}).filter, '{"b":{"$eq":true}}')
        with self.assertRaises(deskql.DeskqlError):
            query.compile({"b": 1})

    def test_a_subclass_counts_as_its_class(self):
        import enum

        Status = enum.IntEnum("Status", "OPEN CLOSED")
        self.assertEqual(filter_of("status = :s", {"s": Status.CLOSED}), '{"status":{"$eq":2}}')

    def test_days_and_times(self):
        query = deskql.prepare("createdAt = :day")
        compiled = query.compile({"day": datetime.date(2026, 1, 31)}, utc_offset=datetime.timedelta(hours=2))
        self.assertEqual(
            compiled.filter, '{"$and":[{"createdAt":{"$gte":"2026-01-30T22:00:00Z"}},{"createdAt":{"$lt":"2026-01-31T22:00:00Z"}}]}'
        )
        now = datetime.datetime(2026, 3, 1, 12, tzinfo=UTC)
        self.assertEqual(filter_of("updatedAt > -7d", now=now), '{"updatedAt":{"$gt":"2026-02-22T12:00:00Z"}}')
        self.assertEqual(filter_of("createdAt > :t", {"t": deskql.Text("-1d")}, now=now), '{"createdAt":{"$gt":"2026-02-28T12:00:00Z"}}')
        self.assertEqual(filter_of("createdAt > :t", {"t": now - datetime.timedelta(days=365 * 100)}), '{"createdAt":{"$gt":"1926-03-26T12:00:00Z"}}')
        # The clock is the system's.
        before = datetime.datetime.now(UTC).replace(microsecond=0)
        found = json.loads(filter_of("updatedAt > now"))["updatedAt"]["$gt"]
        found = datetime.datetime.strptime(found, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        self.assertTrue(before <= found <= datetime.datetime.now(UTC))

    def test_a_naive_datetime_is_refused(self):
        naive = datetime.datetime(2026, 1, 31, 10)
        for call in (lambda: filter_of("createdAt > :t", {"t": naive}), lambda: filter_of("createdAt > now", now=naive)):
            with self.assertRaisesRegex(ValueError, "has no offset"):
                call()
        for offset in (datetime.timedelta(seconds=30), datetime.timedelta(hours=24), datetime.timedelta(days=-1)):
            with self.assertRaisesRegex(ValueError, "whole minutes"):
                deskql.compile("id = 1", utc_offset=offset)

    def test_bindings_that_do_not_fit(self):
        query = deskql.prepare("agent = :agent and subject contains :text")
        for params in ({}, {"agent": 1}, {"agent": 1, "text": "", "more": 1}, {"agent": 1, "text": 5}, {"agent": [1], "text": ""}, {"agent": 1, "text": "\udcff"}):
            with self.assertRaises(deskql.DeskqlError, msg=params) as caught:
                query.compile(params)
            self.assertTrue(all(300 <= one.code < 310 for one in caught.exception.findings))
        for value in (object(), b"x", [[1]], {"a": 1}, 1j, iter([1])):
            with self.assertRaisesRegex(TypeError, "^the parameter `agent`: "):
                query.compile({"agent": value, "text": ""})
        with self.assertRaisesRegex(ValueError, "NUL"):
            query.compile({"agent\0": 1, "text": ""})


class Documents(unittest.TestCase):
    def test_queries(self):
        document = deskql.parse("a: status = 1 order by id;\n# about b\nb: statu = 1")
        self.assertEqual([(one.name, one.valid) for one in document.queries], [("a", True), ("b", False)])
        self.assertEqual(len(document), 2)
        self.assertEqual(document["b"].range.start.line, 3)
        self.assertEqual([one.name for one in document], ["a", "b"])
        with self.assertRaises(KeyError):
            document["c"]
        self.assertEqual(document[0].endpoint.name, "tickets")
        self.assertEqual([one.query for one in document.findings], ["b"])
        self.assertTrue(document["a"].english.startswith("Tickets whose status is 1"))
        self.assertTrue(document["a"].tree.startswith("query `a` of tickets"))
        with self.assertRaises(deskql.DeskqlError):
            document["b"].format()
        with self.assertRaises(deskql.DeskqlError):
            document["b"].compile()
        self.assertEqual(len(deskql.parse("")), 1)

    def test_mentions(self):
        query = deskql.prepare("`agent` = :who and createdAt > -7d order by id page :p include users fields id")
        Kind = deskql.MentionKind
        self.assertEqual(
            [(one.kind, one.name, one.type, one.field, one.range.start.column) for one in query.mentions],
            [
                (Kind.FILTER_FIELD, "agent", "reference", None, 1),
                (Kind.PARAMETER, "who", "reference", "agent", 11),
                (Kind.FILTER_FIELD, "createdAt", "datetime", None, 20),
                (Kind.ORDER_FIELD, "id", None, None, 45),
                (Kind.PARAMETER, "p", "integer", "page", 53),
                (Kind.INCLUDE, "users", None, None, 64),
                (Kind.SPARSE_FIELD, "id", None, None, 77),
            ],
        )
        self.assertEqual(deskql.prepare("").mentions, ())

    def test_formatting_and_mending(self):
        document = deskql.parse("a: status==1&&id=2 # why\n")
        text, applied = document.fix()
        self.assertEqual((text, applied), ("a: status=1 and id=2 # why\n", 2))
        self.assertEqual(deskql.parse(text).format(), "a: status = 1 and id = 2 # why\n")
        self.assertEqual(document.findings[0].fix.replacement, "=")
        self.assertEqual(deskql.parse(text)["a"].format(), "a: status = 1 and id = 2")
        wide = "status = 1 and priority = 2 order by id"
        self.assertEqual(deskql.parse(wide).format(width=30), "status = 1 and priority = 2\norder by id")
        # A text with mistakes of syntax stays as it is.
        self.assertEqual(deskql.parse("status  = ;id=1").format(), "status  = ;\nid = 1")

    def test_raw(self):
        document = deskql.parse_raw("filter=%7B%22status%22%3A1%7D&orderBy=id&orderMode=DESC")
        self.assertEqual(document.queries[0].format(), "status = 1 order by id desc")

    def test_limits(self):
        self.assertEqual(deskql.parse("x = 1 and y = 2 and z = 3", maximum_findings=1).omitted, 2)
        self.assertEqual([one.code for one in deskql.check("((id = 1))")], [])
        self.assertEqual([one.code for one in deskql.parse("((id = 1))", maximum_depth=1).findings], [120])
        for wrong in (-1, 2**32):
            with self.assertRaises(ValueError):
                deskql.parse("", maximum_bytes=wrong)

    def test_codes(self):
        code = deskql.explain("unknown-filter-field")
        self.assertEqual((code.code, code.severity), (201, deskql.Severity.ERROR))
        self.assertTrue(code.page.startswith("# DQL201"))
        self.assertEqual(deskql.explain("DQL201"), code)
        self.assertIsNone(deskql.explain("DQL999"))
        self.assertIsNone(deskql.explain("DQL201\0"))


class SchemasTest(unittest.TestCase):
    CALLS = '{"version":1,"endpoints":[{"name":"calls","path":"/calls.json","filter":[{"name":"id","type":"integer"}]}]}'

    def test_sets(self):
        schemas = deskql.Schemas()
        built_in = len(schemas.endpoints())
        schemas.add_values({"status": {"open": 1}})
        schemas.add(self.CALLS)
        self.assertEqual(filter_of("status = open", schemas=schemas), '{"status":{"$eq":1}}')
        self.assertEqual(deskql.prepare("id = 1", schemas=schemas, endpoint="calls").endpoint.path, "/calls.json")
        self.assertEqual(schemas.endpoint("calls").filter[0].type, "integer")
        self.assertIsNone(schemas.endpoint("no"))
        self.assertEqual(len(schemas.endpoints()), built_in + 1)
        for wrong in (b'{"version":1,"endpoints":[{}]}', '{"version":1,"endpoints":[{}]}', "{"):
            with self.assertRaises(deskql.DeskqlError) as caught:
                schemas.add(wrong)
            self.assertTrue(caught.exception.findings)
        self.assertEqual(len(schemas.endpoints()), built_in + 1)
        self.assertEqual(deskql.Schemas().endpoint("ticket_messages").path_parameters, ("ticket",))
        messages = deskql.compile("from ticket_messages ticket = :t page 2", {"t": "a b"})
        self.assertEqual(messages.url, "https://SITE.teamwork.com/desk/api/v2/tickets/a%20b/messages.json?page=2")
        self.assertEqual((messages.path, messages.params), ("/desk/api/v2/tickets/a%20b/messages.json", {"page": "2"}))
        self.assertIn("a%20b", repr(messages))
        for output in ("query", "filter"):
            with self.assertRaises(Exception):
                getattr(messages, output)
        search = deskql.compile("from search_customers tags in (1, 2) and companies = 3")
        self.assertEqual(search.params, {"tagIds[]": ["1", "2"], "companies[]": "3"})
        self.assertEqual(search.query, "tagIds%5B%5D=1&tagIds%5B%5D=2&companies%5B%5D=3")
        self.assertIn("tagIds", repr(search))
        with self.assertRaises(Exception):
            getattr(search, "filter")
        searches = deskql.Schemas().endpoint("search_customers")
        self.assertEqual((searches.takes_filter, searches.filter[0].parameters), (False, {"contains": "search"}))
        self.assertEqual(deskql.compile("ids :ids", {"ids": [3, 1]}).params, {"ids": "3,1"})
        tickets = deskql.Schemas().endpoint("tickets")
        self.assertTrue(tickets.ids and tickets.takes_filter)
        self.assertEqual((len(tickets.filter), len(tickets.order), len(tickets.includes), tickets.maximum_page_size), (37, 44, 34, 100))
        self.assertEqual((tuple(tickets.documented), tickets.queryable), ((25, 44, 34, 0), 28))
        self.assertEqual({one.operators for one in tickets.filter if one.type == "enum"}, {("=", "!=", "in")})
        state = [one for one in tickets.filter if one.name == "state"][0]
        self.assertIn("active", state.values)

    def test_a_document_keeps_its_endpoints(self):
        schemas = deskql.Schemas()
        schemas.add(self.CALLS)
        query = deskql.prepare("id = 1", schemas=schemas, endpoint="calls")
        schemas.add(self.CALLS.replace("/calls.json", "/other.json"))
        self.assertEqual(query.endpoint.path, "/calls.json")
        self.assertEqual(deskql.prepare("id = 1", schemas=schemas, endpoint="calls").endpoint.path, "/other.json")


class Memory(unittest.TestCase):
    def test_context_managers(self):
        with deskql.Schemas() as schemas, deskql.parse("status = 1", schemas=schemas) as document:
            query = document.queries[0]
            with query.compile() as compiled:
                self.assertEqual(compiled.filter, '{"status":{"$eq":1}}')
        for use in (lambda: document.findings, document.format, lambda: compiled.url, schemas.endpoints, lambda: schemas.add("{}")):
            with self.assertRaisesRegex(ValueError, "closed"):
                use()
        # What was read stays; what a query needs does, too.
        self.assertEqual(compiled.filter, '{"status":{"$eq":1}}')
        self.assertEqual(query.compile().filter, '{"status":{"$eq":1}}')
        document.close()

    def test_what_is_needed_outlives_what_it_is_made_of(self):
        compiled = deskql.parse("a: status = open", schemas=self.schemas())["a"].compile()
        gc.collect()
        self.assertEqual(compiled.filter, '{"status":{"$eq":1}}')

    @staticmethod
    def schemas():
        schemas = deskql.Schemas()
        schemas.add_values({"status": {"open": 1}})
        return schemas

    def test_each_handle_is_given_back_once(self):
        freed = []
        original = {name: getattr(_library, name) for name in ("schemas_free", "document_free", "plan_free")}

        def counting(name):
            return lambda pointer: (freed.append(name), original[name](pointer))

        with contextlib.ExitStack() as stack:
            for name in original:
                setattr(_library, name, counting(name))
                stack.callback(setattr, _library, name, original[name])
            compiled = deskql.parse("id = 1", schemas=deskql.Schemas())[0].compile()
            self.assertEqual(freed, [])
            compiled.close()
            self.assertEqual(freed, ["plan_free", "document_free", "schemas_free"])
            with contextlib.suppress(deskql.DeskqlError):
                deskql.prepare("a: id = :x").compile()
            self.assertEqual(freed[3:], ["plan_free", "document_free"])

    def test_a_sink_that_fails(self):
        class Full(list):
            def append(self, piece):
                raise MemoryError("full")

        gathered = _library._Gathered
        try:
            _library._Gathered = lambda: type("Gathered", (), {"pieces": Full(), "failure": None})()
            with self.assertRaisesRegex(MemoryError, "full"):
                deskql.parse("id = 1").format()
        finally:
            _library._Gathered = gathered


class Threads(unittest.TestCase):
    def test_eight_share_everything(self):
        schemas = deskql.Schemas()
        document = deskql.parse("agent = :agent and state = active order by id", schemas=schemas)
        shared, failures = document.queries[0], []
        shared_compiled = shared.compile({"agent": 5})

        def work(number):
            try:
                for i in range(150):
                    agent = number * 1000 + i
                    self.assertIn(f'"agent":{{"$eq":{agent}}}', shared.compile({"agent": agent}).filter)
                    self.assertIn('"agent":{"$eq":5}', shared_compiled._write(_library.FILTER))
                    own = deskql.prepare('status in (1, 2) and subject contains "x"', schemas=schemas)
                    self.assertTrue(own.compile().query)
                    self.assertEqual(len(deskql.check("statu = 1", schemas=schemas)), 1)
                    if i % 50 == number:
                        schemas.add(SchemasTest.CALLS.replace("calls", f"calls{number}"))
                        gc.collect()
            except BaseException as failure:
                failures.append(failure)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        switch = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            sys.setswitchinterval(switch)
        self.assertEqual(failures, [])
        # Nothing that one of them added was lost.
        for number in range(8):
            self.assertEqual(schemas.endpoint(f"calls{number}").path, f"/calls{number}.json")

    def test_closing_while_others_compile(self):
        for _ in range(20):
            document = deskql.parse("status in (" + ", ".join(map(str, range(1000))) + ")")
            thread = threading.Thread(target=lambda query=document.queries[0]: [query.compile().query for _ in range(5)])
            thread.start()
            document.close()
            del document
            thread.join()


class Package(unittest.TestCase):
    def test_import_takes_what_it_needs(self):
        folder = str(pathlib.Path(deskql.__file__).parent.parent)
        script = f"import sys; sys.path.insert(0, {folder!r}); import deskql; print(sorted({{'json', 'decimal', 'pathlib', 'threading'}} & {{*sys.modules}}))"
        said = subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True, stdout=subprocess.PIPE).stdout.decode()
        self.assertLessEqual(set(eval(said)), {"threading"}, said)

    def test_a_call_makes_one_query_and_reads_findings_when_asked(self):
        made = mock.Mock(wraps=_library.document_at)
        asked = mock.Mock(wraps=_library.plan_findings)
        with mock.patch.object(_library, "document_at", made), mock.patch.object(_library, "plan_findings", asked):
            compiled = deskql.compile("subject contains ''")
            self.assertEqual((made.call_count, asked.call_count), (1, 0))
            compiled.close()
        self.assertEqual(compiled.findings, deskql.check("subject contains ''"))

    def test_versions(self):
        self.assertEqual(deskql.__version__, importlib.metadata.version("deskql"))
        program = [file for file in importlib.metadata.files("deskql") if file.name in ("deskql", "deskql.exe")]
        said = subprocess.run([program[0].locate(), "--version"], stdout=subprocess.PIPE, check=True).stdout.decode()
        self.assertIn(deskql.__version__, said)

    def test_exports(self):
        for name in deskql.__all__:
            self.assertTrue(hasattr(deskql, name), name)
        self.assertEqual(repr(deskql.DeskqlError), "<class 'deskql.DeskqlError'>")


if __name__ == "__main__":
    unittest.main()
