"""Reading event logs from files of others."""
