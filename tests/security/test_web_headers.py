"""What each answer of the web server forbids browsers, in words of this test's own: a header that is left out is missed here."""

import pytest

from bot.channels.web.security import HEADERS

FORBIDS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
ALLOWED = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "blob:"],
    "connect-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
}


@pytest.mark.parametrize("name", FORBIDS)
def test_a_browser_is_told_what_it_must_not_do(name):
    assert HEADERS[name] == FORBIDS[name]


def test_a_page_may_load_and_run_what_is_our_own_and_nothing_else():
    policy = HEADERS["content-security-policy"]
    found = {name: sources for name, *sources in (one.split() for one in policy.split(";"))}
    assert found == ALLOWED
