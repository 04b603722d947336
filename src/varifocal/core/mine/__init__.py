"""How work really flows: event logs read, measured and compared."""
