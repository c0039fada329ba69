"""Settings that can be read each for itself, and do not go together or lead nowhere. Nothing is asked of anybody."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.doctor.finding import Finding
from bot.settings import Settings

TELEGRAM_PORTS = {443, 80, 88, 8443}
TAKEN_PATHS = {"healthz", "metrics", "badges", "calendar", "static", "file", "upload", "socket"}
_TOKEN = re.compile(r"\d+:\S+")
_MATRIX_USER = re.compile(r"@[^:\s]+:\S+")


def combinations(settings: Settings) -> Iterator[Finding]:
    """Only what is wrong."""
    for what, looks in (("Telegram", _telegram), ("Matrix", _matrix), ("web chat", _web), ("metrics", _metrics)):
        for said in looks(settings):
            yield Finding(f"{what} settings", False, said)


def is_of_this_network(host: str) -> bool:
    """Whether nobody outside can reach it by this name."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal", ".lan"))


def is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _telegram(settings: Settings) -> Iterator[str]:
    token, address = settings.telegram_token, settings.telegram_webhook_url
    if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
        yield (
            "what PASSERELLE_TELEGRAM_TOKEN holds is no token: a number, a colon and some 35 signs, such as @BotFather shows "
            "after /mybots. Copy it again, without anything before or behind it."
        )
    if address is None:
        if settings.telegram_webhook_secret is not None:
            yield "PASSERELLE_TELEGRAM_WEBHOOK_SECRET does nothing without PASSERELLE_TELEGRAM_WEBHOOK_URL: set that, or empty it."
        return
    if token is None:
        yield "PASSERELLE_TELEGRAM_WEBHOOK_URL does nothing without PASSERELLE_TELEGRAM_TOKEN: set that, or empty it."
    parts = urlsplit(address)
    if (parts.port or 443) not in TELEGRAM_PORTS:
        yield (
            f"PASSERELLE_TELEGRAM_WEBHOOK_URL names port {parts.port}: Telegram calls 443, 80, 88 and 8443 only. Let the "
            "web server before the bot listen on one of these."
        )
    if is_of_this_network(parts.hostname or ""):
        yield (
            f"PASSERELLE_TELEGRAM_WEBHOOK_URL names {parts.hostname}, which the internet does not reach. Give the public "
            "name of the web server before the bot, or empty it: then the bot asks Telegram, which needs no such name."
        )
    first = parts.path.strip("/").partition("/")[0]
    if first in TAKEN_PATHS:
        yield f"PASSERELLE_TELEGRAM_WEBHOOK_URL ends in /{first}, where the bot serves something else: take /telegram."


def _matrix(settings: Settings) -> Iterator[str]:
    if settings.matrix_homeserver is None:
        if settings.matrix_user is not None or settings.matrix_password is not None:
            yield "PASSERELLE_MATRIX_HOMESERVER is empty, so the bot is not on Matrix: set it, or empty the others too."
        return
    user = settings.matrix_user
    if user is not None and not _MATRIX_USER.fullmatch(user):
        yield f"PASSERELLE_MATRIX_USER is written with its server, such as @{user.strip('@') or 'bot'}:example.org."
    parts = urlsplit(settings.matrix_homeserver)
    if parts.scheme == "http" and not is_of_this_network(parts.hostname or ""):
        yield (
            "PASSERELLE_MATRIX_HOMESERVER begins with http://, so password and messages go through the internet for all to "
            "read: write https://."
        )


def _web(settings: Settings) -> Iterator[str]:
    if settings.web_url is None:
        return
    parts = urlsplit(settings.web_url)
    host = parts.hostname or ""
    if parts.scheme == "http" and not is_this_machine(host):
        yield (
            "PASSERELLE_WEB_URL begins with http://, so what people write goes through the network for all to read. Let a web "
            "server with a certificate stand before the bot (docs/operations.md), and write https://."
        )
    if is_this_machine(host):
        yield (
            f"PASSERELLE_WEB_URL names {host}: links and posters would lead people to their own phones. Give the public name "
            "of the web server before the bot, or empty it."
        )


def _metrics(settings: Settings) -> Iterator[str]:
    if settings.metrics_port is not None and settings.metrics_port == settings.web_port:
        yield (
            "PASSERELLE_METRICS_PORT is the port of the web chat: give it another one, or set PASSERELLE_METRICS_TOKEN to read "
            "/metrics there."
        )
