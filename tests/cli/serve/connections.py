"""How clients are treated: those who keep to HTTP, those who do not, and all of them when the server ends or is busy."""
import concurrent.futures
import contextlib
import gzip
import http.client
import json
import random
import re
import shutil
import signal
import socket
import sys
import threading
import time
import unittest

from server import LIST, ONE, Made, Server, compiled, rest_of, run, validator

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
        end = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        path = b"/desk/api/v2/tickets.json?pageSize=1&fields=id"
        for target in (path, b"http://127.0.0.1" + path, path + b"&filter={\"subject\":{\"$ne\":\"a b\"}}"):
            self.assertIn(b'{"tickets":[{"id":1000}]', self.server.send(b"GET " + target + end), target)
        self.assertIn(b'{"tickets":[{"id":1000}]', self.server.send(b"GET " + path + b" HTTP/1.0\r\n\r\n"))
        body = b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody"
        self.assertIn(b'{"tickets":[{"id":1000}]', self.server.send(body))

    def test_token(self):
        with Server("--generate", "5", "--token", "s3cret") as server:
            for given in (None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic s3cret", "Bearer s3cret2", "s3cret"):
                headers = {"Authorization": given} if given is not None else {}
                status, answered, body = server.ask(LIST, **headers)
                self.assertEqual((401, "Bearer"), (status, answered["WWW-Authenticate"]), given)
                self.assertEqual(["authorization"], [error["source"] for error in json.loads(body)["errors"]])
            self.assertEqual(401, server.ask("/nowhere", "POST")[0])
            for given in ("Bearer s3cret", "bearer s3cret", "BEARER  s3cret"):
                self.assertEqual(5, len(server.get(LIST, Authorization=given)["tickets"]))
            self.assertNotIn("s3cret", server.errors())

    def test_log(self):
        with Server("--generate", "5") as server:
            server.ask(LIST + "?page=2")
            server.send(b"GET /\x1b[31m\xff\x07 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
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
            answer = self.server.send(b"GET " + LIST.encode() + b"?fields=" + b"a" * length + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            wanted = b"HTTP/1.1 200 " if length < 64000 else b"HTTP/1.1 414 "
            # Who sends more than is read may find the connection reset before the answer.
            self.assertTrue(answer.startswith(wanted) or (length > 64000 and not answer), (length, answer[:100]))
        for _ in range(30):
            self.server.send(b"GET /" + b"a" * 1000000)
        self.is_well()

    def test_long_headers(self):
        for header in (b"X: " + b"a" * 1000000, b"a" * 1000000, b"X: y\r\n" * 100000, b"Authorization: " + b"\xff" * 60000):
            answer = self.server.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + b"\r\n\r\n")
            self.assertTrue(not answer or re.match(rb"HTTP/1\.1 4\d\d ", answer), answer[:100])
        self.is_well()

    def test_garbage(self):
        pick = random.Random(5)
        request = b"GET /desk/api/v2/tickets.json?page=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
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
        request = b"GET /desk/api/v2/tickets.json?pageSize=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
        answer = self.server.send(request * 5 + b"\0\xff garbage\r\n\r\n", then_close=True)
        self.assertEqual(5, answer.count(b"HTTP/1.1 200 OK"))
        self.assertEqual(5, answer.count(b'{"tickets":[{"id":1000,'))
        self.is_well()

    def test_bodies(self):
        for header in (b"Content-Length: 100000000000", b"Transfer-Encoding: chunked", b"Content-Length: -1", b"Expect: 100-continue\r\nContent-Length: 4"):
            for method in (b"GET", b"POST"):
                data = method + b" /desk/api/v2/tickets.json HTTP/1.1\r\nHost: localhost\r\n" + header + b"\r\n\r\n" + b"x" * 3000000
                answer = self.server.send(data, then_close=True)
                self.assertTrue(not answer or answer.startswith(b"HTTP/1.1 "), answer[:100])
        self.is_well()

    def test_half_requests(self):
        whole = b"GET /desk/api/v2/tickets.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
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
        request = b"GET /desk/api/v2/tickets.json?pageSize=100&includes=all HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with contextlib.ExitStack() as stack:
            for _ in range(20):
                client = stack.enter_context(self.server.connect())
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                with contextlib.suppress(OSError):
                    client.sendall(request * 100)
            self.lives()
            time.sleep(3)
            self.is_well()

    def trickle(self, clients, data, still=lambda: True):
        """A byte each, now and then: no connection is ever silent for long."""
        for byte in data:
            if not still():
                return
            for client in clients:
                with contextlib.suppress(OSError):
                    client.sendall(bytes([byte]))
            time.sleep(0.2)

    def test_slow_requests(self):
        """The time of the whole request is limited, whatever part of it is slow."""
        head = b"GET /desk/api/v2/tickets.json HTTP/1.1\r\nHost: localhost\r\n"
        for at_once, slowly in ((b"", head), (head, b"X: " + b"y" * 100), (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n", b"z" * 100),
                                (head + b"\r\n", b"GET /" + b"a" * 100)):
            with self.server.connect() as client:
                client.sendall(at_once)
                closed = concurrent.futures.Future()
                reader = threading.Thread(target=lambda: closed.set_result(rest_of(client)))
                reader.start()
                self.trickle([client], slowly, lambda: not closed.done())
                # The server ends it before all has been sent: nothing is sent from here on, so silence would end it too.
                self.assertTrue(closed.done(), slowly)
                reader.join()
                self.assertEqual(1 if at_once.endswith(b"localhost\r\n\r\n") else 0, closed.result().count(b"HTTP/1.1 200 OK"))
        self.is_well()

    def test_slow_clients_do_not_shut_others_out(self):
        with Server("--generate", "300", "--quiet", "--timeout", "600") as server, contextlib.ExitStack() as stack:
            clients = [stack.enter_context(server.connect(600)) for _ in range(256)]
            stop = threading.Event()
            feeder = threading.Thread(target=self.trickle, args=(clients, b"GET /" + b"a" * 3000, lambda: not stop.is_set()))
            feeder.start()
            time.sleep(0.5)
            for _ in range(20):
                self.assertEqual(300, server.get(LIST + "?pageSize=1")["pagination"]["records"])
            stop.set()
            feeder.join()

    def test_hosts(self):
        port = self.server.port
        good = ["localhost", f"localhost:{port}", "LocalHost:1", "127.0.0.1", f"127.0.0.1:{port}", "127.1.2.3", "[::1]", f"[::1]:{port}", "a.localhost", "localhost:"]
        bad = ["example.com", f"example.com:{port}", "", "localhost.example.com", "127.0.0.1.example.com", "127.example.com.1", "mylocalhost", ".localhost", "localhost:80x",
               "[::1", "[::2]", "[::1]x", "128.0.0.1", "0.0.0.0", "user@localhost", "localhost@example.com", ":80", "127.0.0.", "localhost, example.com", "::1"]
        for host in good + bad:
            answer = self.server.send(f"GET {ONE % 1000} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            self.assertTrue(answer.startswith(b"HTTP/1.1 200 " if host in good else b"HTTP/1.1 421 "), (host, answer[:100]))
            if host in bad:
                self.assertIn('"detail":"must be one of ‘localhost, 127.0.0.1, [::1]’","source":"host"'.encode(), answer)
        # A target that is a whole URL has a host too.
        for host, status in (("localhost", b"200"), (f"127.0.0.1:{port}", b"200"), ("example.com", b"421"), ("localhost.example.com:80", b"421")):
            answer = self.server.send(f"GET http://{host}{ONE % 1000} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            self.assertTrue(answer.startswith(b"HTTP/1.1 " + status), (host, answer[:100]))
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            self.assertEqual(421, self.server.ask(LIST, method, Host="example.com")[0])
        self.is_well()

    def test_too_large_bodies(self):
        head = b"%s /desk/api/v2/tickets.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n\r\n"
        for method in (b"GET", b"POST"):
            for header in (b"Content-Length: 1048577", b"Content-Length: 99999999999999", b"Expect: 100-continue\r\nContent-Length: 2000000"):
                answer = self.server.send(head % (method, header))
                self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer[:100])
                self.assertIn(b'"detail":"must be 1 MiB or smaller","source":"body"', answer)
            chunk = b"%x\r\n" % 500000 + b"x" * 500000 + b"\r\n"
            answer = self.server.send(head % (method, b"Transfer-Encoding: chunked") + 3 * chunk + b"0\r\n\r\n")
            self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer[:100])
            answer = self.server.send(head % (method, b"Transfer-Encoding: chunked") + 2 * chunk + b"0\r\n\r\n")
            self.assertTrue(answer.startswith(b"HTTP/1.1 200 " if method == b"GET" else b"HTTP/1.1 405 "), answer[:100])
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
    REQUEST = b"GET /desk/api/v2/tickets.json?pageSize=100 HTTP/1.1\r\nHost: localhost\r\n"

    def wait_until_refused(self, server):
        """Until the signal has come through and no new connection is taken, however busy the machine is."""
        for _ in range(600):
            try:
                server.connect().close()
            except (ConnectionRefusedError, ConnectionResetError):
                return
            time.sleep(0.1)
        self.fail("connections are taken a minute after the signal")

    def test_requests_in_flight_are_answered(self):
        with Server("--generate", "500", "--quiet") as server, contextlib.ExitStack() as stack:
            clients = [stack.enter_context(server.connect()) for _ in range(40)]
            for client in clients:
                client.sendall(self.REQUEST)
            idle = stack.enter_context(server.connect())
            server.get(LIST)
            server.process.send_signal(signal.SIGTERM)
            self.wait_until_refused(server)
            self.assertIsNone(server.process.poll())
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
        def ask_until_gone(server, enough):
            while True:
                try:
                    answer = server.send(self.REQUEST + b"Connection: close\r\n\r\n")
                except (ConnectionRefusedError, ConnectionResetError):
                    return
                if not answer:
                    return
                self.assertEqual(100, len(json.loads(answer.partition(b"\r\n\r\n")[2])["tickets"]))
                enough.release()

        for number in (signal.SIGTERM, signal.SIGINT):
            with Server("--generate", "2000", "--quiet") as server, concurrent.futures.ThreadPoolExecutor(16) as pool:
                enough = threading.Semaphore(0)
                asking = [pool.submit(ask_until_gone, server, enough) for _ in range(16)]
                answered = [enough.acquire(timeout=60) for _ in range(100)]
                server.process.send_signal(number)
                for each in asking:
                    each.result(timeout=60)
                self.assertTrue(all(answered))

    def test_half_requests_do_not_hold_it_for_long(self):
        with Server("--generate", "5", "--quiet", "--timeout", "1") as server, server.connect() as client:
            client.sendall(self.REQUEST)
            time.sleep(0.2)
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(0, server.process.wait(timeout=9))

    def test_a_second_signal_ends_it_at_once(self):
        with Server("--generate", "5", "--quiet", "--timeout", "60") as server, server.connect() as client:
            client.sendall(self.REQUEST)
            server.get(LIST)
            time.sleep(1)
            server.process.send_signal(signal.SIGTERM)
            self.wait_until_refused(server)
            self.assertIsNone(server.process.poll())
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(0, server.process.wait(timeout=9))
            self.assertIn("stopped with 1 requests unanswered", server.errors())


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
