"""What is set once and seldom changed: the organization, who gets in, teams, lists, one's own taste."""
