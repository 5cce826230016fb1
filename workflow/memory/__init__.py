"""The translation memory: past approved text, found again."""
