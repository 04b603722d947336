"""The compiled kernel: all steps of a script over a block of draws, block after block.

It does what `core.forecast.vectors` does, operation by operation, and so comes to the same bits: no fast mathematics,
the same single precision in the same order. Draws know nothing of one another, so blocks may be lived through side by
side. What compiled functions call, and the numbers they use, stand in this folder: what is kept on disk is known by all
of its files (see `core.compiled`).
"""
