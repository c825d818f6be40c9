"""What is in an answer: the tickets that are asked for, or what is wrong with the request."""
import json
import pathlib
import random
import re
import string
import subprocess
import tempfile
import unittest
import urllib.parse

from server import ENVIRONMENT, LIST, ONE, Made, Server, compiled, deskql, programs, validator

REAL_FILTERS = pathlib.Path(__file__).resolve().parents[2] / "differential" / "raw" / "real-filters.txt"

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


class Order(unittest.TestCase):
    """What no ticket has orders none, and the answer says so."""
    SAID = "none of the 3 tickets has `%s`: they keep the order that they had"

    def serve(self, folder, tickets, *arguments):
        path = pathlib.Path(folder, "tickets.json")
        path.write_text(json.dumps(tickets), encoding="utf-8")
        return Server("--data", str(path), *arguments)

    def ask(self, server, query):
        status, headers, body = server.ask(f"{LIST}?{query}")
        self.assertEqual(200, status, query)
        return [ticket["id"] for ticket in json.loads(body)["tickets"]], headers["Deskql-Warning"]

    def test_200_variants(self):
        pick = random.Random(12)
        listed = json.loads(deskql("fields", "--json").stdout)["order"]
        with tempfile.TemporaryDirectory() as folder, self.serve(folder, [{"id": 5}, {"id": 9}, {"id": 2}]) as server:
            for _ in range(200):
                field = pick.choice([name for name in listed if name != "id"])
                selects = pick.choice(["", "id > 0 ", "not id = 7 ", "id in (2, 5, 9) "])
                query = compiled(f"{selects}order by {field}{pick.choice(['', ' desc'])}") + pick.choice(["", "&pageSize=10", "&fields=id"])
                self.assertEqual(([5, 9, 2], self.SAID % field), self.ask(server, query), query)
            self.assertEqual(200, server.errors().count("deskql-serve: warning: none of the 3 tickets has `"))

    def test_where_one_has_it(self):
        tickets = {"tickets": [{"id": 5, "reviewStatus": None, "agent": {"id": 1, "type": "users"}}, {"id": 9}, {"id": 2}],
                   "included": {"users": [{"id": 1, "lastName": "A"}], "inboxes": [{"id": 1}]}}
        with tempfile.TemporaryDirectory() as folder, self.serve(folder, tickets, "--quiet") as server:
            for field in ("reviewStatus", "agent", "users.name", "id"):
                self.assertIsNone(self.ask(server, f"orderBy={field}&orderMode=asc")[1], field)
            self.assertIsNone(self.ask(server, "")[1])
            for field in ("priority", "customers.name"):
                self.assertEqual(self.SAID % field, self.ask(server, f"orderBy={field}&orderMode=asc")[1])
            self.assertEqual("", server.errors())

    def test_one_ticket(self):
        with tempfile.TemporaryDirectory() as folder, self.serve(folder, [{"id": 5}]) as server:
            self.assertEqual(([5], None), self.ask(server, "orderBy=reviewStatus&orderMode=asc"))


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

    def test_searches(self):
        """Each selects what the query beside it does."""
        search = "/desk/api/v2/search/tickets.json?"
        for parameters, query in (
                ("search=invoice", "subject ~ invoice or previewText ~ invoice"),
                ("startDate=2025-06-01T00:00:00Z&endDate=2025-07-01T00:00:00Z", "createdAt >= 2025-06-01 and createdAt < 2025-07-01"),
                ("lastUpdated=2025-06-01", "updatedAt >= 2025-06-01"), ("statuses=1&statuses=3&priorities=2", "status in (1,3) and priority = 2"),
                ("types=1&sources=1", "type = 1 and source = 1"), ("inboxes=1&inboxes=2&excludeInboxes=2", "inbox = 1"),
                ("agents=3", "agent = 3"), ("unassigned=true", "agent is null"), ("customers=9&companies=2", "customer = 9 and company = 2"),
                ("ticket=1042", "id = 1042"), ("omitMerged=true", "state != merged"), ("unassigned=false&exact=false&omitMerged=false", "")):
            body = self.server.get(f"{search}{parameters}&pageSize=200")
            lines = deskql("match", "-q", query, self.path).stdout.decode().splitlines()
            self.assertEqual([json.loads(line) for line in lines][:200], body["tickets"], parameters)
            self.assertEqual(len(lines), body["pagination"]["records"], parameters)
        tagged = self.server.get(search + "tags=1&pageSize=200")["tickets"]
        self.assertTrue(tagged and all(any(tag["id"] == 1 for tag in ticket["tags"]) for ticket in tagged))
        for size, given in (("", 50), ("&pageSize=200", 200), ("&pageSize=201", 50), ("&pageSize=0", 50), ("&pageSize=7", 7)):
            self.assertEqual(given, len(self.server.get(f"{search}page=1{size}")["tickets"]), size)
        body = self.server.get(search + "page=2&pageSize=150&fields=id")
        self.assertEqual([{"id": ticket["id"]} for ticket in self.data["tickets"][150:300]], body["tickets"])
        ada = self.server.get("/desk/api/v2/search/customers.json?search=a&includes=companies")
        self.assertTrue(ada["customers"] and all("a" in (one["firstName"] + one["lastName"]).lower() for one in ada["customers"]))
        for parameters, name in (("onlyWithAttachment=true", "onlyWithAttachment"), ("ticket=a", "filter.ticket"), ("statuse=1", "statuse")):
            status, _, body = self.server.ask(search + parameters)
            self.assertEqual((400, [name]), (status, list(json.loads(body)["errors"])), parameters)

    def test_bytes_are_the_ticket_s_own(self):
        _, _, body = self.server.ask(LIST + "?pageSize=1")
        ticket = pathlib.Path(self.path).read_bytes().split(b"\n")[1].rstrip(b",")
        self.assertTrue(body.startswith(b'{"tickets":[' + ticket + b'],"included":{}'), body)

    def test_pages(self):
        body = self.server.get(LIST)
        self.assertEqual({"records": self.COUNT, "pageSize": 50, "pages": 14, "page": 1, "hasMorePages": True}, body["pagination"])
        self.assertEqual({"pageOffset": 0, "pageSize": 50, "count": self.COUNT, "pages": 14, "hasMore": True}, body["meta"]["page"])
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
                    if isinstance(related, dict) and related.get("type") in wanted:
                        wanted[related["type"]].add(related["id"])
        self.assertEqual(wanted, {kind: {item["id"] for item in items} for kind, items in body["included"].items()})
        for kind, items in body["included"].items():
            self.assertEqual([item for item in self.data["included"][kind] if item["id"] in wanted[kind]], items)
        everything = self.server.get(target + "all")
        self.assertEqual({name for name, items in self.data["included"].items() if name != "projects" or any(t["projects"] for t in everything["tickets"])} - {"addresses"},
                         set(everything["included"]))
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
            self.assertEqual({"errors": [{"id": "deskql-serve", "code": "E3", "title": "Not Found", "detail": "is no ticket’s", "source": "id"}]},
                             self.server.get(ONE % wrong, 404))


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
        lines = REAL_FILTERS.read_text(encoding="utf-8").splitlines()
        raw = [line for line in lines if re.match(r"[a-zA-Z]+=", line)]
        statuses = [self.check_raw(line) for line in raw]
        self.assertGreater(statuses.count(400), 5)
        self.assertGreater(statuses.count(200), 10)

    def test_paths(self):
        for path in ("/", "/desk/api/v2/tickets", "/desk/api/v2/tickets.json/", "//desk/api/v2/tickets.json", "/desk/api/v2/tickets/desk/api/v2/tickets/5/messages.json",
                     "/desk/api/v2/desk/api/v2/tickets.json", "/desk/api/v2/nothing.json", "/desk/api/v2/users/you.json",
                     ONE % "", ONE % "x", ONE % "-1", ONE % "1000%00", ONE % "10 00".replace(" ", "%20"), ONE % ("1" * 30),
                     "/desk/api/v2/tickets%00.json", "/desk/../etc/passwd", "/%zz", "/desk/api/v2/tickets/1000.jsonx"):
            status, _, body = self.server.ask(path)
            self.assertEqual(404, status, path)
            self.assertEqual(["path"], [error["source"] for error in json.loads(body)["errors"]])

    def test_methods(self):
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "get"):
            status, headers, body = self.server.ask(LIST, method, b"x" * 1000 if method == "POST" else None)
            self.assertEqual((405, "GET, HEAD, OPTIONS"), (status, headers["Allow"]), method)
            self.assertEqual(("E4", "method", "must be one of ‘GET, HEAD, OPTIONS’"),
                             tuple(json.loads(body)["errors"][0][name] for name in ("code", "source", "detail")))


# ---- A client of the documents ------------------------------------------------------------------------------------------

class Client(Made):
    COUNT = 300
    arguments = ["--token", "s3cret"]

    def list(self, *arguments, token="s3cret"):
        return subprocess.run([programs.example, f"http://127.0.0.1:{self.server.port}", *arguments], capture_output=True, timeout=60,
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
        self.assertIn("the server says of `authorization`: Unauthorized: must be the token of this server (E1)", done.stderr)
        self.assertIn("the server answered 401", done.stderr)
