#!/usr/bin/env python3
"""The server, asked as clients ask it, and as nobody should.

    run.py DESKQL DESKQL_SERVE STEP      a class of this file, in lower case: answers errors http data hostile stop load
    run.py DESKQL DESKQL_SERVE client EXAMPLE      docs/examples/tickets.c, built

It exits with 77 where a step needs a program that is not there.
"""
import concurrent.futures
import contextlib
import gzip
import hashlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import string
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

LIST = "/desk/api/v2/tickets.json"
ONE = "/desk/api/v2/tickets/%s.json"
HERE = pathlib.Path(__file__).resolve().parent
DESKQL = SERVE = EXAMPLE = None

# What AddressSanitizer keeps of freed memory would hide what the server keeps.
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=8", TZ="UTC")


class Server:
    """A running server; at the end of a `with` it is stopped, and must have stopped well."""

    def __init__(self, *arguments, command=None):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([*(command or [SERVE]), *arguments], stdout=subprocess.PIPE, stderr=self.log,
                                        env=ENVIRONMENT, text=True)
        line = self.process.stdout.readline()
        match = re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)\n", line)
        if not match:
            raise AssertionError(f"no URL but {line!r}: {self.errors()}")
        self.port = int(match.group(1))

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.stop()
        self.process.stdout.close()
        self.log.close()

    def errors(self):
        self.log.seek(0)
        return self.log.read().decode()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=60)
        if status != 0:
            raise AssertionError(f"exit status {status}: {self.errors()[-4000:]}")

    def resident(self):
        """Bytes."""
        pages = int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def ask(self, target, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, target, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def get(self, target, status=200, **headers):
        """The JSON of an answer that must have that status."""
        actual, _, body = self.ask(target, **headers)
        assert actual == status, f"{target}: {actual} {body[:500]!r}"
        return json.loads(body)

    def send(self, data, then_close=False, timeout=30):
        """All that comes back on a connection of its own until it ends."""
        with self.connect(timeout) as client:
            with contextlib.suppress(OSError):
                client.sendall(data)
                if then_close:
                    client.shutdown(socket.SHUT_WR)
            return rest_of(client)

    def connect(self, timeout=30):
        return socket.create_connection(("127.0.0.1", self.port), timeout)


def rest_of(client):
    received = b""
    try:
        while piece := client.recv(65536):
            received += piece
    except (ConnectionResetError, BrokenPipeError):
        pass
    return received


def run(*arguments, text=None):
    return subprocess.run(arguments, capture_output=True, env=ENVIRONMENT, timeout=120, input=text, check=False)


def deskql(*arguments):
    return run(DESKQL, *arguments, "--no-config")


def compiled(query):
    done = deskql("compile", query)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().rstrip("\n")


def validator(raw):
    """The Validator body that the program has for a query string."""
    return deskql("check", "--raw", "--format", "validator", "-q", raw).stdout.rstrip(b"\n")


class Made(unittest.TestCase):
    """Steps that ask one server with made tickets."""
    COUNT = 700
    arguments = []

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = os.path.join(cls.folder.name, "tickets.json")
        dump = run(SERVE, "--generate", str(cls.COUNT), "--seed", "7", "--dump").stdout
        pathlib.Path(cls.path).write_bytes(dump)
        cls.data = json.loads(dump)
        cls.server = Server("--data", cls.path, *cls.arguments)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)
        cls.folder.cleanup()


# ---- What is selected, in which order, on which page -------------------------------------------------------------------

QUERIES = [
    "", "status=1", "status=1 and priority>2", "status in (1,3) or agent is null", "not (status=5 or priority<3)",
    "subject ~ 'invoice' order by createdAt", "createdAt >= 2025-06-01 and createdAt < 2025-07-01 order by createdAt desc",
    "state=deleted order by deletedAt", "spam_score > 4.5 order by spam_score desc", "agent is not null order by users.name desc",
    "order by customers.name", "order by companies.name desc", "order by businesshours.name", "order by tags.id", "order by agent",
    "resolutionTimeMins between 100 and 20000 order by resolutionTimeMins", "spam_rules ~ 'HTML_IMAGE_ONLY'",
    "order by happinessSurveySentAt desc fields id, subject", "id in (1001, 1002, 1699, 5)", "type not in (1, 2) fields type",
    "status=99", "order by inboxes.id desc fields id, inbox", "priority != 2 order by priority", "originalRecipient ~ 'SUPPORT'",
]


def random_query(pick):
    def comparison():
        name, values = pick.choice([
            ("status", "134567"), ("priority", "1234"), ("agent", [str(n) for n in range(1, 13)]), ("inbox", "1234"),
            ("id", [str(n) for n in range(1000, 1700, 50)]), ("responseTimeMins", ["60", "300"]), ("company", "123456789"),
            ("createdAt", ["2025-03-01", "2025-07-15T12:00:00Z"]), ("state", ["active", "merged", "deleted"])])
        operators = ["=", "!=", "in"] + ([] if name == "state" else ["<", "<=", ">", ">="])
        operator = pick.choice(operators)
        value = "(" + ", ".join(pick.sample(list(values), 2)) + ")" if operator == "in" else pick.choice(values)
        return f"{'not ' if pick.random() < 0.2 else ''}{name} {operator} {value}"

    def group(depth):
        if depth == 0 or pick.random() < 0.4:
            return comparison()
        return "(" + pick.choice([" and ", " or "]).join(group(depth - 1) for _ in range(pick.randrange(2, 4))) + ")"

    order = pick.choice(["", " order by createdAt desc", " order by users.name", " order by companies.name desc", " order by type"])
    return group(2) + order


class Answers(Made):
    def all_tickets(self, query_string):
        tickets, page = [], 1
        while True:
            body = self.server.get(f"{LIST}?{query_string}&pageSize=90&page={page}")
            tickets += body["tickets"]
            if not body["pagination"]["hasMorePages"]:
                return body, tickets
            page += 1

    def check_query(self, query):
        lines = deskql("match", "-q", query, self.path).stdout.decode().splitlines()
        body, tickets = self.all_tickets(compiled(query))
        self.assertEqual([json.loads(line) for line in lines], tickets, query)
        self.assertEqual(len(tickets), body["pagination"]["records"], query)
        return len(tickets)

    def test_same_as_match(self):
        counts = [self.check_query(query) for query in QUERIES]
        self.assertEqual(self.COUNT, counts[0])
        self.assertEqual(0, counts[QUERIES.index("status=99")])

    def test_random_queries_same_as_match(self):
        pick = random.Random(6)
        counts = {self.check_query(random_query(pick)) for _ in range(60)}
        self.assertGreater(len(counts), 20)

    def test_bytes_are_the_ticket_s_own(self):
        _, _, body = self.server.ask(LIST + "?pageSize=1")
        ticket = pathlib.Path(self.path).read_bytes().split(b"\n")[1].rstrip(b",")
        self.assertTrue(body.startswith(b'{"tickets":[' + ticket + b'],"included":{}'), body)

    def test_pages(self):
        body = self.server.get(LIST)
        self.assertEqual({"records": self.COUNT, "pageSize": 50, "pages": 14, "page": 1, "hasMorePages": True}, body["pagination"])
        self.assertEqual({"pageOffset": 0, "pageSize": 50, "count": self.COUNT, "hasMore": True}, body["meta"]["page"])
        self.assertEqual(self.data["tickets"][:50], body["tickets"])
        body = self.server.get(LIST + "?page=7&pageSize=100")
        self.assertEqual({"records": 700, "pageSize": 100, "pages": 7, "page": 7, "hasMorePages": False}, body["pagination"])
        self.assertEqual(self.data["tickets"][600:], body["tickets"])
        for page in (8, 10 ** 9, 2 ** 63 - 1):
            body = self.server.get(f"{LIST}?page={page}")
            self.assertEqual([], body["tickets"] if page > 14 else [])
            self.assertEqual(page, body["pagination"]["page"])
        self.assertEqual([], self.server.get(LIST + "?page=15")["tickets"])

    def test_page_size_is_clamped(self):
        for size in (101, 500, 10 ** 9, 10 ** 30):
            body = self.server.get(f"{LIST}?orderBy=id&pageSize={size}&orderMode=asc")
            self.assertEqual(100, body["pagination"]["pageSize"])
            self.assertEqual(100, len(body["tickets"]))

    def test_included(self):
        target = LIST + "?pageSize=10&orderBy=createdAt&orderMode=desc&includes="
        body = self.server.get(target + "users,ticketstatuses,tags,files")
        wanted = {"users": set(), "ticketstatuses": set(), "tags": set()}
        for ticket in body["tickets"]:
            for value in ticket.values():
                for related in value if isinstance(value, list) else [value]:
                    if isinstance(related, dict) and related["type"] in wanted:
                        wanted[related["type"]].add(related["id"])
        self.assertEqual(wanted, {kind: {item["id"] for item in items} for kind, items in body["included"].items()})
        for kind, items in body["included"].items():
            self.assertEqual([item for item in self.data["included"][kind] if item["id"] in wanted[kind]], items)
        everything = self.server.get(target + "all")
        self.assertEqual(set(self.data["included"]), set(everything["included"]))
        self.assertEqual({}, self.server.get(target)["included"])

    def test_included_does_not_need_the_fields(self):
        body = self.server.get(LIST + "?pageSize=1&fields=id&includes=inboxes")
        self.assertEqual([{"id": 1000}], body["tickets"])
        inbox = self.data["tickets"][0]["inbox"]["id"]
        self.assertEqual([inbox], [item["id"] for item in body["included"]["inboxes"]])

    def test_one_ticket(self):
        body = self.server.get(ONE % 1234)
        self.assertEqual({"ticket": self.data["tickets"][234], "included": {}}, body)
        body = self.server.get(ONE % 1234 + "?includes=customers&fields=id,customer")
        self.assertEqual({"id", "customer"}, set(body["ticket"]))
        self.assertEqual([body["ticket"]["customer"]["id"]], [item["id"] for item in body["included"]["customers"]])
        for wrong in ("999", "1700", "99999999999999999"):
            self.assertEqual({"errors": {"id": ["is no ticket’s"]}}, self.server.get(ONE % wrong, 404))


# ---- Mistakes ----------------------------------------------------------------------------------------------------------

WRONG = [
    "filter=%7B%22statsu%22%3A1%7D", 'filter={"status":{"$eq":"x","$gt":"y"}}&orderBy=nobody', 'filter={"users.name":"x"}',
    "filter=", "filter=%7B", "filter=[]", "filter=%zz", "filter=%", "filter=%FF", "filter=%00", "filter=%C3%28", "filter=null",
    'filter={"$not":[]}', 'filter={"id":"x"}&page=0', "page=0", "page=-1", "page=x", "page=99999999999999999999", "pageSize=0",
    "pageSize=", "pageSize=x", "pageSize=-200", "pageSize=0101", "pageSize=50&pageSize=60", "orderMode=up", "orderMode=asc",
    "orderBy=id&orderMode=sideways", "orderBy=id,subject&orderMode=asc", "includes=nobody,users,noone", "includes=,", "fields=,id",
    "nobody=1", "filter={}&filter={}", "&&&", "=", "a=b=c", 'filter={"createdAt":{"$gt":"2025-02-30"}}',
    'filter={"id":99999999999999999999}', "filter=" + "[" * 300, 'filter={"status":1}#fragment', "filter=%7B%22id%22%3A1%7D&amp;page=1",
    "orderBy=%75sers.nam", "filter=%7B%22subject%22%3A%22%ed%a0%80%22%7D",
]


class Errors(Made):
    COUNT = 20

    def check_raw(self, raw):
        raw = urllib.parse.quote(raw, safe=string.punctuation)
        expected = validator(raw)
        self.assertTrue(expected.startswith(b'{"errors":{'), raw)
        status, headers, body = self.server.ask(f"{LIST}?{raw}")
        if expected == b'{"errors":{}}':
            self.assertEqual(200, status, raw)
        else:
            self.assertEqual((400, expected), (status, body), raw)
            self.assertEqual("application/json", headers["Content-Type"])
            self.assertEqual((400, expected), self.server.ask(f"{ONE % 1000}?{raw}")[::2], raw)
        return status

    def test_wrong_requests(self):
        statuses = [self.check_raw(raw) for raw in WRONG]
        self.assertGreater(statuses.count(400), 30)

    def test_filters_in_real_use(self):
        lines = (HERE.parent / "raw" / "real-filters.txt").read_text(encoding="utf-8").splitlines()
        raw = [line for line in lines if re.match(r"[a-zA-Z]+=", line)]
        statuses = [self.check_raw(line) for line in raw]
        self.assertGreater(statuses.count(400), 5)
        self.assertGreater(statuses.count(200), 10)

    def test_paths(self):
        for path in ("/", "/desk/api/v2/tickets", "/desk/api/v2/tickets.json/", "//desk/api/v2/tickets.json", "/desk/api/v2/customers.json",
                     ONE % "", ONE % "x", ONE % "-1", ONE % "1000%00", ONE % "10 00".replace(" ", "%20"), ONE % ("1" * 30),
                     "/desk/api/v2/tickets%00.json", "/desk/../etc/passwd", "/%zz", "/desk/api/v2/tickets/1000.jsonx"):
            status, _, body = self.server.ask(path)
            self.assertEqual(404, status, path)
            self.assertEqual(["path"], list(json.loads(body)["errors"]))

    def test_methods(self):
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "get"):
            status, headers, body = self.server.ask(LIST, method, b"x" * 1000 if method == "POST" else None)
            self.assertEqual((405, "GET, HEAD, OPTIONS"), (status, headers["Allow"]), method)
            self.assertEqual({"errors": {"method": ["must be one of ‘GET, HEAD, OPTIONS’"]}}, json.loads(body))


# ---- HTTP --------------------------------------------------------------------------------------------------------------

class Http(Made):
    COUNT = 200

    def test_head_and_options(self):
        _, headers, body = self.server.ask(LIST)
        status, head, nothing = self.server.ask(LIST, "HEAD")
        self.assertEqual((200, b"", str(len(body))), (status, nothing, head["Content-Length"]))
        self.assertEqual(headers["Content-Type"], head["Content-Type"])
        status, headers, body = self.server.ask(LIST, "OPTIONS")
        self.assertEqual((204, "GET, HEAD, OPTIONS", b""), (status, headers["Allow"], body))

    def test_gzip(self):
        _, _, plain = self.server.ask(LIST + "?includes=all")
        for accepted in ("gzip", "deflate, gzip;q=1.0, *;q=0.5", "GZIP", "br , x-gzip", "*", "gzip;q=0.001", ",,gzip"):
            _, headers, packed = self.server.ask(LIST + "?includes=all", Accept_Encoding=accepted)
            self.assertEqual(("gzip", "Accept-Encoding"), (headers["Content-Encoding"], headers["Vary"]), accepted)
            self.assertLess(len(packed), len(plain) / 4)
            self.assertEqual(plain, gzip.decompress(packed))
        for accepted in ("identity", "gzip;q=0", "gzip; Q=0.000", "br", "*;q=0", "gzip;q=0, *", "", ";q=1", "gzipped"):
            _, headers, body = self.server.ask(LIST + "?includes=all", Accept_Encoding=accepted)
            self.assertEqual((None, plain), (headers["Content-Encoding"], body), accepted)
        status, _, packed = self.server.ask(LIST + "?page=0", Accept_Encoding="gzip")
        self.assertEqual((400, validator("page=0")), (status, gzip.decompress(packed)))

    def test_many_requests_of_one_connection(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        with contextlib.closing(connection):
            for i in range(50):
                connection.request("GET", ONE % (1000 + i))
                self.assertEqual(1000 + i, json.load(connection.getresponse())["ticket"]["id"])

    def test_forms_of_a_request(self):
        end = b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        path = b"/desk/api/v2/tickets.json?pageSize=1&fields=id"
        for target in (path, b"http://127.0.0.1" + path, path + b"&filter={\"subject\":{\"$ne\":\"a b\"}}"):
            self.assertIn(b'{"tickets":[{"id":1000}]', self.server.send(b"GET " + target + end), target)
        self.assertIn(b'{"tickets":[{"id":1000}]', self.server.send(b"GET " + path + b" HTTP/1.0\r\n\r\n"))
        body = b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody"
        self.assertIn(b'{"tickets":[{"id":1000}]', self.server.send(body))

    def test_token(self):
        with Server("--generate", "5", "--token", "s3cret") as server:
            for given in (None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic s3cret", "Bearer s3cret2", "s3cret"):
                headers = {"Authorization": given} if given is not None else {}
                status, answered, body = server.ask(LIST, **headers)
                self.assertEqual((401, "Bearer"), (status, answered["WWW-Authenticate"]), given)
                self.assertEqual(["authorization"], list(json.loads(body)["errors"]))
            self.assertEqual(401, server.ask("/nowhere", "POST")[0])
            for given in ("Bearer s3cret", "bearer s3cret", "BEARER  s3cret"):
                self.assertEqual(5, len(server.get(LIST, Authorization=given)["tickets"]))
            self.assertNotIn("s3cret", server.errors())

    def test_log(self):
        with Server("--generate", "5") as server:
            server.ask(LIST + "?page=2")
            server.send(b"GET /\x1b[31m\xff\x07 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            server.ask(LIST + "?fields=" + "a" * 10000)
            server.stop()
            log = server.errors()
        self.assertIn("a stand-in for tests", log)
        for word in ("documented:", "inferred:", "assumed:", "5 made tickets, seed 1"):
            self.assertIn(word, log)
        time_ = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
        self.assertRegex(log, rf"(?m)^{time_} GET /desk/api/v2/tickets\.json\?page=2 200 \d+ \d+\.\d ms$")
        self.assertRegex(log, rf"(?m)^{time_} GET /␛\[31m\ufffd␇ 404 \d+ \d+\.\d ms$")
        self.assertRegex(log, r"(?m)^\S+ GET \S{4000}… 200 ")
        self.assertNotIn("\x1b", log)

    def test_quiet(self):
        with Server("--generate", "5", "--quiet") as server:
            server.ask(LIST)
            server.stop()
            self.assertEqual("", server.errors())


# ---- Where tickets come from ---------------------------------------------------------------------------------------------

class Data(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, data):
        path = pathlib.Path(self.folder.name, "tickets.json")
        path.write_bytes(data)
        return str(path)

    def test_forms(self):
        tickets = [{"id": 3, "subject": "drei\n\"\\"}, {"id": 1, "tags": [], "agent": {"id": 4, "type": "users"}}]
        lines = [json.dumps(ticket).encode() for ticket in tickets]
        body = {"tickets": tickets, "included": {"users": [{"id": 4, "name": "é"}, {"name": "no id"}], "none": []}}
        for data in (json.dumps(tickets).encode(), json.dumps(tickets, indent=2).encode(), b"\xef\xbb\xbf" + json.dumps(tickets).encode(),
                     json.dumps(body).encode(), json.dumps(body, indent=1).encode(), b"\n".join(lines), b"\r\n \r\n".join(lines) + b"\r\n",
                     b"\n" + lines[0] + b"\n\n" + lines[1]):
            with Server("--data", self.write(data)) as server:
                answer = server.get(LIST + "?includes=all")
                self.assertEqual(tickets, answer["tickets"], data)
                self.assertEqual({"users": [{"id": 4, "name": "é"}]} if b"included" in data else {}, answer["included"])
                self.assertEqual(tickets[1], server.get(ONE % 1)["ticket"])
        for data in (b"[]", b'{"tickets":[]}', b'{"tickets":[],"included":null}'):
            with Server("--data", self.write(data)) as server:
                self.assertEqual((0, 0), (server.get(LIST)["pagination"]["pages"], server.get(LIST)["pagination"]["records"]))

    def test_what_is_no_data(self):
        for data, place in ((b"", "1:1"), (b"[", "1:2"), (b"1", "1:1"), (b"null", "1:1"), (b'[{"id":1},\n {"id":2,}]', "2:10"),
                            (b'[{"id":1},\n 7]', "2:2"), (b'[{"id":"1"}]', "1:2"), (b'[{}]', "1:2"), (b'[{"id":1},\n  {"id":1}]', "2:3"),
                            (b'{"id":1}\n\n{"id":2}}', "3:9"), (b'{"id":1}\n{"id":1}', "2:1"), (b'{"id":1}\n  7\n', "2:3"),
                            (b'{"id":1}\n{"id":2},{"id":3}\n', "2:9"), (b'{"tickets":7}', "1:12"), (b'{"tickets":[],"included":[]}', "1:26"),
                            (b'{"tickets":[],\n"included":{"users":{}}}', "2:21"), (b"\xff\xfe\x00", "1:1"), (b"[" * 100000, "1:201")):
            path = self.write(data)
            done = run(SERVE, "--data", path)
            self.assertEqual((2, b""), (done.returncode, done.stdout), data)
            first = done.stderr.decode().splitlines()[0]
            self.assertTrue(first.startswith(f"{path}:{place}: error: "), (data[:100], first))

    def test_standard_input(self):
        process = subprocess.Popen([SERVE, "--data", "-", "--quiet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT)
        process.stdin.write(b'{"id":5}\n')
        process.stdin.close()
        port = int(process.stdout.readline().rsplit(b":", 1)[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", ONE % 5)
            self.assertEqual({"id": 5}, json.load(connection.getresponse())["ticket"])
        process.send_signal(signal.SIGINT)
        self.assertEqual(0, process.wait(timeout=60))
        process.stdout.close()

    def test_made_tickets(self):
        def dump(*arguments):
            done = run(SERVE, *arguments, "--dump")
            self.assertEqual((0, b""), (done.returncode, done.stderr))
            return done.stdout

        text = dump("--generate", "500", "--seed", "7")
        self.assertEqual("bccdd357f82e628d3692b2d561c4f93a0745e3f0feff983dee1019faa97b0a99",
                         hashlib.sha256(text).hexdigest())
        self.assertNotEqual(text, dump("--generate", "500", "--seed", "8"))
        self.assertEqual(10000, len(json.loads(dump("--seed", "18446744073709551615"))["tickets"]))
        self.assertEqual([], json.loads(dump("--generate", "0"))["tickets"])
        body = json.loads(text)
        names = {field["name"] for field in json.loads(deskql("fields", "--json").stdout)["filter"]}
        ids = {kind: {item["id"] for item in items} for kind, items in body["included"].items()}
        for ticket in body["tickets"]:
            self.assertEqual(names | {"tags"}, set(ticket))
            self.assertLessEqual(ticket["createdAt"], ticket["updatedAt"])
            for value in ticket.values():
                for related in value if isinstance(value, list) else [value]:
                    if isinstance(related, dict):
                        self.assertIn(related["id"], ids[related["type"]])
        nullable = ("agent", "priority", "type", "company", "deletedAt", "deletedBy", "responseTimeMins", "happinessSurveySentAt")
        for name in nullable:
            self.assertEqual({True, False}, {ticket[name] is None for ticket in body["tickets"]}, name)

    def test_wrong_calls(self):
        for arguments in ([], ["--data"], ["--data", "x", "--generate", "5"], ["--generate", "x"], ["--generate", "-1"], ["--generate", ""],
                          ["--generate", "99999999999999999999"], ["--generate", "5", "--port", "65536"], ["--nonsense"], ["tickets.json"],
                          ["--data", "/nowhere"], ["--data", self.folder.name], ["--data", "x", "--dump"], ["--seed", "1x"],
                          ["--generate", "5", "--timeout", "0"]):
            done = run(SERVE, *arguments)
            self.assertEqual((2, b""), (done.returncode, done.stdout), arguments)
            self.assertTrue(done.stderr.startswith(b"deskql-serve: "), done.stderr)
        with Server("--generate", "5", "--quiet") as server:
            done = run(SERVE, "--generate", "5", "--quiet", "--port", str(server.port))
            self.assertEqual(2, done.returncode)
            self.assertIn(b"cannot listen on 127.0.0.1:", done.stderr)

    def test_through_deskql(self):
        with Server("serve", "--generate=7", "--token", "t", "--quiet", "--color", "never", command=[DESKQL]) as server:
            self.assertEqual(7, len(server.get(LIST, Authorization="Bearer t")["tickets"]))
        self.assertIn(b"--generate N", run(DESKQL, "help", "serve").stdout)
        self.assertEqual(2, run(DESKQL, "serve", "tickets.json").returncode)

    def test_not_installed(self):
        for there in ([], ["deskql-serve"]):
            alone = os.path.join(self.folder.name, "deskql")
            shutil.copy(DESKQL, alone)
            for name in there:
                broken = pathlib.Path(self.folder.name, name)
                broken.write_text("#!/bin/sh\necho 'error while loading shared libraries' >&2\nexit 127\n", encoding="ascii")
                broken.chmod(0o755)
            done = run(alone, "serve", "--generate", "5")
            self.assertEqual((2, b""), (done.returncode, done.stdout))
            self.assertIn(b"libmicrohttpd", done.stderr)


# ---- Clients that are slow, broken or malign ----------------------------------------------------------------------------

class Hostile(unittest.TestCase):
    GROWTH = 64 * 1024 * 1024

    def setUp(self):
        self.server = Server("--generate", "300", "--quiet", "--timeout", "2")
        self.addCleanup(lambda: self.server.__exit__(None, None, None))
        self.lives()
        self.before = self.server.resident()

    def lives(self):
        self.assertEqual(300, self.server.get(LIST + "?pageSize=1")["pagination"]["records"])

    def is_well(self):
        self.lives()
        self.assertLess(self.server.resident() - self.before, self.GROWTH)

    def test_long_targets(self):
        for length in (1000, 8000, 32000, 60000, 70000, 200000, 1000000, 5000000):
            answer = self.server.send(b"GET " + LIST.encode() + b"?fields=" + b"a" * length + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            wanted = b"HTTP/1.1 200 " if length < 64000 else b"HTTP/1.1 414 "
            # Who sends more than is read may find the connection reset before the answer.
            self.assertTrue(answer.startswith(wanted) or (length > 64000 and not answer), (length, answer[:100]))
        for _ in range(30):
            self.server.send(b"GET /" + b"a" * 1000000)
        self.is_well()

    def test_long_headers(self):
        for header in (b"X: " + b"a" * 1000000, b"a" * 1000000, b"X: y\r\n" * 100000, b"Authorization: " + b"\xff" * 60000):
            answer = self.server.send(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + b"\r\n\r\n")
            self.assertTrue(not answer or re.match(rb"HTTP/1\.1 4\d\d ", answer), answer[:100])
        self.is_well()

    def test_garbage(self):
        pick = random.Random(5)
        request = b"GET /desk/api/v2/tickets.json?page=1 HTTP/1.1\r\nHost: x\r\n\r\n"
        pieces = [request, b"\r\n", b"\0", b"\xff\xfe", b"GET ", b" HTTP/1.1", b"\x16\x03\x01\x02\0\x01\0", b"Content-Length: 99999999999999999999\r\n",
                  b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"?", b"%", b"{\"$or\":[", b"A" * 5000]
        texts = []
        for _ in range(300):
            data = b"".join(pick.choice(pieces) for _ in range(pick.randrange(1, 12)))
            if pick.random() < 0.3:
                data = bytes(byte if pick.random() > 0.05 else pick.randrange(256) for byte in data)
            texts.append(data)
        # Many of them wait for a body that never comes.
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            for data, answer in zip(texts, pool.map(lambda data: self.server.send(data, then_close=True), texts)):
                self.assertTrue(not answer or answer.startswith(b"HTTP/1."), (data, answer[:100]))
        self.is_well()

    def test_garbage_behind_good_requests(self):
        request = b"GET /desk/api/v2/tickets.json?pageSize=1 HTTP/1.1\r\nHost: x\r\n\r\n"
        answer = self.server.send(request * 5 + b"\0\xff garbage\r\n\r\n", then_close=True)
        self.assertEqual(5, answer.count(b"HTTP/1.1 200 OK"))
        self.assertEqual(5, answer.count(b'{"tickets":[{"id":1000,'))
        self.is_well()

    def test_bodies(self):
        for header in (b"Content-Length: 100000000000", b"Transfer-Encoding: chunked", b"Content-Length: -1", b"Expect: 100-continue\r\nContent-Length: 4"):
            for method in (b"GET", b"POST"):
                data = method + b" /desk/api/v2/tickets.json HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n\r\n" + b"x" * 3000000
                answer = self.server.send(data, then_close=True)
                self.assertTrue(not answer or answer.startswith(b"HTTP/1.1 "), answer[:100])
        self.is_well()

    def test_half_requests(self):
        whole = b"GET /desk/api/v2/tickets.json HTTP/1.1\r\nHost: x\r\n\r\n"
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(self.server.connect()) for _ in range(100)]
            for index, client in enumerate(clients):
                client.sendall(whole[: index % (len(whole) - 1)])
            self.lives()
            for client in clients:
                # The server ends them when they have been silent for too long.
                answer = rest_of(client)
                self.assertTrue(not answer or re.match(rb"HTTP/1\.\d 4\d\d ", answer), answer)
        self.is_well()

    def test_slow_readers(self):
        request = b"GET /desk/api/v2/tickets.json?pageSize=100&includes=all HTTP/1.1\r\nHost: x\r\n\r\n"
        with contextlib.ExitStack() as stack:
            for _ in range(20):
                client = stack.enter_context(self.server.connect())
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                with contextlib.suppress(OSError):
                    client.sendall(request * 100)
            self.lives()
            time.sleep(3)
            self.is_well()

    def test_more_connections_than_are_taken(self):
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(self.server.connect()) for _ in range(500)]
            for client in clients:
                with contextlib.suppress(OSError):
                    client.sendall(b"G")
            # Room is made when the first ones have been silent for too long.
            self.lives()
        self.is_well()


# ---- The end -------------------------------------------------------------------------------------------------------------

class Stop(unittest.TestCase):
    REQUEST = b"GET /desk/api/v2/tickets.json?pageSize=100 HTTP/1.1\r\nHost: x\r\n"

    def test_requests_in_flight_are_answered(self):
        with Server("--generate", "500", "--quiet") as server, contextlib.ExitStack() as stack:
            clients = [stack.enter_context(server.connect()) for _ in range(40)]
            for client in clients:
                client.sendall(self.REQUEST)
            idle = stack.enter_context(server.connect())
            server.get(LIST)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            self.assertIsNone(server.process.poll())
            with self.assertRaises(ConnectionRefusedError):
                server.connect()
            for client in clients:
                client.sendall(b"\r\n")
            for client in clients:
                answer = rest_of(client)
                head, _, body = answer.partition(b"\r\n\r\n")
                self.assertTrue(head.startswith(b"HTTP/1.1 200 OK"), head)
                self.assertIn(b"Connection: close", head)
                self.assertEqual(100, len(json.loads(body)["tickets"]))
            self.assertEqual(b"", rest_of(idle))
            self.assertEqual(0, server.process.wait(timeout=30))

    def test_no_answer_is_cut(self):
        def ask_until_gone(server):
            answered = 0
            while True:
                try:
                    answer = server.send(self.REQUEST + b"Connection: close\r\n\r\n")
                except ConnectionRefusedError:
                    return answered
                if not answer:
                    return answered
                self.assertEqual(100, len(json.loads(answer.partition(b"\r\n\r\n")[2])["tickets"]))
                answered += 1

        for number in (signal.SIGTERM, signal.SIGINT):
            with Server("--generate", "2000", "--quiet") as server, concurrent.futures.ThreadPoolExecutor(16) as pool:
                asking = [pool.submit(ask_until_gone, server) for _ in range(16)]
                time.sleep(0.5)
                server.process.send_signal(number)
                self.assertGreater(sum(each.result(timeout=60) for each in asking), 16)

    def test_half_requests_do_not_hold_it_for_long(self):
        with Server("--generate", "5", "--quiet", "--timeout", "1") as server, server.connect() as client:
            client.sendall(self.REQUEST)
            time.sleep(0.2)
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(0, server.process.wait(timeout=9))

    def test_a_second_signal_ends_it_at_once(self):
        with Server("--generate", "5", "--quiet", "--timeout", "60") as server, server.connect() as client:
            client.sendall(self.REQUEST)
            time.sleep(0.2)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            self.assertIsNone(server.process.poll())
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(0, server.process.wait(timeout=9))
            self.assertIn("stopped with 1 requests unanswered", server.errors())


# ---- A client of the documents ------------------------------------------------------------------------------------------

class Client(Made):
    COUNT = 300
    arguments = ["--token", "s3cret"]

    def list(self, *arguments, token="s3cret"):
        return subprocess.run([EXAMPLE, f"http://127.0.0.1:{self.server.port}", *arguments], capture_output=True, timeout=60,
                              env=dict(ENVIRONMENT, DESK_TOKEN=token), check=False, text=True)

    def test_lists_what_match_selects(self):
        for query in ("status = 1 order by users.name pagesize 100", "priority > 2 and state = active order by createdAt desc pagesize 7 page 2",
                      "id = 5 pagesize 10"):
            tickets = [json.loads(line) for line in deskql("match", "-q", query, self.path).stdout.splitlines()]
            done = self.list(query)
            self.assertEqual("".join(f"{ticket['id']}\t{ticket['subject']}\n" for ticket in tickets), done.stdout)
            self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertEqual("1042", self.list("id = :id", "id=1042").stdout.split("\t")[0])

    def test_shows_what_the_server_says(self):
        done = self.list("id = 1", token="wrong")
        self.assertEqual((1, ""), (done.returncode, done.stdout))
        self.assertIn("the server says of authorization: must be the token of this server", done.stderr)
        self.assertIn("the server answered 401", done.stderr)
        done = self.list("from users id = 1")
        self.assertIn("the server answered 404", done.stderr)


# ---- Load ----------------------------------------------------------------------------------------------------------------

class Load(unittest.TestCase):
    def test_ten_thousand_requests(self):
        bench = shutil.which("ab")
        if not bench:
            print("ab is not there (Debian: apache2-utils)")
            sys.exit(77)
        query = compiled("status in (1, 3) and priority >= 2 order by users.name desc pagesize 20 include users")
        with Server("--generate", "1000", "--quiet") as server:
            before = server.resident()
            for options in ([], ["-k"]):
                done = run(bench, "-n", "5000", "-c", "64", *options, f"http://127.0.0.1:{server.port}{LIST}?{query}")
                report = done.stdout.decode()
                self.assertEqual(0, done.returncode, report + done.stderr.decode())
                self.assertRegex(report, r"Complete requests:\s+5000\n")
                self.assertRegex(report, r"Failed requests:\s+0\n")
                self.assertNotIn("Non-2xx responses", report)
                print(re.search(r"Requests per second:.*", report).group(), *options)
            print(f"memory: {before >> 20} MiB before, {server.resident() >> 20} MiB after")
            self.assertLess(server.resident() - before, 64 * 1024 * 1024)


if __name__ == "__main__":
    DESKQL, SERVE, step = sys.argv[1:4]
    EXAMPLE = sys.argv[4] if len(sys.argv) > 4 else None
    unittest.main(argv=[sys.argv[0], step.capitalize()])
