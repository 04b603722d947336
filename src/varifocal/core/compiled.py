"""How kernels are compiled: Numba, without the interpreter's lock, kept on disk beside the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba import types
from numba.core.caching import FunctionCache

P = ParamSpec("P")
R = TypeVar("R")

KERNEL = "kernel"
"""What a folder is called whose modules are compiled together."""


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile at the first call, load from disk afterwards.

    What a compiled function calls, and the numbers it reads, stand in the same module, or in the same folder where that
    is called `kernel`: what is kept on disk is known by when these files were changed, and would not be compiled anew
    for a change elsewhere. In loops take arrays out of their tuples first: each look into a tuple counts references,
    which for what is done for every task is most of the time. Nothing compiled makes arrays (`_nrt=False`): then none
    are counted at all, and it compiles a third faster. A function is compiled once for all its callers, whichever
    constants and narrow numbers they call it with: Numba by itself compiles it, and all it calls, anew for a 0, for
    a -1 and for a number that may be either.
    """
    how = numba.njit(nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]
    made = how(function)
    made._cache = _Kept(function)
    called_by_types = made.get_call_template

    def called_alike(args: Sequence[Any], kws: Mapping[str, Any]) -> Any:
        return called_by_types(
            [_plain(one) for one in args], {name: _plain(one) for name, one in kws.items()}
        )

    made.get_call_template = called_alike
    return cast(Callable[P, R], made)


class _Kept(FunctionCache):
    """What is kept on disk of one compiled function: Numba's, but for a whole folder, and nothing where it cannot be
    read, because what it speaks of has another name by now or was never written to its end."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        folder = Path(function.__code__.co_filename).parent
        if folder.name == KERNEL:
            self._cache_file._source_stamp = _changed(folder)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001  unpickling raises whatever it likes
            self._cache_file.flush()  # type: ignore[no-untyped-call]
            return None


def _plain(kind: Any) -> Any:
    """The type itself for one of its constants, and 64 bits for fewer."""
    kind = types.unliteral(kind)  # type: ignore[no-untyped-call]
    return types.int64 if kind in types.signed_domain else kind


def _changed(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """When each module of a folder was changed, and how long it is."""
    stats = ((file.name, file.stat()) for file in sorted(folder.glob("*.py")))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
