"""`passerelle doctor`: looks at everything that can be wrong, and says what to do."""

import asyncio
import math
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp
import typer
from pydantic import ValidationError
from sqlmodel import Session, col, func, select

from bot import data_folder
from bot.channels.matrix.account import SignInRefused, try_password
from bot.channels.matrix.answers import HomeserverError, words_of
from bot.core.messages import Priority
from bot.logs import without_secrets
from bot.settings import Settings, misspelt, problems
from bot.storage import schema
from bot.storage.credentials import Credential, CredentialKind, SigningKey
from bot.storage.database import Database
from bot.storage.errors import StorageError, WorkerRunning
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.lock import worker_lock
from bot.storage.outbox import OutboxRow, OutboxState

app = typer.Typer()
PATIENCE = aiohttp.ClientTimeout(total=8)
CLOCK_TOLERANCE = timedelta(seconds=30)
LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """Something looked at: fine, or what is wrong and what to do."""

    what: str
    fine: bool
    said: str


@app.command()
def doctor() -> None:
    """Check settings, tokens, database, clock and queues; exit 1 when something needs doing."""
    found = list(_findings())
    for finding in found:
        # Words, not only a sign or a colour: this is read over the telephone as well.
        print(f"{'ok   ' if finding.fine else 'PLEASE'} {finding.what}: {without_secrets(finding.said)}")
    if not all(finding.fine for finding in found):
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    try:
        settings = Settings()
    except ValidationError as error:
        yield Finding("settings", False, problems(error).replace("\n", " "))
        return
    unknown = " ".join(misspelt())
    yield Finding("settings", not unknown, unknown or "all can be read")
    yield from _database(settings)
    yield _port(settings)
    yield from asyncio.run(_platforms(settings))


def _database(settings: Settings) -> Iterator[Finding]:
    file = data_folder.sqlite_file(settings)
    if file is not None and not file.exists():
        yield Finding("database", True, f"{file} is not there yet: `passerelle run` makes it")
        return
    try:
        with closing(data_folder.open_database(settings)) as database:
            revision = schema.revision_of(database)
            if revision != schema.newest():
                state = (
                    "is empty" if revision is None else f"has schema {revision}, this version needs {schema.newest()}"
                )
                yield Finding("database", False, f"{database.backend.where} {state}: run `passerelle migrate`.")
                return
            yield Finding("database", True, f"{database.backend.where}, schema {revision}")
            yield from _queues(database)
            yield from _badges(database)
    except StorageError as error:
        yield Finding("database", False, str(error))
        return
    if file is not None:
        yield _worker(file.parent)


def _worker(folder: object) -> Finding:
    try:
        with worker_lock(folder):  # type: ignore[arg-type] # a path
            return Finding("worker", True, "none is running; `passerelle run` starts one")
    except WorkerRunning as running:
        return Finding("worker", True, f"running as process {running.pid}")


def _queues(database: Database) -> Iterator[Finding]:
    parked, oldest = database.read_now(_inbox)
    if parked:
        yield Finding(
            "parked messages",
            False,
            f"{parked} could not be worked after several tries and are kept. The log says why (search for “step failed”).",
        )
    late = oldest is not None and datetime.now(UTC) - oldest > LATE
    yield Finding(
        "incoming queue",
        not late,
        f"the oldest waits since {oldest:%Y-%m-%d %H:%M} UTC: is a worker running?"
        if late and oldest
        else ("nothing waits" if oldest is None else "nothing waits long"),
    )
    counts, oldest = database.read_now(_outbox)
    uncertain = counts.get(OutboxState.UNCERTAIN, 0)
    queued = counts.get(OutboxState.QUEUED, 0)
    said = f"{queued} waiting, {uncertain} uncertain, {counts.get(OutboxState.FAILED, 0)} failed"
    late = oldest is not None and datetime.now(UTC) - oldest > LATE
    if late and oldest:
        said += (
            f"; somebody waits for a reply since {oldest:%Y-%m-%d %H:%M} UTC: is a worker running, and does the platform "
            "answer it? The log says what it met."
        )
    yield Finding("outgoing queue", not late, said)


def _badges(database: Database) -> Iterator[Finding]:
    """Nothing to tell before the first badge: its key is made with it."""
    badges, addresses, unsigned = database.read_now(_signing)
    if unsigned:
        yield Finding(
            "key for badges",
            False,
            "there is none that can sign, though badges have been given: run `passerelle badges key --new`. Those given "
            "before stay good as long as their public key is there.",
        )
    elif badges:
        where = addresses[0] if addresses else None
        said = (
            f"signs; lists of revoked badges are at {where}"
            if where
            else "signs. Others cannot look revoked badges up yet: `passerelle badges address https://…` tells where."
        )
        yield Finding("key for badges", True, said)


def _signing(session: Session) -> tuple[int, list[str], bool]:
    """How many badges there are; where their lists are; whether no key is left to sign with."""
    badges = session.exec(
        select(func.count()).select_from(Credential).where(Credential.kind == CredentialKind.BADGE)
    ).one()
    in_use = session.exec(select(SigningKey).where(col(SigningKey.retired_at).is_(None))).all()
    return badges, [key.address for key in in_use if key.address], bool(badges) and not in_use


def _inbox(session: Session) -> tuple[int, datetime | None]:
    parked = session.exec(select(func.count()).select_from(InboxRow).where(InboxRow.state == InboxState.PARKED)).one()
    oldest = session.exec(select(func.min(InboxRow.received_at)).where(InboxRow.state == InboxState.PENDING)).one()
    return parked, oldest


def _outbox(session: Session) -> tuple[dict[OutboxState, int], datetime | None]:
    """How many there are by state, and since when the oldest reply waits; all else may wait for its time."""
    rows = session.exec(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all()
    replies = (OutboxRow.state == OutboxState.QUEUED, OutboxRow.priority == Priority.REPLY)
    oldest = session.exec(select(func.min(OutboxRow.created_at)).where(*replies)).one()
    return {OutboxState(state): number for state, number in rows}, oldest


def _port(settings: Settings) -> Finding:
    what = f"web chat on {settings.web_host}:{settings.web_port}"
    with socket.socket() as probe:
        probe.settimeout(2)
        taken = probe.connect_ex((settings.web_host, settings.web_port)) == 0
    return Finding(what, True, "something answers there (the worker, if it runs)" if taken else "free")


async def _platforms(settings: Settings) -> list[Finding]:
    found = []
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        if settings.telegram_token is None:
            found.append(Finding("Telegram", True, "not connected (PASSERELLE_TELEGRAM_TOKEN is empty)"))
        else:
            url = f"{settings.telegram_base_url}{settings.telegram_token.get_secret_value()}/getMe"
            found += await _asked(http, "Telegram", url, _telegram)
        if settings.matrix_homeserver is None:
            found.append(Finding("Matrix", True, "not connected (PASSERELLE_MATRIX_HOMESERVER is empty)"))
        elif settings.matrix_user is None or settings.matrix_password is None:
            found.append(
                Finding(
                    "Matrix",
                    False,
                    "PASSERELLE_MATRIX_USER and PASSERELLE_MATRIX_PASSWORD are needed beside the homeserver.",
                )
            )
        else:
            url = f"{settings.matrix_homeserver.rstrip('/')}/_matrix/client/versions"
            found += await _asked(http, "Matrix", url, _matrix)
            if all(finding.fine for finding in found if finding.what == "Matrix"):
                password = settings.matrix_password.get_secret_value()
                found.append(await _matrix_account(settings.matrix_homeserver, settings.matrix_user, password))
    return found


async def _asked(
    http: aiohttp.ClientSession, what: str, url: str, judge: Callable[[str, int, str], Finding]
) -> list[Finding]:
    try:
        async with http.get(url) as answer:
            finding = judge(what, answer.status, await answer.text())
            stamp = answer.headers.get("Date")
            clock = [_clock(what, parsedate_to_datetime(stamp))] if finding.fine and stamp is not None else []
            return [finding, *clock]
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        # The error's own words may quote the address, and that holds the token.
        return [Finding(what, False, f"cannot be reached ({type(error).__name__}): check the address and the network.")]


def _clock(what: str, theirs: datetime) -> Finding:
    off = abs(datetime.now(UTC) - theirs)
    if off > CLOCK_TOLERANCE:
        return Finding("clock", False, f"it is {off.total_seconds():.0f} s off from {what}'s: switch on NTP.")
    return Finding("clock", True, f"agrees with {what}'s")


def _telegram(what: str, status: int, _text: str) -> Finding:
    if status in {401, 404}:
        return Finding(
            what, False, "the token is not right: copy it again from @BotFather into PASSERELLE_TELEGRAM_TOKEN."
        )
    return Finding(
        what,
        status == HTTPStatus.OK,
        "the token works" if status == HTTPStatus.OK else f"answers with {status}: try again later.",
    )


def _matrix(what: str, status: int, text: str) -> Finding:
    works = status == HTTPStatus.OK and "versions" in text
    said = (
        "the homeserver answers"
        if works
        else f"no homeserver answers there ({status}): check PASSERELLE_MATRIX_HOMESERVER."
    )
    return Finding(what, works, said)


async def _matrix_account(url: str, user: str, password: str) -> Finding:
    """The password is really tried, and signed out again at once."""
    what = "Matrix account"
    try:
        async with asyncio.timeout(PATIENCE.total):
            await try_password(url, user, password)
    except SignInRefused as refused:
        return Finding(what, False, str(refused))
    except HomeserverError as error:
        wait = f"in {math.ceil(error.seconds / 60)} min" if error.seconds else "later"
        return Finding(what, False, f"the password could not be tried ({error}): please try again {wait}.")
    except (aiohttp.ClientError, TimeoutError) as error:
        said = f"the password could not be tried ({words_of(error)}): check the network, then try again."
        return Finding(what, False, said)
    return Finding(what, True, f"the password of {user} works")
