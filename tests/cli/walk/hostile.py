#!/usr/bin/env python3
"""Folders that mean harm: nothing of theirs runs, nothing waits, nothing outside is read, and what cannot be read is said.

    hostile.py STEP PROGRAM

Each function without an underscore below is a step. One that cannot be done here exits with 77.
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

SKIP = 77
NOBODY = 65534
BAD = "statu = 1\n"
SECRET = "token_of_somebody"


class _Place:
    """A repository, and a `git` in the path that leaves a mark."""

    def __init__(self, program):
        self.folder = pathlib.Path(tempfile.mkdtemp()).resolve()
        self.folder.chmod(0o755)
        self.program = self.folder / "deskql"
        shutil.copy(program, self.program)
        self.mark = self.folder / "mark"
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        for name in ("git", "git-upload-pack", "ssh", "sh"):
            self.script(bin_folder / name)
        self.top = self.folder / "top"
        self.environment = {"PATH": str(bin_folder), "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        for name in os.environ:
            if name.endswith("SAN_OPTIONS") or name.startswith("GCOV"):
                self.environment[name] = os.environ[name]
        self.git("init", "-q", str(self.top), folder=self.folder)
        self.write("a.dql", BAD)

    def script(self, path):
        path.write_text(f"#!/bin/sh\necho \"$0 $*\" >> {self.mark}\nexit 1\n")
        path.chmod(0o755)
        return path

    def git(self, *arguments, folder=None, data=None):
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1", "GIT_ALLOW_PROTOCOL": "file"}
        done = subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments], cwd=folder or self.top, env=environment,
                              input=data, capture_output=True, timeout=60)
        if done.returncode:
            sys.exit(f"git {arguments}: {done.stderr.decode()}")
        return done.stdout

    def configure(self, **values):
        for name, value in values.items():
            self.git("config", name.replace("__", "."), str(value))

    def write(self, name, text):
        path = self.top / name
        for above in reversed(path.parents):
            above.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def run(self, *arguments, folder=None, user=None, files=None):
        def prepare():
            if files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
            if user is not None and os.geteuid() == 0:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)

        done = subprocess.run([self.program, *arguments], cwd=folder or self.top, env=self.environment, preexec_fn=prepare,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        if self.mark.exists():
            sys.exit(f"{arguments} ran: {self.mark.read_text()}")
        return done

    def check(self, *wanted, messages=(), folder=None, user=None, path=".", files=None):
        """Checks that the findings are in these files, and that there is one message about each of `messages`."""
        done = self.run("check", "--format", "gcc", path, folder=folder, user=user, files=files)
        _expect(sorted({line.split(":")[0] for line in done.stdout.decode().splitlines()}), sorted(wanted), f"files with findings ({done.stderr})")
        lines = done.stderr.decode().splitlines()
        _expect(len(lines), len(messages), f"messages {lines}")
        for message in messages:
            if not any(message in line for line in lines):
                sys.exit(f"no message about {message!r}: {lines}")
        _expect(done.returncode, 2 if messages else 1 if wanted else 0, f"exit status with {lines}")


def _expect(value, wanted, what):
    if value != wanted:
        sys.exit(f"{what}: {value!r}, not {wanted!r}")


# ---- What a configuration names ------------------------------------------------------------------------------------------


def commands(place):
    """Every key of a configuration that names a program, and a file that would be read."""
    evil = place.script(place.folder / "evil")
    fifo = place.folder / "fifo"
    os.mkfifo(fifo)
    place.git("add", "a.dql")
    place.write(".gitattributes", "*.dql filter=evil diff=evil merge=evil\n")
    place.configure(core__fsmonitor=evil, core__fsmonitorHookVersion=2, core__hooksPath=place.folder, core__sshCommand=evil, core__pager=evil,
                    core__editor=evil, core__gitProxy=evil, core__alternateRefsCommand=evil, filter__evil__clean=evil, filter__evil__process=evil,
                    filter__evil__smudge=evil, diff__evil__command=evil, diff__evil__textconv=evil, credential__helper=evil,
                    remote__origin__url=f"ext::{evil}", remote__origin__uploadpack=evil, uploadpack__packObjectsHook=evil)
    place.git("config", "alias.ls-files", f"!{evil}")
    place.git("config", "alias.check-ignore", f"!{evil}")
    for hook in ("post-index-change", "fsmonitor-watchman", "pre-commit", "post-checkout", "reference-transaction"):
        place.script(place.top / ".git" / "hooks" / hook)
    with open(place.top / ".git" / "config", "a", encoding="utf-8") as file:
        file.write(f"[core]\n\texcludesFile = {fifo}\n\tattributesFile = {fifo}\n\tworktree = /\n[include]\n\tpath = {fifo}\n"
                   f"[includeIf \"gitdir:/\"]\n\tpath = {fifo}\n[status]\n\tsubmoduleSummary = true\n[broken\n")
    place.check("a.dql")
    place.check("../a.dql", folder=place.write("sub/x.txt", "").parent, path="..")
    _expect(place.run("check", "--diff", ".").returncode, 1, "check --diff")
    _expect(place.run("format", "--check", ".").returncode, 0, "format --check")


def partial_clone(place):
    """A tree that is missing, in a partial clone with a sparse index: git would fetch it."""
    evil = place.script(place.folder / "evil")
    place.write("a/a.dql", BAD)
    place.write("b/b.dql", BAD)
    place.git("add", ".")
    place.git("commit", "-q", "-m", "a")
    place.git("sparse-checkout", "init", "--cone", "--sparse-index")
    place.git("sparse-checkout", "set", "a")
    tree = place.git("rev-parse", "HEAD:b").decode().strip()
    (place.top / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    place.configure(core__repositoryformatversion=1, extensions__partialClone="origin", remote__origin__promisor="true",
                    remote__origin__url=f"file://{place.top}", remote__origin__uploadpack=f"{evil};false")
    place.check("a.dql", "a/a.dql")
    # Git itself, to show that the trap is one.
    subprocess.run(["git", "-C", place.top, "ls-files", "--others", "--cached"], capture_output=True, env={"PATH": "/usr/bin:/bin"}, timeout=60)
    if not place.mark.exists():
        sys.exit("the trap did not close on git itself: this tests nothing")
    place.mark.unlink()
    # The same in a repository below the one that is checked.
    outer = place.folder / "outer"
    place.git("init", "-q", str(outer), folder=place.folder)
    place.top.rename(outer / "inner")
    place.top = outer
    place.check("inner/a.dql", "inner/a/a.dql")


def gitdir(place):
    """`.git` files, and what they may point at."""
    evil = place.folder / "evil"
    place.git("init", "-q", str(evil), folder=place.folder)
    (evil / ".git" / "info").mkdir(exist_ok=True)
    (evil / ".git" / "info" / "exclude").write_text("b.dql\n")
    subprocess.run(["git", "-C", evil, "config", "core.fsmonitor", str(place.script(place.folder / "run"))], check=True)
    place.write("sub/b.dql", BAD)
    place.write("sub/c.dql", BAD)
    git = place.top / "sub" / ".git"
    fifo = place.folder / "fifo"
    os.mkfifo(fifo)
    for text in (f"gitdir: {evil}/.git\n", f"gitdir: {evil}/.git", "gitdir: ../../evil/.git\r\n"):
        git.write_text(text)
        place.check("a.dql", "sub/c.dql")
    both = ("a.dql", "sub/b.dql", "sub/c.dql")
    for text in ("", "\n", "gitdir:", "gitdir: ", "gitdir: nowhere\n", "gitdir: .git\n", "gitdir: .\n", "nonsense\0\xff", "gitdir: /dev/null\n",
                 f"gitdir: {fifo}\n", "gitdir: /proc/self\n"):
        git.write_text(text)
        place.check(*both)
    git.unlink()
    os.mkfifo(git)
    place.check(*both, messages=["`sub/.git`: it is not a regular file"])
    git.unlink()
    git.symlink_to("/dev/zero")
    place.check(*both, messages=["`sub/.git`: it is not a regular file"])
    git.unlink()
    # A further working tree: its rules are the first one's.
    (evil / ".git" / "worktrees" / "sub").mkdir(parents=True)
    common = evil / ".git" / "worktrees" / "sub" / "commondir"
    git.write_text(f"gitdir: {evil}/.git/worktrees/sub\n")
    common.write_text("../..\n")
    place.check("a.dql", "sub/c.dql")
    common.write_text(".\n")
    place.check(*both)
    common.unlink()
    os.mkfifo(common)
    place.check(*both, messages=["/commondir`: it is not a regular file"])


# ---- Files of rules ------------------------------------------------------------------------------------------------------


def _put(path, kind):
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        path.unlink()
    elif path.is_dir():
        path.rmdir()
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "large":
        with open(path, "wb") as file:
            file.truncate(1 << 30)
    elif kind == "long rule":
        path.write_text("x" * 5000)
    elif kind == "many rules":
        path.write_text("*x*y\n" * 300000)
    else:
        path.symlink_to(kind)


def rules(place):
    """A file of rules that is none: it is named, the others hold, and what it would have ruled is taken."""
    place.write("sub/b.dql", BAD)
    place.write("sub/c.dql", BAD)
    place.write("sub/deep/d.dql", BAD)
    place.write(".gitignore", "c.dql\n")
    other = place.folder / "other"
    other.write_text("b.dql\n")
    kinds = {"fifo": "it is not a regular file", "folder": "it is not a regular file", "large": "more than", "long rule": "a rule of more than",
             "many rules": "more than", str(other): "it is a symbolic link", "/dev/zero": "it is a symbolic link", "../.gitignore": "it is a symbolic link",
             ".gitignore": "it is a symbolic link"}
    for kind, message in kinds.items():
        _put(place.top / "sub" / ".gitignore", kind)
        place.check("a.dql", "sub/b.dql", "sub/deep/d.dql", messages=[f"`sub/.gitignore`: {message}"])
        place.check("b.dql", "deep/d.dql", folder=place.top / "sub", messages=[f"`.gitignore`: {message}"])
        place.check("d.dql", folder=place.top / "sub" / "deep", messages=[f"/sub/.gitignore`: {message}"])
    (place.top / "sub" / ".gitignore").unlink()
    exclude = place.top / ".git" / "info" / "exclude"
    for kind in ("fifo", "folder", "large", "/dev/zero", "exclude"):
        _put(exclude, kind)
        place.check("a.dql", "sub/b.dql", "sub/deep/d.dql", messages=["`.git/info/exclude`: "])
    # A link there is git's own, and followed.
    _put(exclude, str(other))
    place.check("a.dql", "sub/deep/d.dql")
    _put(exclude, "nowhere")
    place.check("a.dql", "sub/b.dql", "sub/deep/d.dql")


def bombs(place):
    """Patterns on which backtracking takes for ever, and bytes of all kinds."""
    deep = "/".join(["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] * 30)
    place.write(f"{deep}/a.dql", BAD)
    patterns = ["*a" * 200 + "b", "/" + "**/" * 200 + "b", "**/" + "*a*/" * 20 + "b", "*" * 4000 + "b", "/" + "**/a*" * 100 + "/b", "[" * 4000,
                "/**" * 1000 + "/b", "?*" * 60 + "b", "*[[:alpha:]]" * 100 + "!", "**/*" * 500 + "b.dql", "(a|a)*" * 100, "{a,b}" * 100]
    (place.top / ".gitignore").write_bytes("\n".join(patterns).encode() + b"\n\0\xff\xfe\n\0\n" + bytes(range(256)) * 3)
    place.check("a.dql", f"{deep}/a.dql")


def depth(place):
    """More folders in each other than a process may have open, and paths longer than the system takes."""
    path = "/".join(["d"] * 1500)
    place.write(f"{path}/b.dql", BAD)
    place.write(".gitignore", "c.dql\n")
    place.check("a.dql", f"{path}/b.dql", files=40)
    at = place.top
    steps = 0
    descriptor = os.open(at, os.O_RDONLY)
    while steps < 30:
        os.mkdir("e" * 200, dir_fd=descriptor)
        next_one = os.open("e" * 200, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor, steps = next_one, steps + 1
    os.close(descriptor)
    place.check("a.dql", f"{path}/b.dql", messages=["File name too long"])


# ---- What is found -------------------------------------------------------------------------------------------------------


def links(place):
    """Links: out of the repository, into git's own folder, out of the folder, round."""
    outside = place.folder / "outside.dql"
    outside.write_text(f"{SECRET} == 1\n")
    place.write("sub/b.dql", BAD)
    shared = place.write("shared/c.dql", "status == 1\n")
    with open(place.top / ".git" / "config", "a", encoding="utf-8") as file:
        file.write(f"[http]\n\textraheader = {SECRET}\n")
    for target in (outside, "../../outside.dql", "../.git/config", "/proc/self/environ", "/etc/passwd", place.folder):
        link = place.top / "sub" / "link.dql"
        link.symlink_to(target)
        is_folder = link.is_dir()
        messages = [] if is_folder else ["`sub/link.dql`: the link leads out of the folder"]
        place.check("a.dql", "shared/c.dql", "sub/b.dql", messages=messages)
        for arguments in (("check", "--format", "human", "."), ("check", "--fix", "."), ("check", "--diff", "."), ("format", "--write", "."),
                          ("format", "--diff", ".")):
            done = place.run(*arguments)
            if SECRET.encode() in done.stdout + done.stderr or b"root:" in done.stdout:
                sys.exit(f"{arguments} shows what {target} holds")
            shared.write_text("status == 1\n")
        _expect(outside.read_text(), f"{SECRET} == 1\n", "the file outside")
        link.unlink()
    # Out of the folder that is checked, but in its repository: read, and not written.
    link = place.top / "sub" / "link.dql"
    link.symlink_to("../shared/c.dql")
    place.check("sub/b.dql", "sub/link.dql", path="sub")
    for arguments in (("check", "--fix", "sub"), ("format", "--write", "sub")):
        done = place.run(*arguments)
        _expect(done.returncode, 2, f"exit status of {arguments}")
        _expect(shared.read_text(), "status == 1\n", f"the file outside of the folder after {arguments}")
    # Named itself, it may lead anywhere; and in the whole folder it leads nowhere else.
    _expect(place.run("check", "--fix", "sub/link.dql").returncode, 0, "exit status")
    _expect(shared.read_text(), "status = 1\n", "the file of a link that was named")
    shared.write_text("status == 1\n")
    place.run("check", "--fix", ".")
    _expect(shared.read_text(), "status = 1\n", "the file of a link within the folder")
    link.unlink()
    link.symlink_to("link.dql")
    place.check("a.dql", "sub/b.dql", messages=["`sub/link.dql`: Too many levels"])
    link.unlink()
    link.symlink_to("nowhere")
    place.check("a.dql", "sub/b.dql", messages=["`sub/link.dql`: No such file"])


def kinds(place):
    """What is called like a query and is none, and endings in capital letters."""
    os.mkfifo(place.top / "b.dql")
    (place.top / "c.dql").symlink_to("b.dql")
    (place.top / "d.dql").mkdir()
    place.write("d.dql/e.DQL", BAD)
    place.write("f.Dql", BAD)
    place.write("dql", BAD)
    place.check("a.dql", "d.dql/e.DQL", "f.Dql", messages=["`b.dql`: it is not a regular file", "`c.dql`: it is not a regular file"])


def unreadable(place):
    """Folders and rules that one may not read. What is hidden or ignored is not missed."""
    place.write("sub/b.dql", BAD)
    place.write("sub/deep/c.dql", BAD)
    place.write(".gitignore", "ignored/\n")
    for name in (".hidden", "ignored", "closed"):
        place.write(f"{name}/d.dql", BAD)
        (place.top / name).chmod(0)
    place.check("a.dql", "sub/b.dql", "sub/deep/c.dql", messages=["`closed`: Permission denied"], user=NOBODY)
    (place.top / "closed").chmod(0o755)
    all_of_it = ("a.dql", "closed/d.dql", "sub/b.dql", "sub/deep/c.dql")
    place.write("sub/.gitignore", "c.dql\n").chmod(0)
    place.check(*all_of_it, messages=["`sub/.gitignore`: Permission denied"], user=NOBODY)
    (place.top / "sub" / ".gitignore").unlink()
    (place.top / ".git" / "info" / "exclude").chmod(0)
    place.check(*all_of_it, messages=["`.git/info/exclude`: Permission denied"], user=NOBODY)
    (place.top / ".git" / "info" / "exclude").chmod(0o644)
    # Its names may be read, and nothing else of it.
    (place.top / "sub").chmod(0o444)
    done = place.run("check", "--format", "gcc", ".", user=NOBODY)
    _expect(done.returncode, 2, "exit status")
    if b"`sub/.deskql.json`" not in done.stderr or b"`sub/deep`" not in done.stderr:
        sys.exit(f"not all is named that cannot be read: {done.stderr.decode()}")
    (place.top / "sub").chmod(0o755)
    (place.top / "closed" / "d.dql").chmod(0)
    place.check("a.dql", "sub/b.dql", "sub/deep/c.dql", messages=["`closed/d.dql`: Permission denied"], user=NOBODY)


def main(arguments):
    step, program = arguments
    place = _Place(program)
    try:
        return globals()[step](place) or 0
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", place.folder], capture_output=True)
        subprocess.run(["rm", "-rf", place.folder])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
