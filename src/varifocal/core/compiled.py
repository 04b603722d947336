"""How kernels are compiled: Numba, without the interpreter's lock, kept on disk beside the source."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile at the first call, load from disk afterwards.

    What a compiled function calls stands in the same module: the cache knows a function by its own file's
    time of change and would not see that a callee elsewhere has changed. In loops take arrays out of their tuples
    first: each look into a tuple counts references, which for what is done for every task is most of the time.
    Nothing compiled makes arrays (`_nrt=False`): then none are counted at all, and it compiles a third faster.
    """
    how = numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]
    return cast(Callable[P, R], how(function))
