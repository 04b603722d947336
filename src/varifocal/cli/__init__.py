"""The terminal's door: `varifocal demo`, `init`, `serve`, `backup` and what else a keeper of the machine needs."""
