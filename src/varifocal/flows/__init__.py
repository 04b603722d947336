"""The few journeys that need both the tables and the core: load, compute, record."""
