"""What every noun stands on: records, accounts, the log of changes, permission, undo, plumbing."""
