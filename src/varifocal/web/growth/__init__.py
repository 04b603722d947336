"""People, the leading half: a profile of one's own, one-to-ones, encouragement, what needs somebody, learning."""
