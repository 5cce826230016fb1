"""gettext catalogs: read, written, updated; the home of polib."""
