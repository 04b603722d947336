"""Varifocal: see far, work near. One system for leading and managing an organization."""

__version__ = "0.1.0"
