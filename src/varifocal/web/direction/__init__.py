"""Where to: the vision, the choices, the goals, and what each goal takes."""
