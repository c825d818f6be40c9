"""Mistakes of tokens and of the grammar."""
from variants import row

ONE_LINE = ("behind", "label")
QUERIES = {"condition": ["status = 1", "subject contains late", "not (agent = 2)", "id in (1, 2)", "order by id", "page 2"],
           "next": ["status != 1", "inbox in (1, 2)", "not agent = 2", "(id > 5)", "order by id", "from tickets id = 3", "pagesize 5"]}

NAMED = {"name": ["gt"], "sign": [">"]}

ROWS = [
    row("$reference ⟦==⟧ $number", "DQL111", "write `=`", fixed="$reference = $number"),

    # RSQL, where `;` is `and`
    row("$reference==$number⟦;⟧$reference2==$number2", "DQL111", "write `and`", fixed="$reference=$number and $reference2=$number2",
        without={"or"}),
    row("$integer=$name=$number⟦;⟧$string=like=$word", "DQL111", "`;` divides queries",
        fixed="$integer$sign$number and $string contains $word", choices=NAMED, without={"or", "not"}),
    row("$reference!=$number⟦;⟧$integer=out=($number, $number2);$reference2 == $number3", "DQL111", "write `and`",
        fixed="$reference!=$number and $integer not in ($number, $number2) and $reference2 = $number3", without={"or"}),
    row("$reference==$number⟦,⟧$integer=$name=$number2", "DQL111", "write `or`",
        fixed="$reference=$number or $integer$sign$number2", choices=NAMED, also={"DQL408"}),
    row("$reference == $number⟦,⟧ $string =like= $word", "DQL111", "write `or`", without={"not"}),
    row("$integer ⟦$operator⟧ $number", "DQL111", "write `>`", fixed="$integer > $number", choices={"operator": ["=gt=", "=GT="]}),
    row("$reference ⟦=in=⟧($number,$number2)", "DQL111", "write `in`", fixed="$reference in ($number,$number2)"),

    # A forgotten `;`
    row("$label: $condition⟦⟧\n$label2: $next", "DQL110", "`;` is missing before the query `$label2`",
        fixed="$label: $condition;\n$label2: $next", kind="query", choices=QUERIES, without={"query"}),
    row("$condition⟦⟧ # a note\n\n  $label2: $next", "DQL110", "`;` is missing before the query `$label2`",
        fixed="$condition; # a note\n\n  $label2: $next", kind="query", choices=QUERIES),
    row("$label: $string != ⟦'⟧$word;\n$label2: $next", "DQL103", "close it with '", kind="query", choices=QUERIES,
        without={"query"}),
    row("$reference = $number\n⟦$reference2⟧ = $number2", "DQL110", "`;` between two queries", kind="query"),
    row("$reference = $number order by $order\n⟦$reference2⟧ = $number2 order by $order2", "DQL110",
        "between two queries stands `;`", kind="query"),

    # Labels that are not written as labels
    row("⟦my $label⟧: $next", "DQL110", "a label is one name", fixed="`my $label`: $next", kind="query", choices=QUERIES),
    row("$label⟦:⟧$reference = $number $next", "DQL110", "a label's colon", fixed="$label: $reference = $number $next", kind="query",
        choices={"next": ["order by id", "and id = 3", "page 2", "or (id = 4)", ""]}, without={"or"}),
    row("$label ⟦:⟧$reference $operator $next", "DQL110", "a label's colon", fixed="$label: $reference $operator $next", kind="query",
        choices={"operator": ["= 1", "!= 2", "in (1, 2)", "not in (7)"], "next": ["order by id", "and id = 3", "page 2", "or (id = 4)", ""]}),
    row("$label ⟦:⟧ $next", "DQL110", "a label's colon", fixed="$label: $next", kind="query", choices=QUERIES),

    # Tokens that recovery leaves out are not dropped by a fix
    row("$reference not ⟦$stray⟧ $equality $number", "DQL110", "unexpected `$stray`",
        choices={"stray": ["agent2", "contact", "field", "value", "really"]}),

    # Colons too many
    row("$nullable is ⟦:⟧ null", "DQL111", "remove it", fixed="$nullable is null", also={"DQL405"}),
    row("order by⟦:⟧ $order $direction", "DQL111", "remove it", fixed="order by $order $direction", kind="clause",
        choices={"direction": ["", "asc", "desc"]}),
    row("include⟦:⟧ $include", "DQL111", "remove it", fixed="include $include", kind="clause"),
    row("from ⟦:⟧ tickets $reference = $number", "DQL111", "remove it", fixed="from tickets $reference = $number", kind="query"),
    row("$integer ⟦:⟧ $compare $number", "DQL111", "remove it", fixed="$integer $compare $number"),

    # A colon in a value
    row("$string $equality ⟦$value⟧", "DQL110", "in quotes it is one value", fixed='$string $equality "$value"',
        choices={"value": ["error:timeout", "Rack::Timeout", "10:30", "a:b:c", "http://x.org/a?b=1", "x:-1", "re:invoice"]}),
    row("$string $equality ⟦$value⟧", "DQL110", "in quotes it is one value", fixed='$string $equality "$value"',
        choices={"value": ["error: timeout", "Re: invoice 7", "a: b", "note: call back later", "10: 30"]}),
    row('$string in (late, ⟦$value⟧, "x")', "DQL110", "in quotes it is one value", fixed='$string in (late, "$value", "x")',
        choices={"value": ["error:timeout", "Rack::Timeout", "10:30", "a:b:c", "http://x.org/a?b=1", "x:-1", "re:invoice"]}),

    # A `#` directly behind a word, number, string or name: the text goes on behind it
    row("$string $equality $value⟦#⟧ $more", "DQL102", 'in a value it goes in quotes: `"C#"`', fixed='$string $equality "$value#" $more',
        choices={"value": ["C", "F", "late", "issue-7", "a.b"], "more": ["and id = 3", "AND (id = 3)", "order by id", "; status = 2",
                                                                           "# a note\n", "\n"]}, kind="query"),
    row("$string in ($word⟦#⟧, $word2)", "DQL102", "in a value it goes in quotes", fixed='$string in ("$word#", $word2)'),
    row("$string in ($word2,$word⟦#⟧)", "DQL102", "in a value it goes in quotes", fixed='$string in ($word2,"$word#")'),
    row('$string $equality "$word"⟦#⟧ and $integer = 3', "DQL102", "in a value it goes in quotes",
        fixed='$string $equality "$word#" and $integer = 3'),
    row("order by $order⟦#⟧$direction", "DQL102", "a comment has a space before it", fixed="order by $order $direction", kind="clause",
        choices={"direction": ["asc", "desc", "DESC page 2", "desc include users", "page 3"]}),
    row("$operand⟦#⟧ $more", "DQL102", "a comment has a space before it", fixed="$operand $more",
        choices={"operand": ["id = 7", "updatedAt > -7d", "updatedAt > now-2h", "id = :id", "createdAt > 2026-01-31"],
                 "more": ["and status = 1", "or spam_score > 3", "order by id", "; agent = 2", "pagesize 20"]}, kind="query", also={"DQL408"}),

    # The rest of the line is a comment
    row("$operand⟦#⟧$note\n", "DQL102", "a comment has a space before it", fixed="$operand #$note\n",
        choices={"operand": ["id = 7", "updatedAt > -7d", "id = :id", "subject = late", "subject = \"it's\"", "order by `id`",
                             "include users"], "note": ["a note", " what it's for", "7", "=1 and x", ".NET", "# two"]}, kind="query"),
    row("$string = $word⟦#⟧ $note", "DQL102", "a comment has a space before it", fixed="$string = $word # $note",
        choices={"note": ["note", "of 7", "= 2 and id = 1", "x and y", "7, 8"]}, kind="query", without={"query"}),
    row("`$integer`⟦#⟧note\n= $number", "DQL102", "a comment has a space before it", fixed="`$integer` #note\n= $number"),

    # Behind punctuation it begins a comment
    row("$reference = $number;# $word\n$reference2 in (1,#$word2\n2)", None, None, kind="query", right=True),
]
