"""The steps that bring a ledger to the newest schema."""
