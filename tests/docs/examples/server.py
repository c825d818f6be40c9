#!/usr/bin/env python3
"""A stand-in for the API's ticket list, for the example that asks it.

    server.py PORT_FILE

Listens on a free port of the loopback, whose number it writes to PORT_FILE. It knows two tickets, wants a token, and reports, as the
API does, of priorities that there are none of.
"""
import http.server
import json
import os
import sys
import urllib.parse

TICKETS = [{"id": 7, "subject": "Refund, please"}, {"id": 8, "subject": "Where is \"it\"?"}]


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, code, body):
        text = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        parameters = urllib.parse.parse_qs(url.query, strict_parsing=bool(url.query))
        if url.path != "/desk/api/v2/tickets.json":
            return self.answer(404, {"errors": {"": ["no such page"]}})
        if self.headers["Authorization"] != "Bearer secret":
            return self.answer(401, {"errors": {"": ["who are you?"]}})
        wanted = json.loads(parameters.get("filter", ["{}"])[0])
        if wanted.get("priority", {}).get("$eq", 1) > 4:
            return self.answer(400, {"errors": {"filter.priority": ["must be one of ‘1, 2, 3, 4’"]}})
        ids = wanted.get("id", {}).get("$in", [ticket["id"] for ticket in TICKETS])
        found = [ticket for ticket in TICKETS if ticket["id"] in ids]
        return self.answer(200, {"tickets": sorted(found, key=lambda ticket: ticket["id"],
                                                   reverse=parameters.get("orderMode") == ["desc"])})

    def log_message(self, *_):
        pass


def main():
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    with open(sys.argv[1] + ".new", "w", encoding="ascii") as file:
        file.write(str(server.server_address[1]))
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    server.serve_forever()


main()
