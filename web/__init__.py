"""The review desk: translators and reviewers at work in the browser."""
