"""Releases: from the bytes of a source to blocks, segments and a frozen reading."""
