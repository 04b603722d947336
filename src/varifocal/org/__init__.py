"""The organization as it stands: tables, and the verbs that change them."""
