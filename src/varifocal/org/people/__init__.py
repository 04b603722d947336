"""People, their teams, skills, passions, values and absences."""
