"""Turn official releases into reviewed, parallel-language editions."""

__version__ = "0.1.0"
