"""`python -m workflow` is `readout`."""

from workflow.cli import main

main()
