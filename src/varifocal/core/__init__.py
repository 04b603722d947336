"""The computing core: plain values in, plain values out; no clock, no network, no global random state."""
