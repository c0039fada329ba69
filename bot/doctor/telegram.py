"""Telegram: the token, and whether messages reach this bot and no other program."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.channels.telegram.webhook import address_of
from bot.doctor.asking import asked
from bot.doctor.finding import Finding
from bot.settings import Settings

RECENTLY = timedelta(hours=1)
MANY = 100
# What Telegram says of its calls, and what that means; the first that fits.
_MEANINGS = (
    (
        "certificate",
        "the certificate of the web server is not one that Telegram trusts: renew it, with the whole chain.",
    ),
    ("ssl", "the certificate of the web server is not one that Telegram trusts: renew it, with the whole chain."),
    (
        "403",
        "the secret does not arrive: is PASSERELLE_TELEGRAM_WEBHOOK_SECRET another one than at the bot's last start?",
    ),
    ("404", "the web server does not hand this path on to the bot: see docs/operations.md."),
    ("401", "the web server asks Telegram for a password: hand this path on without one."),
    ("30", "the web server leads on to another address, which Telegram does not follow: write that one."),
    ("50", "the web server runs, and the bot behind it does not: is a worker running?"),
    ("refused", "no web server listens there."),
    ("timed out", "nobody answers there: does a firewall stand before it?"),
    ("resolve", "its name is not known to the internet."),
)


async def telegram(http: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    if settings.telegram_token is None:
        return [Finding("Telegram", True, "not connected (PASSERELLE_TELEGRAM_TOKEN is empty)")]
    bot = f"{settings.telegram_base_url}{settings.telegram_token.get_secret_value()}"
    found = await asked(http, "Telegram", f"{bot}/getMe", _token)
    if not found[0].fine:
        return found
    what = "Telegram's calls" if settings.telegram_webhook_url is not None else "Telegram's messages"
    calls, *_clock = await asked(
        http, what, f"{bot}/getWebhookInfo", partial(_calls, what, settings.telegram_webhook_url)
    )
    return [*found, calls] if not calls.fine or settings.telegram_webhook_url is not None else found


def _token(status: int, _text: str) -> Finding:
    if status in {401, 404}:
        return Finding(
            "Telegram",
            False,
            "the token is not right: copy it again from @BotFather into PASSERELLE_TELEGRAM_TOKEN.",
        )
    works = status == HTTPStatus.OK
    return Finding("Telegram", works, "the token works" if works else f"answers with {status}: try again later.")


def _calls(what: str, wanted: str | None, status: int, text: str) -> Finding:
    told = json.loads(text).get("result") if status == HTTPStatus.OK else None
    if not isinstance(told, dict):
        return Finding(what, False, f"Telegram does not tell where it calls ({status}): try again later.")
    wrong = list(_wrong(told, None if wanted is None else address_of(wanted)))
    return Finding(what, not wrong, " ".join(wrong) or f"go to {wanted}")


def _wrong(told: dict[str, Any], wanted: str | None) -> Iterator[str]:
    there = told.get("url") or None
    if there != wanted:
        yield _elsewhere(there, wanted)
        return
    since = datetime.now(UTC) - datetime.fromtimestamp(told.get("last_error_date", 0), UTC)
    waiting = told.get("pending_update_count", 0)
    if wanted is not None and waiting and since < RECENTLY:
        yield _failed(wanted, str(told.get("last_error_message", "")), waiting)
    elif waiting > MANY:
        yield f"{waiting} messages wait at Telegram: is a worker running?"


def _elsewhere(there: str | None, wanted: str | None) -> str:
    if there is None:
        return f"Telegram does not call {wanted} yet: start the bot, which tells it so."
    host = urlsplit(there).hostname
    if wanted is None:
        return (
            f"Telegram hands them to {host}, as somebody told it: `passerelle run` takes them back. If another program uses "
            "this token, give that one a bot of its own from @BotFather."
        )
    return (
        f"Telegram calls {host} at another address than PASSERELLE_TELEGRAM_WEBHOOK_URL: start the bot, which tells it so. If "
        "another program uses this token, give that one a bot of its own from @BotFather."
    )


def _failed(wanted: str, why: str, waiting: int) -> str:
    meaning = next(
        (meaning for sign, meaning in _MEANINGS if sign in why.lower()), "look at the web server before the bot."
    )
    return (
        f"Telegram cannot hand over what people write ({why}); {waiting} wait there, and nothing is lost for a day. At "
        f"{urlsplit(wanted).hostname} {meaning}"
    )
