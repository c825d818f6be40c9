#!/usr/bin/env python3
"""Holds deskql's JSON reader against Python's: the same texts accepted, with the same value, over generated and damaged texts.

    differential.py PROGRAM [SEED [COUNT]]

PROGRAM is the build's json_accept. Where the two differ on purpose, Python is made as strict: NaN and Infinity are no JSON,
text must be UTF-8, a key may stand but once, a half of a surrogate pair is no character, nesting ends at 200 levels, a leading
BOM is skipped.
"""
import json
import random
import struct
import subprocess
import sys

DEPTH = 200


class Rejected(Exception):
    pass


def no_constant(name):
    raise Rejected(name)


def unique(pairs):
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Rejected("a key twice")
    return made


def to_number(text):
    number = int(text)
    return number if -(2**63) <= number < 2**63 else float(number) if abs(number) < 2**1024 else float("inf")


def depth(value):
    """Without recursion, of a value; the readers count alike."""
    deepest, open_ = 0, [(value, 0)]
    while open_:
        item, level = open_.pop()
        if isinstance(item, (dict, list)):
            deepest = max(deepest, level + 1)
            open_ += [(inner, level + 1) for inner in (item.values() if isinstance(item, dict) else item)]
    return deepest


def has_half(value):
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
        return False
    except UnicodeEncodeError:
        return True


def reference(data):
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    try:
        text = data.decode("utf-8")
        if text.startswith("\ufeff"):
            return None
        value = json.loads(text, parse_constant=no_constant, object_pairs_hook=unique, parse_int=to_number)
    except (ValueError, Rejected, RecursionError, OverflowError):
        return None
    if depth(value) > DEPTH or has_half(value):
        return None
    return (value,)


def plain_text(random_):
    pieces = ["a", "é", "€", "😀", "\\n", "\\\\", '\\"', "\\u0041", "\\ud83d\\ude00", "/", "\\/", "\x7f", " ", "key", "\\u0000"]
    return '"' + "".join(random_.choice(pieces) for _ in range(random_.randrange(6))) + '"'


def scalar(random_):
    return random_.choice(
        [
            "null", "true", "false", "0", "-0", "1", "-12", "1.5", "1e5", "-2.5E-3", "1e400", "-1e-400", "9223372036854775807",
            "-9223372036854775808", "9223372036854775808", "0.1", "2.2250738585072011e-308", "123456789012345678901234567890",
            str(random_.random() * 10 ** random_.randrange(-300, 300)), "0." + "3" * 900, "9" * 900 + "e-890",
        ]
    )


def generate(random_, level):
    space = random_.choice(["", "", "", " ", "\n", "\t\r\n"])
    kind = random_.random()
    if level == 0 or kind < 0.3:
        return space + (scalar(random_) if random_.random() < 0.5 else plain_text(random_)) + space
    count = random_.randrange(5) if random_.random() < 0.9 else random_.randrange(30)
    if kind < 0.6:
        return "[" + space + ",".join(generate(random_, level - 1) for _ in range(count)) + "]"
    return "{" + ",".join(space + plain_text(random_) + space + ":" + generate(random_, level - 1) for _ in range(count)) + "}" + space


def damage(random_, data):
    data = bytearray(data)
    for _ in range(random_.randrange(1, 4)):
        at = random_.randrange(len(data) + 1)
        kind = random_.randrange(5)
        if kind == 0:
            del data[at : at + random_.randrange(1, 4)]
        elif kind == 1:
            data[at:at] = random_.choice([b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"0", b"-", b".", b"e", b"\\ud800", b"\\u12"])
        elif kind == 2:
            data[at:at] = bytes([random_.randrange(256)])
        elif kind == 3:
            del data[at:]
        else:
            other = random_.randrange(len(data) + 1)
            data[at:at] = data[min(at, other) : max(at, other)][:20]
    return bytes(data)


def texts(random_, count):
    for level in (DEPTH - 1, DEPTH, DEPTH + 1, 400):
        yield b"[" * level + b"]" * level
        yield b'{"a":' * level + b"1" + b"}" * level
    for _ in range(count):
        text = generate(random_, random_.randrange(5)).encode("utf-8")
        if random_.random() < 0.05:
            text = b"\xef\xbb\xbf" + text
        yield text if random_.random() < 0.3 else damage(random_, text)


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 4000
    every = list(texts(random.Random(seed), count))
    packed = b"".join(struct.pack("<I", len(text)) + text for text in every)
    run = subprocess.run([sys.argv[1]], input=packed, stdout=subprocess.PIPE, check=True)
    answers = run.stdout.split(b"\n")[:-1]
    if len(answers) != len(every):
        sys.exit(f"{len(every)} texts, {len(answers)} answers")
    wrong = accepted = 0
    for text, answer in zip(every, answers):
        wanted = reference(text)
        got = (json.loads(answer[3:].decode("utf-8").replace("inf", "1e999"), parse_int=to_number),) if answer[:3] == b"ok " else None
        accepted += wanted is not None
        if got != wanted:
            wrong += 1
            print(f"{text!r}\n  wanted {str(wanted)[:200]}\n  got {answer[:200]!r}")
    print(f"{len(every)} texts, {accepted} of them JSON, {wrong} differences (seed {seed})")
    # A generator that gave but one kind would prove nothing.
    if wrong or accepted < len(every) // 10 or accepted > len(every) * 9 // 10:
        sys.exit(1)


main()
