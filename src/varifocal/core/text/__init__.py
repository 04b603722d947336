"""A plan as text: a whole portfolio that people read, write, compare and keep.

The text is TOML. `written` puts a portfolio down, `read` takes one up: what was written is read back equal, as long as
the portfolio holds (`Portfolio.problems()` names nothing). A text by hand says far less; docs/how-to/plan-as-text.md
shows both.
"""

from varifocal.core.text.reading import read as read
from varifocal.core.text.reading import read_file as read_file
from varifocal.core.text.writing import written as written
