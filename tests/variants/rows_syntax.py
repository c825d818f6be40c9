"""Mistakes of tokens and of the grammar."""
from variants import row

ROWS = [
    row("$reference ⟦==⟧ $number", "DQL111", "write `=`", fixed="$reference = $number"),
]
