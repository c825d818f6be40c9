"""Mistakes of names, values and times."""
from variants import row

# What the frames give where nothing else is wrong.
FRAMED = {"DQL402", "DQL403", "DQL404", "DQL408"}

ROWS = [
    row("$datetime $ordering ⟦2026-05-07 12:00⟧", "DQL106", "`2026-05-07T12:00`", fixed="$datetime $ordering 2026-05-07T12:00"),
    row("$datetime $ordering ⟦2026-05-07 at 12:00⟧", "DQL106", "`2026-05-07T12:00`", fixed="$datetime $ordering 2026-05-07T12:00"),
    row("$datetime in (⟦2026-05-07 9:00$zone⟧, 2026-05-08)", "DQL106", "`2026-05-07T09:00$zone`",
        fixed="$datetime in (2026-05-07T09:00$zone, 2026-05-08)", choices={"zone": ["", ":15", ":15.250Z", "Z", "+02:00", "+0200"]}),
    row("$datetime between 2026-05-06 and ⟦2026-05-07 $hour:30 pm⟧", "DQL106", "a `T` stands between",
        fixed="$datetime between 2026-05-06 and 2026-05-07T$afternoon:30", choices={"hour": ["3"], "afternoon": ["15"]}),
    row("$datetime $ordering 2026-01-31T10:00:15.$fraction$zone", None, None, right=True, also=FRAMED,
        choices={"fraction": ["2500", "250000", "250000000", "0000"], "zone": ["Z", "+0100", "+01", "-0030", "-11", "+01:00", ""]}),
    row("$datetime $ordering ⟦2026-01-31T10:00:15.$fraction$zone⟧", "DQL407", "three digits", also=FRAMED,
        choices={"fraction": ["2501", "250001", "250000001"], "zone": ["Z", "+0100", "+01", "-0030", "-11", "+01:00", ""]}),
]
