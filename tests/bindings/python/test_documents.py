"""What docs/python.md shows is what happens, and the example lists tickets."""
import doctest
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

SOURCE = pathlib.Path(os.environ["DESKQL_SOURCE"])
sys.path.insert(0, str(SOURCE / "tests" / "docs" / "documents"))
import markdown


class Document(unittest.TestCase):
    def test_python(self):
        path = SOURCE / "docs" / "python.md"
        blocks = [block for block in markdown.blocks_of(markdown.read_lines(path)) if block.language == "python"]
        parser, runner, names, said = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.ELLIPSIS), {}, []
        for block in blocks:
            test = parser.get_doctest(block.text, names, path.name, str(path), block.line)
            self.assertTrue(test.examples, f"{path.name}:{block.line}: nothing to run")
            # All blocks share their names.
            test.globs = names
            runner.run(test, out=said.append, clear_globs=False)
        self.assertEqual(runner.failures, 0, "".join(said))
        self.assertGreater(runner.tries, 20)


class Desk(http.server.BaseHTTPRequestHandler):
    """Answers as the API does: the tickets, or what is wrong with the filter."""

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        parameters = dict(urllib.parse.parse_qsl(url.query))
        self.server.seen.append((url.path, parameters, self.headers["Authorization"]))
        status, body = 200, {"tickets": [{"id": 7, "subject": "Late again"}, {"id": 9, "subject": "Größe"}]}
        if '"priority"' in parameters.get("filter", ""):
            status, body = 400, {"errors": {"filter.priority": ["must be an existing priority"]}}
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Example(unittest.TestCase):
    def setUp(self):
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Desk)
        self.server.seen = []
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def tearDown(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def run_example(self, *arguments):
        environment = dict(os.environ, DESK_URL=f"http://127.0.0.1:{self.server.server_port}", DESK_TOKEN="secret", PYTHONIOENCODING="utf-8")
        environment = {name: value for name, value in environment.items() if not name.lower().endswith("_proxy")}
        with tempfile.TemporaryDirectory() as folder:
            result = subprocess.run([sys.executable, str(SOURCE / "docs" / "examples" / "tickets.py"), *arguments], cwd=folder,
                                    env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        return result.returncode, result.stdout.decode(), result.stderr.decode()

    def test_tickets(self):
        said = self.run_example("agent = :agent and subject contains :text order by id", "agent=640138", 'text="late"}')
        self.assertEqual(said, (0, "7 Late again\n9 Größe\n", ""))
        path, parameters, authorization = self.server.seen[0]
        self.assertEqual((path, authorization), ("/desk/api/v2/tickets.json", "Bearer secret"))
        self.assertEqual(json.loads(parameters["filter"]), {"agent": {"$eq": 640138}, "subject": {"$contains": '"late"}'}})
        self.assertEqual(parameters["orderBy"], "id")

    def test_what_is_wrong(self):
        said = self.run_example("statu = 1")
        self.assertEqual(said, (1, "", "1:1: error[DQL201]: unknown filter field `statu`\n"))
        self.assertEqual(self.server.seen, [])
        said = self.run_example("id = 1 and priority = 999")
        self.assertEqual(said, (1, "", "1:12: the server says of `filter.priority`: must be an existing priority\nthe server answered 400\n"))


if __name__ == "__main__":
    unittest.main()
