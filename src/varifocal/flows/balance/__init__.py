"""Balance: where the hours of a company, a team or a person went, and what looks too near or too far."""
