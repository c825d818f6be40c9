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
        self.assertEqual("bccdd357f82e628d3692b2d561c4f93a0745e3f0feff983dee1019faa97b0a99",
                         hashlib.sha256(text).hexdigest())
        self.assertNotEqual(text, dump("--generate", "500", "--seed", "8"))
        self.assertEqual(10000, len(json.loads(dump("--seed", "18446744073709551615"))["tickets"]))
        self.assertEqual([], json.loads(dump("--generate", "0"))["tickets"])
        body = json.loads(text)
        fields = json.loads(deskql("fields", "--json").stdout)
        names = {field["name"] for field in fields["filter"][:fields["documented"]["filter"]]}
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
