"""Reads grammar/query.ebnf and recognizes token sequences by it (Earley's algorithm), without anything of query.y."""
import re

TOKEN = re.compile(r'\(\*.*?\*\)|"([^"]*)"|\?\s*(.*?)\s*\?|([A-Za-z_]+)|([=|,;(){}\[\]])|\s+', re.S)


def read(path):
    """The grammar as {nonterminal: [[symbol, …], …]}; a terminal is a str in quotes or between question marks."""
    tokens = []
    for match in TOKEN.finditer(open(path, encoding="utf-8").read()):
        literal, special, name, sign = match.groups()
        if literal is not None:
            tokens.append(("terminal", literal))
        elif special is not None:
            tokens.append(("terminal", "? " + special + " ?"))
        elif name is not None:
            tokens.append(("name", name))
        elif sign is not None:
            tokens.append(("sign", sign))
    grammar, helper, at = {}, [0], [0]

    def fresh(alternatives):
        helper[0] += 1
        name = "#%d" % helper[0]
        grammar[name] = alternatives
        return name

    def alternatives(closing):
        result = [[]]
        while True:
            kind, text = tokens[at[0]]
            at[0] += 1
            if kind == "sign" and text == closing:
                return result
            if kind == "sign" and text == "|":
                result.append([])
            elif kind == "sign" and text == "[":
                result[-1].append(("name", fresh(alternatives("]") + [[]])))
            elif kind == "sign" and text == "{":
                inner = fresh(alternatives("}"))
                again = fresh([])
                grammar[again] = [[], [("name", again), ("name", inner)]]
                result[-1].append(("name", again))
            elif kind == "sign" and text == "(":
                result[-1].append(("name", fresh(alternatives(")"))))
            elif kind != "sign":
                result[-1].append((kind, text))

    while at[0] < len(tokens):
        name = tokens[at[0]][1]
        at[0] += 2
        grammar[name] = alternatives(";")
    return grammar


class Recognizer:
    def __init__(self, grammar, start):
        self.grammar, self.start = grammar, start
        self.nullable = set()
        changed = True
        while changed:
            changed = False
            for name, options in grammar.items():
                if name not in self.nullable and any(all(k == "name" and s in self.nullable for k, s in o) for o in options):
                    self.nullable.add(name)
                    changed = True

    def begin(self):
        return [self._close({(self.start, i, 0, 0) for i in range(len(self.grammar[self.start]))}, [])]

    def _close(self, items, sets):
        here, work = set(items), list(items)
        index = len(sets)
        while work:
            name, option, dot, origin = work.pop()
            body = self.grammar[name][option]
            new = []
            if dot < len(body):
                kind, symbol = body[dot]
                if kind == "name":
                    new += [(symbol, i, 0, index) for i in range(len(self.grammar[symbol]))]
                    if symbol in self.nullable:
                        new.append((name, option, dot + 1, origin))
            else:
                source = here if origin == index else sets[origin]
                for n, o, d, g in list(source):
                    b = self.grammar[n][o]
                    if d < len(b) and b[d] == ("name", name):
                        new.append((n, o, d + 1, g))
            for item in new:
                if item not in here:
                    here.add(item)
                    work.append(item)
        return here

    def step(self, sets, terminals):
        """The sets after one more token, which may count as any of `terminals`; None where it cannot come next."""
        items = set()
        for name, option, dot, origin in sets[-1]:
            body = self.grammar[name][option]
            if dot < len(body) and body[dot][0] == "terminal" and body[dot][1] in terminals:
                items.add((name, option, dot + 1, origin))
        return sets + [self._close(items, sets)] if items else None

    def complete(self, sets):
        return any(n == self.start and g == 0 and d == len(self.grammar[n][o]) for n, o, d, g in sets[-1])
