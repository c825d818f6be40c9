"""What other languages and English write: grammar/idioms.def."""
from variants import row

# What the frames and the values give besides.
ALSO = {"DQL401", "DQL402", "DQL403", "DQL404", "DQL408"}


def idiom(text, says, fixed=None, code="DQL111", **more):
    return row(text, code, says, fixed=fixed, also=ALSO, **more)


def mistake(text, says, fixed=None, **more):
    return idiom(text, says, fixed, code="DQL110", **more)


CASES = {"to": ["to", "TO", "To"], "is": ["is", "IS"], "eq": ["equals", "equal to", "EQUALS", "is equal to", "equals to"]}
NO_NOT = {"not"}

ROWS = [
    idiom("$string ⟦$starts⟧ '$word'", "how a text begins", choices={"starts": ["starts with", "startswith", "begins with", "Starts With"]}),
    idiom("$string ⟦$ends⟧ \"$word\"", "how a text ends", choices={"ends": ["ends with", "endsWith", "ENDS WITH"]}),
    idiom("$string ⟦$operator⟧ \"$word\"", "anywhere in the field", choices={"operator": ["matches", "ilike", "ILIKE"]}),
    idiom("$string ⟦$operator⟧ \"$word\"", "write `contains`", choices={"operator": ["has", "includes"]}, without=NO_NOT),
    idiom("$string ⟦=~⟧ \"$word\"", "anywhere in the field", without=NO_NOT),
    idiom("$reference ⟦$eq⟧ $number", "write `=`", "$reference = $number", choices=CASES),
    idiom("$reference ⟦is not equal to⟧ $number", "write `!=`", "$reference != $number"),
    idiom("$reference ⟦$any⟧ (1, 2)", "write `in`", "$reference in (1, 2)", choices={"any": ["any of", "one of", "is any of", "is one of"]}),
    mistake("$reference ⟦$is⟧ $number", "write `=`", "$reference = $number", choices=CASES),
    mistake("$reference ⟦$is not⟧ $number", "write `!=`", "$reference != $number", choices=CASES),
    mistake("$reference ⟦is⟧ $not (1, 2)", "remove it", "$reference $not (1, 2)", choices={"not": ["in", "not in"]}),
    idiom("$datetime ⟦before⟧ 2026-01-01", "write `<`", "$datetime < 2026-01-01"),
    idiom("$datetime ⟦after⟧ 2026-01-01", "write `>`", "$datetime > 2026-01-01"),
    idiom("$datetime ⟦on⟧ 2026-01-01", "write `=`", "$datetime = 2026-01-01"),
    idiom("$nullable ⟦exists⟧", "write `is not null`", "$nullable is not null"),
    idiom("$string ⟦! =⟧ $word", "write `!=`", "$string != $word"),
    mistake("$reference ⟦= $number or $number2⟧", "write `in ($number, $number2)`", "$reference in ($number, $number2)", without={"and", "list"}),
    mistake("$reference ⟦= 1 or 2 or $number⟧", "in (1, 2, $number)", "$reference in (1, 2, $number)", without={"and", "list"}),
    mistake("$reference ⟦= 1 or 2 or 7 or $number or 9⟧", "in (1, 2, 7, $number, 9)", "$reference in (1, 2, 7, $number, 9)", without={"and", "list"}),
    mistake("$reference ⟦=⟧ ($number, $number2)", "write `in`", "$reference in ($number, $number2)"),
    mistake("$reference ⟦!=⟧ ($number, $number2)", "write `not in`", "$reference not in ($number, $number2)"),
    mistake("$reference ⟦= $number, $number2⟧", "in ($number, $number2)", "$reference in ($number, $number2)"),
    mistake("$reference ⟦in $number, $number2⟧", "in ($number, $number2)", "$reference in ($number, $number2)", without={"brackets", "or", "not"}),
    idiom("$integer ⟦= [$number $to $number2]⟧", "between $number and $number2", "$integer between $number and $number2", choices=CASES),
    mistake("$integer between 1 ⟦$to⟧ $number", "write `and`", "$integer between 1 and $number", choices={"to": ["to", "TO"], "number": ["2", "3", "7"]}),
    mistake("$integer between ⟦(1, $number)⟧", "1 and $number", "$integer between 1 and $number", choices={"number": ["2", "3", "7"]}),
    mistake("$reference = 1⟦,⟧ $integer = $number", "`and` or `or`", without={"not"}),
    idiom("$datetime $ordering $time⟦()⟧", "remove it", "$datetime $ordering $time", choices={"time": ["now", "NOW", "today"]}),
    idiom("$datetime $ordering ⟦now() - $step⟧", "now - $step", "$datetime $ordering now - $step", choices={"step": ["7d", "2h", "1w", "1mo"]}),
    idiom("$reference = ⟦$function()⟧", "no functions", choices={"function": ["membersOf", "currentLogin"]}),
    idiom("$reference = ⟦$function()⟧", "write `me`", choices={"function": ["currentUser", "currentuser"]}),
    idiom("$datetime $ordering ⟦last $number $unit⟧", "write `-$number$letter`", choices={"unit": ["days"], "letter": ["d"]},
          fixed="$datetime $ordering -$number$letter"),
    idiom("$datetime $ordering ⟦$number $unit ago⟧", "write `-$number$letter`", choices={"unit": ["weeks", "Weeks", "week"], "letter": ["w"]},
          fixed="$datetime $ordering -$number$letter"),
    idiom("$datetime $ordering ⟦-$number $unit⟧", "write `-$number$letter`", choices={"unit": ["month", "months"], "letter": ["mo"]},
          fixed="$datetime $ordering -$number$letter"),
    idiom("$datetime $ordering ⟦$number hours⟧", "has a sign"),
    idiom("$datetime $ordering ⟦last $unit⟧", "`-7d`", choices={"unit": ["week", "month", "year"]}),
    idiom("$datetime $ordering ⟦\u2212$step⟧", "write `-$step`", "$datetime $ordering -$step", choices={"step": ["7d", "2h", "1w", "1mo"]}),
    idiom("$reference = ⟦$hole⟧", "write `:a`", "$reference = :a", choices={"hole": ["{a}", "{{a}}", "$a", "${a}"]}),
    idiom("$reference = ⟦$hole⟧", "has a name", choices={"hole": ["?", "%s", "%d"]}),
    idiom("⟦contains($string, \"$word\")⟧", "$string contains \"$word\"", "$string contains \"$word\"", without=NO_NOT),
    idiom("⟦startswith($string, '$word')⟧", "how a text begins"),
    mistake("⟦$number < $integer < 500⟧", "$integer > $number and $integer < 500", "$integer > $number and $integer < 500",
            without={"not", "not-and"}),
    mistake("⟦$number $sign $reference⟧", "$reference $turned $number", "$reference $turned $number", choices={"sign": ["="], "turned": ["="]}),
    mistake("⟦\"$reference\"⟧ = $number", "write `$reference`", "$reference = $number"),
    mistake("order by ⟦'$order'⟧", "write `$order`", "order by $order", kind="clause"),
    idiom("⟦$sort⟧ by $order", "write `order`", "order by $order", kind="clause", choices={"sort": ["sort", "SORT"]}),
    idiom("⟦$sort $order $way⟧", "order by $order", "order by $order $way", kind="clause",
          choices={"sort": ["orderBy", "ORDERBY", "orderby"], "way": ["asc", "desc"]}),
    mistake("order by ⟦by⟧ $order", "remove it", "order by $order", kind="clause"),
    mistake("page ⟦page⟧ $number", "remove it", "page $number", kind="clause"),
    idiom("⟦offset $number⟧", "pagesize", kind="clause"),
    idiom("$reference = 1 ⟦&⟧ $integer = $number", "write `and`", "$reference = 1 and $integer = $number", without={"not"}),
    mistake("$string = ⟦'it''s'⟧", "a quote in a text"),
    mistake("$reference = ⟦$text⟧", "write `\"$text\"`", "$reference = \"$text\"",
            choices={"text": ["On Hold", "Waiting on customer", "jo@example.com", "a/b", "AT&T", "C++", "invoice 17", "me@all.org"]}),
    mistake("$string in (a, ⟦$text⟧)", "write `\"$text\"`", "$string in (a, \"$text\")", choices={"text": ["On Hold", "jo@example.com", "a/b"]}),
    idiom("$string = $word ⟦orderBy $order⟧", "write `order by $order`", "$string = $word order by $order", kind="query"),
    idiom("$string = $word ⟦offset $number⟧", "pagesize", kind="query"),
    idiom("⟦select $string⟧ from tickets where $integer = $number", "fields id, subject", kind="query"),
    idiom("$integer = $number ⟦$sign⟧ a note", "begins with `#`", kind="query", choices={"sign": ["--", "//"]}),
]
