"""Passerelle: a chatbot that animates a community of practice of vocational centres."""

__version__ = "0.1.0"
