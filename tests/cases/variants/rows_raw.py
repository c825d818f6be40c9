"""Mistakes of raw texts: query strings, URLs and filters that exist already. A name ends in a digit, so that text may stand behind it."""
from variants import row

# What may stand before and behind a parameter, and before and behind a condition of a filter.
AROUND = {
    "b": ["", "page=2&", "?", "?page=3&pageSize=20&", "https://acme.teamwork.com/desk/api/v2/tickets.json?",
          "/desk/api/v2/tickets.json?page=2&", "tickets.json?", "it: ", "orderBy=id&orderMode=asc&"],
    "a": ["", "&fields=id,subject", "#top", "&fields=id&", "&includes=users,tags"],
    "f": ["", '"id":7,', '"spam_score":{"$gt":2},', '"$or":[{"id":1},{"id":2}],'],
    "l": ["", ',"state":"active"', ',"$and":[{"deletedBy":3}]', ',"spam_rules":true'],
    "x": ["subject", "previewText", "originalRecipient"],
    "t": ["createdAt", "updatedAt", "deletedAt"],
    "r": ["status", "agent", "inbox", "priority", "customer", "company", "source", "type"],
    "o": ["id", "subject", "createdAt", "updatedAt", "users.name", "customers.name"],
    "w": ["refund", "late", "order", "invoice", "hello", "v2"],
    "n": ["1", "2", "7", "42", "4364"],
    "d": ["2026-01-31", "2025-12-01", "2024-02-29", "1999-06-15"],
    "name": ["jo", "ann", "bob.lee", "x", "support", "a-b"],
    "host": ["example.com", "acme.org", "mail.test", "a.b.c"],
    "eq": ["$eq", "$ne", "$contains"],
    "in": ["$in", "$nin"],
}


def raw(text, code, says, fixed=None, choices=None, **more):
    return row(text, code, says, fixed, {**AROUND, **(choices or {})}, kind="raw", **more)


def right(text, choices=None, **more):
    return raw(text, None, None, choices=choices, right=True, **more)


def called(wrong, name, values):
    """A parameter by another name."""
    around = {"b": ["", "fields=id,subject&", "?", "https://acme.teamwork.com/desk/api/v2/tickets.json?", "it: ", "tickets.json?",
                    "?fields=id&"],
              "a": ["", '&filter={"status":{"$in":[1,2]}}', "#top", "&", "&page=4", "&&page=12#b"],
              "wrong": wrong, "v": values}
    return raw("$b1⟦$wrong1⟧=$v1$a1", "DQL504", "it is called `%s`" % name, "$b1%s=$v1$a1" % name, around)


ORDER_AROUND = {"b": ["", "pageSize=2&", "?", 'filter={"id":1}&', "https://acme.teamwork.com/desk/api/v2/tickets.json?", "it: ", "tickets.json?"],
                "a": ["", "&page=3", "#top", "&fields=subject", "&"], "c": [":", "+", ",", "%2C", "%20", "."]}
FIELDS = {"b": ["", "pageSize=2&", "?", "https://acme.teamwork.com/desk/api/v2/tickets.json?", "tickets.json?", "it: "],
          "a": ["", "&page=3", "#top", "&fields=subject", "&"]}
WRAPPED = {
    "u": ["tickets.json", "/tickets.json", "v2/tickets.json", "/desk/api/v2/tickets.json", "https://acme.teamwork.com:8443/desk/api/v2/tickets.json",
          "https://jo:secret@acme.teamwork.com/desk/api/v2/tickets.json", "${HOST}/desk/api/v2/tickets.json", "{{base}}/tickets.json",
          "localhost:8080/desk/api/v2/tickets.json", "https://{{host}}/desk/api/v2/tickets.json", "/proxy/desk/api/v2/tickets.json"],
    "n": ["1", "2", "7", "42", "4364", "9", "10", "11"], "r": ["status", "agent", "inbox", "priority", "customer", "company"],
}


def wrapped(before, behind):
    """A URL in what it was pasted with: what it compiles to is what its parameters say."""
    return right(before + "$u1?fields=$r1&pageSize=$n2" + behind, {**WRAPPED, "n": ["1", "2", "7", "42", "20", "9", "10", "11"]}, filters=[{}])


ROWS = [
    # DQL414: a plus in a text that nobody encoded, and what is encoded twice.
    raw('$b1filter={$f1"$x1":"$name1⟦+⟧desk@$host1"$l1}$a1', "DQL414", "%2B", '$b1filter={$f1"$x1":"$name1%2Bdesk@$host1"$l1}$a1'),
    raw('$b1filter={$f1"$x1":{"$eq1":"⟦+⟧$n1"}$l1}$a1', "DQL414", "%2B", '$b1filter={$f1"$x1":{"$eq1":"%2B$n1"}$l1}$a1'),
    raw('$b1filter={$f1"$x1":"$w1⟦++⟧"$l1}$a1', "DQL414", "%2B", '$b1filter={$f1"$x1":"$w1%2B%2B"$l1}$a1'),
    raw('$b1filter={$f1"$x1":{"$in1":["$w1⟦+⟧$w2","$w3"]}$l1}$a1', "DQL414", "a space `%20`"),
    raw('$b1filter={$f1"$x1":⟦"$w1%25$escape1$w2"⟧$l1}$a1', "DQL414", "encoded twice", choices={"escape": ["20", "2B", "26", "3D", "C3%25A9"]}),
    raw('$b1fields=⟦$o1%252C$o2⟧$a1', "DQL414", "encoded twice", choices={"a": ["", "#top", "&includes=users", "&"]}),
    raw('$b1filter={$f1"⟦spam%255F$w1⟧":$n1$l1}$a1', "DQL201", "encoded twice"),
    right('filter=%7B%22$x1%22:%22$w1+$w2%22%7D&page=$n1'),
    # DQL416: parameters behind a `#`.
    raw('$b1filter={$f1"$r1":$n1$l1}⟦#⟧$w1&pageSize=5$a2', "DQL416", "`pageSize`"),
    raw('$b1fields=$o1⟦#⟧$w1&includes=users$a2', "DQL416", "`includes`", choices={"a": ["", "&x=1", "#b"]}),
    # DQL413: a date by itself.
    raw('$b1filter={$f1"$t1":{"$op1":⟦"$d1"⟧}$l1}$a1', "DQL413", "midnight", choices={"op": ["$lte", "$gt", "$eq", "$ne"]}),
    raw('$b1filter={$f1"$t1":⟦"$d1"⟧$l1}$a1', "DQL413", "midnight"),
    raw('$b1filter={$f1"$t1":{"$in1":["2026-03-01T10:00:00Z",⟦"$d1"⟧]}$l1}$a1', "DQL413", "midnight"),
    right('$b1filter={$f1"$t1":{"$op1":"$d1"}$l1}$a1', {"op": ["$lt", "$gte"]}),
    # DQL415.
    raw('$b1⟦filter=⟧$p1$a1', "DQL415", "everything is selected",
        choices={"p": ["", "&x1=1", "&fields=id", "&fields=subject", "&", "&&", "&_=3"], "a": ["", "#top", "&#x", "#b"]}, also={"DQL504"}),
    # Parameters by other names.
    called(["per_page", "perPage", "pagesize", "PageSize", "page_size", "limit", "size", "page[size]"], "pageSize", ["5", "20", "50", "100"]),
    called(["sort_by", "sortBy", "sort", "order_by", "orderby"], "orderBy", ["id&orderMode=asc", "subject&orderMode=desc", "createdAt&orderMode=asc"]),
    called(["sort_dir", "sortDir", "sort_order", "direction", "dir"], "orderMode", ["asc&orderBy=id", "desc&orderBy=subject", "DESC&orderBy=id"]),
    called(["embed", "include", "expand", "Includes"], "includes", ["users", "users,tags", "customers%2Ctags", "companies", "tags"]),
    # DQL504: names that nobody means for another.
    raw('$b1⟦$other1⟧=$w1$a1', "DQL504", "most likely it is ignored", choices={"other": ["includeArchived", "archive", "_", "utm_source", "v"]}),
    # Fields as parameters.
    raw('$b1⟦filter[$r1]⟧=$n1$a1', "DQL504", 'filter={"$r1":$n1}', '$b1filter={"$r1":$n1}$a1', FIELDS),
    raw('$b1⟦filter%5B$r1%5D⟧=$n1$a1', "DQL504", 'filter={"$r1":$n1}', '$b1filter=%7B%22$r1%22%3A$n1%7D$a1', FIELDS),
    raw('$b1⟦$x1⟧=$w1$a1', "DQL504", 'filter={"$x1":"$w1"}', '$b1filter={"$x1":"$w1"}$a1', FIELDS),
    raw('$b1⟦$x1⟧=$n1$a1', "DQL504", 'filter={"$x1":"$n1"}', '$b1filter={"$x1":"$n1"}$a1', FIELDS),
    raw('$b1⟦filter[$r1][gt]⟧=$n1&$r2=$n2$a1', "DQL504", 'filter={"$r1":{"$rGT":$n1},"$r2":$n2}'.replace("$rGT", "$gt1"),
        choices={**FIELDS, "gt": ["$gt"]}),
    # The order in `orderBy`.
    raw('$b1orderBy=⟦-$o1⟧$a1', "DQL505", "`orderBy=$o1&orderMode=desc`", '$b1orderBy=$o1&orderMode=desc$a1', ORDER_AROUND),
    raw('$b1orderBy=⟦+$o1⟧$a1', "DQL505", "`orderBy=$o1&orderMode=asc`", '$b1orderBy=$o1&orderMode=asc$a1', ORDER_AROUND),
    raw('$b1orderBy=⟦$o1$c1desc⟧$a1', "DQL505", "`orderBy=$o1&orderMode=desc`", '$b1orderBy=$o1&orderMode=desc$a1', ORDER_AROUND),
    # Objects as text, and encoding twice elsewhere.
    raw('$b1filter=⟦$object1⟧$a1', "DQL502", "JSON", choices={"object": ["[object+Object]", "[object Object]", "%5Bobject+Object%5D", "%5Bobject%20Object%5D", "%5bobject%20Object%5d"]}),
    raw('$b1filter={$f1"$r1":⟦%25⟧7B%2522$eq%2522:$n1%257D$l1}$a1'.replace("$eq", "$eq1"), "DQL502", "encoded twice"),
    # Not text.
    raw('$b1filter={$f1"$x1":⟦$bool1⟧$l1}$a1', "DQL301", "in quotes", '$b1filter={$f1"$x1":"$bool1"$l1}$a1', {"bool": ["true", "false"]}),
    # What URLs are pasted with.
    wrapped("", ""), wrapped("", " HTTP/1.1"), wrapped("GET ", " HTTP/1.1"), wrapped('"', '"'), wrapped("'", "'"), wrapped("<", ">"),
    wrapped("curl -sS '", "' | jq ."), wrapped("it: curl --location '", "'"),
    right('$u1?filter=\\{"$r1":\\{"$in1":\\[$n1,$n2\\]\\}\\}', WRAPPED),
]
