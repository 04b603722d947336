"""The search over a compiled kernel; only explicit searches import it: Numba and OR-Tools take seconds to load."""
