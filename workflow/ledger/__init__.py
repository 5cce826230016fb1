"""The ledger: accounts, tokens, events, comments, assignments, in a SQL database."""
