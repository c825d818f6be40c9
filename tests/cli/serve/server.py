"""A running server, and the other programs that are run beside it."""
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import types
import unittest

LIST = "/desk/api/v2/tickets.json"
ONE = "/desk/api/v2/tickets/%s.json"

# The paths that run.py is called with.
programs = types.SimpleNamespace(deskql=None, serve=None, example=None)

# What AddressSanitizer keeps of freed memory would hide what the server keeps.
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=8", TZ="UTC")


class Server:
    """A running server; at the end of a `with` it is stopped, and must have stopped well."""

    def __init__(self, *arguments, command=None):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([*(command or [programs.serve]), *arguments], stdout=subprocess.PIPE, stderr=self.log,
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
    return run(programs.deskql, *arguments, "--no-config")


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
        dump = run(programs.serve, "--generate", str(cls.COUNT), "--seed", "7", "--dump").stdout
        pathlib.Path(cls.path).write_bytes(dump)
        cls.data = json.loads(dump)
        cls.server = Server("--data", cls.path, *cls.arguments)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)
        cls.folder.cleanup()
