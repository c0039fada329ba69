"""A secret that somebody shows is compared in a time that does not tell how much of it is right."""

import hmac

import pytest
from starlette.requests import Request

from bot.channels.telegram.webhook import Webhook
from bot.metrics_page import _shows

SECRET = "the-secret-of-this-test"


def shown_to_the_webhook(secret):
    return Webhook(None, "https://bot.example.org/telegram", SECRET, patience=None, sleep=None).is_telegram(secret)


def shown_to_the_figures(secret):
    headers = [(b"authorization", f"Bearer {secret}".encode())]
    return _shows(Request({"type": "http", "headers": headers}), SECRET)


@pytest.mark.parametrize("shown", [shown_to_the_webhook, shown_to_the_figures])
@pytest.mark.parametrize("said", [True, False])
@pytest.mark.parametrize("secret", [SECRET, "another", ""])
def test_nothing_but_a_comparison_in_constant_time_decides(monkeypatch, shown, said, secret):
    compared = []

    def compare(one, other):
        compared.append({bytes(one).removeprefix(b"Bearer "), bytes(other).removeprefix(b"Bearer ")})
        return said

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert (shown(secret), compared) == (said, [{secret.encode(), SECRET.encode()}])
