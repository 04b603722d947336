"""How the parts are wired for one installation: settings, addresses, the server's entry."""
