#!/usr/bin/env python3
"""Which files of a folder are taken, beside what `git check-ignore --no-index` says of the same tree.

    differential.py PROGRAM COUNT [SEED]

Makes COUNT random trees with random rules in .gitignore files at any level and in .git/info/exclude, and with repositories
in repositories, and checks a random folder of each.
"""
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

STEMS = ["a", "b", "ab", "foo", "bar", "foobar", "build", "x y", "a.b", "a-b", "[x]", "q?", "s*", "ü", "-d", "#h", "!n",
         "B", "a]b", "c\\d", "^", "1", "17", "end "]
CLASSES = ["[ab]", "[!a]", "[^b]", "[a-f]", "[]x]", "[!]x]", "[a-]", "[-a]", "[\\]]", "[[:alpha:]]", "[[:digit:]_]",
           "[[:space:]]", "[![:upper:]]", "[[:nope:]]", "[[:alpha:]", "[a", "[", "[]", "[!]", "[a/b]", "[\\a-c]", "[+--]",
           "[[:punct:]]", "[[:]", "[[:x]", "[b-a]", "[a-\\f]", "[", "[\\"]
ENVIRONMENT = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent"}
for name in os.environ:
    if name.endswith("SAN_OPTIONS") or name.startswith("GCOV"):
        ENVIRONMENT[name] = os.environ[name]


def git(folder, *arguments, data=b""):
    done = subprocess.run(["git", *arguments], cwd=folder, env=ENVIRONMENT, input=data, capture_output=True, timeout=60)
    if done.returncode > 1:
        sys.exit(f"git {arguments} in {folder}: {done.stderr.decode()}")
    return done.stdout


# ---- Trees and rules ---------------------------------------------------------------------------------------------------


def grow(rng, folder, depth, repositories):
    """Fills the folder; returns the files and folders in it."""
    found = []
    for stem in rng.sample(STEMS, rng.randint(1, 5)):
        kind = rng.random()
        if kind < 0.5 and depth < 4:
            path = folder / rng.choice([stem, stem, stem + ".dql"])
            path.mkdir()
            found.append(path)
            if rng.random() < 0.07:
                git(path, "init", "-q")
                repositories.append(path)
            found += grow(rng, path, depth + 1, repositories)
        else:
            path = folder / (stem + rng.choice([".dql", ".dql", ".DQL"]))
            if not path.exists():
                path.write_text("statu = 1\n")
                found.append(path)
    if found and rng.random() < 0.1:
        target = rng.choice(found)
        path = folder / "link.dql"
        if not path.exists():
            path.symlink_to(os.path.relpath(target, folder))
            if target.is_file():
                found.append(path)
    return found


def damage(rng, part):
    """A name, as a pattern that may match it."""
    choice = rng.random()
    if choice < 0.3 or not part:
        return part
    at = rng.randrange(len(part))
    end = rng.randint(at, len(part))
    piece = rng.choice(["*", "*", "**", "***", "?", rng.choice(CLASSES), "\\" + part[at], "*?", "?*"])
    return part[:at] + piece + part[end:]


def make_pattern(rng, names):
    if rng.random() < 0.05:
        return rng.choice(["", "#", "!", "/", "//", "*", "**", "/**", "**/", "**/*", "*/", "!*", "!*/", "*/**", "\\", "a\\", "/*/",
                           "***", "/*", "!/*", "**/**", "!**/", "\\!n*", "\\#h.dql", "# x", " ", "\\ ", "*.dql ", "*.dql\\ "])
    parts = [damage(rng, part) for part in rng.choice(names).split("/")]
    if rng.random() < 0.5:
        parts = parts[-1:]
    if rng.random() < 0.3:
        at = rng.randrange(len(parts) + 1)
        parts[at:rng.randint(at, len(parts))] = rng.choice([["**"], ["*"], ["**", "**"], ["***"], ["**", "*"], ["*", "**"]])
    text = "/".join(parts)
    if rng.random() < 0.05:
        text = text.replace("/", "\\/", 1)
    return (rng.choice(["", "", "", "!"]) + rng.choice(["", "", "/"]) + text + rng.choice(["", "", "", "/", "/*", "/**"]) +
            rng.choice([""] * 9 + [" ", "\\ ", "  ", "\t"]))


def glues(pattern):
    """Whether two stars are right behind plain bytes: older git takes them for folders there, against its own manual."""
    return "/" in pattern and re.match(r"!?/?[^*?\[\\]*[^*?\[\\/]\*\*", pattern) is not None


def make_rules(rng, names, older):
    patterns = [make_pattern(rng, names) for _ in range(rng.randint(1, 6))]
    if older:
        patterns = [pattern for pattern in patterns if not glues(pattern)]
    ends = rng.choice(["\n", "\n", "\r\n"])
    return (rng.choice([""] * 9 + ["\ufeff"]) + ends.join(patterns) + rng.choice(["", ends])).encode()


def add_rules(rng, repository, found, older):
    inside = [path for path in found if repository in path.parents]
    if not inside:
        return
    for folder in [repository] + [path for path in inside if path.is_dir() and not path.is_symlink()]:
        below = [str(path.relative_to(folder)) for path in inside if folder in path.parents]
        if below and (folder == repository or rng.random() < 0.4):
            (folder / ".gitignore").write_bytes(make_rules(rng, below, older))
    if rng.random() < 0.5:
        (repository / ".git" / "info").mkdir(exist_ok=True)
        names = [str(path.relative_to(repository)) for path in inside]
        (repository / ".git" / "info" / "exclude").write_bytes(make_rules(rng, names, older))


# ---- What git says, and what is taken ----------------------------------------------------------------------------------


def ignored_by_git(repositories, found):
    """What is ignored in its own repository, or is in one that is ignored."""
    ignored = set()
    for repository in repositories:
        inside = [path for path in found if max((r for r in repositories if r in path.parents), key=lambda r: len(r.parts)) == repository]
        names = [str(path.relative_to(repository)) for path in inside]
        listed = git(repository, "check-ignore", "--no-index", "-z", "--stdin", data="\0".join(names).encode())
        ignored |= {repository / name for name in listed.decode().split("\0") if name}
    return ignored


def wanted(start, repositories, found):
    ignored = ignored_by_git(repositories, found)
    top = max((r for r in repositories if r == start or r in start.parents), key=lambda r: len(r.parts))

    def is_left_out(path):
        return any(above in ignored for above in [path, *path.parents] if top in above.parents)

    return sorted(str(path.relative_to(start)) for path in found if start in path.parents and path.suffix.lower() == ".dql"
                  and path.is_file() and not is_left_out(path))


def taken(program, start):
    done = subprocess.run([program, "check", "--no-config", "--format", "json", "."], cwd=start, env=ENVIRONMENT, capture_output=True, timeout=60)
    if done.returncode > 1 or (done.stderr and b"there is no" not in done.stderr and b"is ignored" not in done.stderr):
        sys.exit(f"{start}: {done.stderr.decode()}")
    findings = json.loads(done.stdout) if done.stdout.strip() else []
    return sorted(finding["file"] for finding in findings)


def is_older(place):
    folder = place / "probe"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / ".gitignore").write_text("/foo**/bar\n")
    return bool(git(folder, "check-ignore", "--no-index", "foobar"))


def compare(program, place, rng, older):
    top = place / "tree"
    top.mkdir()
    git(top, "init", "-q")
    repositories = [top]
    found = grow(rng, top, 0, repositories)
    for repository in repositories:
        add_rules(rng, repository, found, older)
    folders = [top] + [path for path in found if path.is_dir() and not path.is_symlink()]
    start = rng.choice([top, rng.choice(folders)])
    by_git = wanted(start, repositories, found)
    by_program = taken(program, start)
    if by_git != by_program:
        print(f"from {start}: only git takes {sorted(set(by_git) - set(by_program))}, only deskql {sorted(set(by_program) - set(by_git))}")
        for path in [*top.rglob(".gitignore"), *top.rglob("exclude")]:
            print(f"{path.relative_to(top)}: {path.read_bytes()!r}")
        sys.exit(1)
    count = len([path for path in found if start in path.parents and path.is_file()])
    shutil.rmtree(top)
    return count, len(by_git)


def main(arguments):
    program, count = os.path.abspath(arguments[0]), int(arguments[1])
    seed = int(arguments[2]) if len(arguments) > 2 else 1
    place = pathlib.Path(tempfile.mkdtemp()).resolve()
    files = kept = 0
    try:
        older = is_older(place)
        for i in range(count):
            here = place / "here"
            here.mkdir()
            counts = compare(program, here, random.Random(f"{seed}-{i}"), older)
            files, kept = files + counts[0], kept + counts[1]
            shutil.rmtree(here)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(f"{count} trees, {kept} of {files} files taken")
    if not 0.2 < kept / files < 0.8:
        sys.exit("the rules leave nearly all out, or nearly nothing: nothing is compared")


if __name__ == "__main__":
    main(sys.argv[1:])
