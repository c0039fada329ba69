"""Passerelle: a chatbot that animates a community of practice of vocational centres."""

from zoneinfo import reset_tzpath

__version__ = "0.1.0"

# The tzdata of the lock file is the only source of zones: the machine's own may be years old.
reset_tzpath(())
