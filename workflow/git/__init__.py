"""git, run as a program: what changed, commits, exchange with a remote, history."""
