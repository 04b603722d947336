"""The compiled kernel for whole portfolios: one serial schedule after another, and a search over them.

Everything is counted in int64 but for when tasks press and what schedules are worth. What compiled functions call, and
the numbers they use, stand in this folder: what is kept on disk is known by all of its files (see `core.compiled`).
"""
