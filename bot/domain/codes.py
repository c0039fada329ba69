"""Codes that people read from paper and type on a phone: no letter that looks like another, easy to say."""

import secrets

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without I, L, O, 0, 1
LENGTH = 8  # 31^8 ≈ 8.5e11: guessing is hopeless long before rate limits bite


def new_code(length: int = LENGTH) -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(length))


def read_code(typed: str) -> str:
    """As it was meant: upper case, without blanks and hyphens."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[:64]
