"""How large tables can be, in one place for actions, forms and pages."""

MOST_TABLES = 200
"""Tables of one account."""

MOST_TRIALS = 300
"""Rows of a table: one page shows all of it."""

MOST_LABELS = 60
"""Columns of labels."""

MOST_FROZEN = 100
"""Frozen tables of one account, those too that can be restored."""

LONGEST_NAME = 120
"""Code points of a table's name."""

LONGEST_IDS = 60_000
"""Code points of pasted ids."""

MOST_AT_ONCE = 300
"""Cells that are decided alike by one form."""
