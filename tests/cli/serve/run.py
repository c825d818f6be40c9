#!/usr/bin/env python3
"""The server, asked as clients ask it, and as nobody should.

    run.py DESKQL DESKQL_SERVE STEP      answers order errors http data hostile stop load
    run.py DESKQL DESKQL_SERVE client EXAMPLE      docs/examples/tickets.c, built

It exits with 77 where a step needs a program that is not there.
"""
import sys
import unittest

from server import programs

STEPS = {
    "answers": "answers.Answers",
    "errors": "answers.Errors",
    "order": "answers.Order",
    "client": "answers.Client",
    "http": "connections.Http",
    "hostile": "connections.Hostile",
    "stop": "connections.Stop",
    "load": "connections.Load",
    "data": "data.Data",
}

if __name__ == "__main__":
    programs.deskql, programs.serve, step = sys.argv[1:4]
    programs.example = sys.argv[4] if len(sys.argv) > 4 else None
    unittest.main(module=None, argv=[sys.argv[0], STEPS[step]])
