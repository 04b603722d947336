"""A leader's people, skills against the plan, who could learn from whom, the picture of help, the talent review."""
