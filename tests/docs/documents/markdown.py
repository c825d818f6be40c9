"""The fenced blocks of a Markdown document."""
import dataclasses
import pathlib


@dataclasses.dataclass
class Block:
    language: str  # the first word behind the fence
    words: list  # the others
    heading: str  # the heading that it stands under
    line: int  # the first line inside, from 0
    lines: list  # what is inside

    @property
    def text(self):
        return "".join(line + "\n" for line in self.lines)


def read_lines(path):
    return pathlib.Path(path).read_text(encoding="utf-8").split("\n")


def blocks_of(lines):
    blocks, heading, fence = [], "", None
    for number, line in enumerate(lines):
        stripped = line.strip()
        if fence is None and stripped.startswith("```"):
            fence = stripped[: len(stripped) - len(stripped.lstrip("`"))]
            words = stripped.strip("`").split()
            block = Block(words[0] if words else "", words[1:], heading, number + 1, [])
        elif fence is not None and stripped == fence:
            blocks.append(block)
            fence = None
        elif fence is not None:
            block.lines.append(line)
        elif line.startswith("#"):
            heading = line.lstrip("#").strip()
    if fence is not None:
        raise SystemExit(f"line {block.line}: a block without its end")
    return blocks
