"""The steps of the workflow: what the CLI and the review desk both call."""
