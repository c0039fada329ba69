"""The keys that sign badges: made once, retired when a new one takes over, never shown but for their public half."""

from collections.abc import Sequence

from sqlmodel import select

from bot.credentials import keys
from bot.credentials.keys import SigningKey as Key
from bot.storage.credentials import SigningKey, key_in_use, keys_of
from bot.storage.programmes import Programme
from bot.usecases import audit
from bot.usecases.work import Work

SUBJECT = "signing key"


def key_row(work: Work, programme_id: int) -> SigningKey:
    """The one in use, locked until the transaction ends; made when it is first needed."""
    # Of two workers that need the first key at the same moment, one waits here for the other.
    work.session.exec(select(Programme).where(Programme.id == programme_id).with_for_update()).one()
    found = key_in_use(work.session, programme_id)
    return found if found is not None else _new(work, programme_id, None)


def secret_of(row: SigningKey) -> Key:
    assert row.secret is not None, "a key in use has its secret"
    return Key(row.did, row.secret)


def rotate(work: Work, programme_id: int) -> SigningKey:
    """A new key signs from now on. What the old one signed stays as good as it was; its secret is gone."""
    old = key_row(work, programme_id)
    old.secret, old.retired_at = None, work.now
    work.session.add(old)
    work.session.flush()
    audit.note(work, "retire", SUBJECT, old.id)
    return _new(work, programme_id, old.address)


def publish_at(work: Work, programme_id: int, address: str | None) -> SigningKey:
    """Where lists of revoked badges will be found by whoever verifies one that is signed from now on."""
    row = key_row(work, programme_id)
    row.address = address
    work.session.add(row)
    audit.note(work, "move lists", SUBJECT, row.id)
    return row


def dids(work: Work, programme_id: int) -> Sequence[str]:
    """Of all keys that ever signed something, the oldest first."""
    return [row.did for row in keys_of(work.session, programme_id)]


def _new(work: Work, programme_id: int, address: str | None) -> SigningKey:
    made = keys.new_key()
    row = SigningKey(programme_id=programme_id, did=made.did, secret=made.secret, address=address, created_at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.note(work, "make", SUBJECT, row.id)
    return row
