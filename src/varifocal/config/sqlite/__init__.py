"""Django's SQLite backend with one fair lock before every write transaction."""
