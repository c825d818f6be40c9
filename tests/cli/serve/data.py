"""Where tickets come from, and how the program is called."""
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from server import ENVIRONMENT, LIST, ONE, Server, deskql, programs, run


# What the vendor's model has beside the fields of the filter, and what only names of `orderBy` speak of.
MODEL = set("tags messages messageCount isRead readonly tasks timelogs createdBy agentsnotified".split())
ORDER_ONLY = {"projects", "reviewStatus", "tickets_users_deck"}
LISTS = ("ticketstatuses ticketpriorities tickettypes ticketsources inboxes users tags customers companies businesshours users/me").split()
ASSUMED = {"company", "businesshours", "deletedAt", "deletedBy"}


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
            done = run(programs.serve, "--data", path)
            self.assertEqual((2, b""), (done.returncode, done.stdout), data)
            first = done.stderr.decode().splitlines()[0]
            self.assertTrue(first.startswith(f"{path}:{place}: error: "), (data[:100], first))

    def test_standard_input(self):
        process = subprocess.Popen([programs.serve, "--data", "-", "--quiet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT)
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
            done = run(programs.serve, *arguments, "--dump")
            self.assertEqual((0, b""), (done.returncode, done.stderr))
            return done.stdout

        text = dump("--generate", "500", "--seed", "7")
        self.assertEqual("cc7137634d8d132c57dd8eb34a6072099c519080a465953632e5c72382e95769",
                         hashlib.sha256(text).hexdigest())
        self.assertNotEqual(text, dump("--generate", "500", "--seed", "8"))
        self.assertEqual(10000, len(json.loads(dump("--seed", "18446744073709551615"))["tickets"]))
        self.assertEqual([], json.loads(dump("--generate", "0"))["tickets"])
        body = json.loads(text)
        fields = json.loads(deskql("fields", "--json").stdout)
        names = {field["name"] for field in fields["filter"][:fields["documented"]["filter"]]}
        ids = {kind: {item["id"] for item in items} for kind, items in body["included"].items()}
        for ticket in body["tickets"]:
            self.assertEqual(names | MODEL | ORDER_ONLY, set(ticket))
            self.assertLessEqual(ticket["createdAt"], ticket["updatedAt"])
            for value in ticket.values():
                for related in value if isinstance(value, list) else [value]:
                    if isinstance(related, dict) and related.get("type") not in (None, "tasks", "timelogs"):
                        self.assertIn(related["id"], ids[related["type"]] | {0})
        nullable = ("agent", "priority", "type", "company", "deletedAt", "deletedBy", "responseTimeMins", "happinessSurveySentAt")
        for name in nullable:
            self.assertEqual({True, False}, {ticket[name] is None for ticket in body["tickets"]}, name)

        # What is not chosen is null, or has the id 0; what did not happen is null, or the first day of all.
        for name in ("priority", "type"):
            self.assertTrue({0, 1} <= {ticket[name] and ticket[name]["id"] for ticket in body["tickets"]}, name)
        for name in ("deletedAt", "happinessSurveySentAt"):
            self.assertIn("0001-01-01T00:00:00Z", {ticket[name] for ticket in body["tickets"]})
        for kind, items in body["included"].items():
            self.assertEqual({kind}, {item["type"] for item in items})
        # Only what models have; all else is as before.
        strict = json.loads(dump("--generate", "500", "--seed", "7", "--strict"))
        for ticket, whole in zip(strict["tickets"], body["tickets"], strict=True):
            self.assertEqual(names | MODEL - ORDER_ONLY - ASSUMED, set(ticket) | ASSUMED)
            self.assertEqual({**whole, **ticket}, whole)

    def test_every_order_shows(self):
        """The made data has what each name of `orderBy` speaks of."""
        with Server("--generate", "200", "--seed", "7") as server:
            for field in json.loads(deskql("fields", "--json").stdout)["order"]:
                status, headers, body = server.ask(f"{LIST}?orderBy={field}&orderMode=desc&pageSize=100&fields=id")
                self.assertEqual((200, None), (status, headers["Deskql-Warning"]), field)
                ids = [ticket["id"] for ticket in json.loads(body)["tickets"]]
                self.assertNotEqual(list(range(1000, 1100)), ids, field)

    def test_lists(self):
        """Those that `values import` reads, and what it makes of them."""
        with Server("--generate", "50", "--strict", "--quiet") as server:
            files = []
            for path in LISTS:
                body = server.ask(f"/desk/api/v2/{path}.json?pageSize=100")[2]
                files.append(pathlib.Path(self.folder.name, path.replace("/", "-") + ".json"))
                files[-1].write_bytes(body)
            values = run(programs.deskql, "values", "import", *files)
            self.assertEqual((0, 7), (values.returncode, json.loads(values.stdout)["status"]["Spam"]))
            self.assertEqual(1, json.loads(values.stdout)["agent"]["me"])
            self.assertEqual({"users": []}, {key: body for key, body in server.get("/desk/api/v2/users.json?page=9").items() if key == "users"})
            self.assertEqual([], server.get("/desk/api/v2/notifications.json")["notifications"])
            answer = server.get('/desk/api/v2/users.json?filter={"id":{"$gt":10}}&orderBy=id&orderMode=desc')
            self.assertEqual([12, 11], [user["id"] for user in answer["users"]])
            self.assertEqual({"included": {}}, {"included": server.get(LIST + "?includes=businesshours,ticketpriorities")["included"]})
            self.assertEqual(400, server.ask('/desk/api/v2/users.json?filter={"nothing":1}')[0])
            messages = server.get("/desk/api/v2/tickets/1002.json?includes=messages")["included"]["messages"]
            self.assertEqual(messages, server.get("/desk/api/v2/tickets/1002/messages.json")["messages"])
            self.assertEqual([m["id"] for m in messages if m["threadType"] > 1],
                             [m["id"] for m in server.get('/desk/api/v2/tickets/1002/messages.json?filter={"threadType":{"$gt":1}}')["messages"]])
            self.assertEqual([], server.get("/desk/api/v2/tickets/7/messages.json")["messages"])
            self.assertEqual(404, server.ask("/desk/api/v2/tickets/1002/nothing.json")[0])

    def test_errors(self):
        """Both forms, by option and without."""
        wrong, missing = LIST + "?pageSize=x&orderBy=nothing", ONE % 7
        for arguments, forms in (([], (dict, list)), (["--errors", "map"], (dict, dict)), (["--errors", "array"], (list, list))):
            with Server("--generate", "5", *arguments) as server:
                answers = server.get(wrong, 400)["errors"], server.get(missing, 404)["errors"]
                self.assertEqual(forms, tuple(type(answer) for answer in answers))
                shown = ["400 is a map, as documented", "--errors map", "--errors array"][[dict, list].index(forms[0]) * 2 or (forms[1] is dict)]
                self.assertIn(shown, server.errors())
        found = {error["source"]: (error["code"], error["detail"]) for error in answers[0]}
        self.assertEqual({"pageSize", "orderBy.nothing"}, set(found))
        self.assertEqual(("V1", "must be a whole number"), found["pageSize"])

    def test_rate_limit(self):
        with Server("--generate", "5", "--rate-limit", "3") as server:
            answers = [server.ask(LIST) for _ in range(8)]
            statuses = [status for status, _, _ in answers]
            # The minute may end in between.
            self.assertTrue({200, 429} == set(statuses) and 3 <= statuses.count(200) <= 6, statuses)
            for status, headers, body in answers:
                left, seconds = int(headers["X-Rate-Limit-Remaining"]), int(headers["X-Rate-Limit-Reset"])
                self.assertTrue(0 <= left < 3 and 1 <= seconds <= 60 and headers["X-Rate-Limit-Limit"] == "3", headers)
                self.assertEqual(headers["Retry-After"], str(seconds) if status == 429 else None)
                self.assertEqual(status == 429, b"Too Many Requests" in body)

    def test_wrong_calls(self):
        for arguments in ([], ["--data"], ["--data", "x", "--generate", "5"], ["--generate", "x"], ["--generate", "-1"], ["--generate", ""],
                          ["--generate", "99999999999999999999"], ["--generate", "5", "--port", "65536"], ["--nonsense"], ["tickets.json"],
                          ["--data", "/nowhere"], ["--data", self.folder.name], ["--data", "x", "--dump"], ["--seed", "1x"],
                          ["--generate", "5", "--timeout", "0"], ["--generate", "5", "--errors", "both"], ["--data", "x", "--strict"],
                          ["--generate", "5", "--rate-limit", "0"]):
            done = run(programs.serve, *arguments)
            self.assertEqual((2, b""), (done.returncode, done.stdout), arguments)
            self.assertTrue(done.stderr.startswith(b"deskql-serve: "), done.stderr)
        with Server("--generate", "5", "--quiet") as server:
            done = run(programs.serve, "--generate", "5", "--quiet", "--port", str(server.port))
            self.assertEqual(2, done.returncode)
            self.assertIn(b"cannot listen on 127.0.0.1:", done.stderr)

    def test_through_deskql(self):
        with Server("serve", "--generate=7", "--token", "t", "--quiet", "--color", "never", command=[programs.deskql]) as server:
            self.assertEqual(7, len(server.get(LIST, Authorization="Bearer t")["tickets"]))
        self.assertIn(b"--generate N", run(programs.deskql, "help", "serve").stdout)
        self.assertEqual(2, run(programs.deskql, "serve", "tickets.json").returncode)

    def test_closed_streams(self):
        for program in ([programs.deskql, "serve"], [programs.serve]):
            done = run("bash", "-c", '"$@" >&-', "bash", *program, "--generate", "5")
            self.assertEqual((2, b"deskql-serve: standard output is closed; `> /dev/null` drops what is written there\n"), (done.returncode, done.stderr))
        # What is logged to a standard error that is closed goes to nobody's connection.
        for closed in ("2>&-", "<&-", "2>&- <&-"):
            with Server("--generate", "5", command=["bash", "-c", f'exec "$@" {closed}', "bash", programs.serve]) as server:
                for _ in range(3):
                    self.assertEqual(5, len(server.get("/desk/api/v2/tickets.json")["tickets"]))

    def test_not_installed(self):
        for there in ([], ["deskql-serve"]):
            alone = os.path.join(self.folder.name, "deskql")
            shutil.copy(programs.deskql, alone)
            for name in there:
                broken = pathlib.Path(self.folder.name, name)
                broken.write_text("#!/bin/sh\necho 'error while loading shared libraries' >&2\nexit 127\n", encoding="ascii")
                broken.chmod(0o755)
            done = run(alone, "serve", "--generate", "5")
            self.assertEqual((2, b""), (done.returncode, done.stdout))
            self.assertIn(b"libmicrohttpd", done.stderr)
