"""The HTTP API: the same functions as the desk and the shell, for scripts."""
