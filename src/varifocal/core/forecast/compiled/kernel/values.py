"""Numbers the whole kernel shares, as `script` and `draws` have them."""

import numpy as np

NEVER = 1 << 30
"""A quarter beyond every horizon."""
LONGEST = np.float32(1 << 22)
"""A million hours, in quarters."""
SCORE, WORK, LENGTH, TOP, PLUS, LESS, LAG, BEFORE, ENDS, STARTS, HELD, QUEUE, CREW, NOTE, SCOPE, LOOSE = (
    range(16)
)
SHARE, BEFORE_IF, ENDS_IF, END, FACTOR, STRETCH = range(16, 22)
"""What a step does, in the order of `Op`."""
NONE = -1
"""No row."""
ZEROS = 0
"""The row of zeros."""
NOTHING, HALF, ONE = np.float32(0), np.float32(0.5), np.float32(1)
