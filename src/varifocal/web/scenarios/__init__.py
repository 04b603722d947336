"""Scenarios: what somebody supposes, kept under a name and put beside what stands."""
