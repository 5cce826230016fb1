"""The glossary: concepts, their terms in every locale, and finding them in texts."""
