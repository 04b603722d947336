"""Published scheduling problems: their values, their readers, and a checker for schedules of them."""
