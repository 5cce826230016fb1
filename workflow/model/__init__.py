"""The nouns of the workflow: plain values, the standard library only."""
