"""After a backup was put back: whoever was forgotten since is forgotten again, before anybody works with it."""

from collections.abc import Sequence
from datetime import datetime

from bot.storage.erasures import Forgotten, people_called
from bot.storage.people import Person, PersonState
from bot.usecases import audit, forgetting
from bot.usecases.work import Work

AT_ONCE = 20  # people looked at in one transaction


def apply(work: Work, listed: Sequence[Forgotten]) -> int:
    """At most AT_ONCE of them; how many people changed by it. Those whom the backup does not know came later."""
    people = people_called(work.session, [one.person for one in listed])
    is_done = {one.person: one.is_done for one in listed}
    again = [one for one in people.values() if one.state is not PersonState.ERASED]
    erased = [one.id for one in again if is_done[one.public_id]]
    asked = [one for one in again if not is_done[one.public_id] and one.forget_at is None]
    for person in asked:
        _ask(work, person, work.now + forgetting.AFTER)
    if erased:
        forgetting.erase(work, erased)
    return len(erased) + len(asked)


def _ask(work: Work, person: Person, due: datetime) -> None:
    """They may have undone it since the list was written: so they have all seven days again."""
    person.state, person.forget_at = PersonState.LEFT, due
    work.session.add(person)
    audit.note(work, "ask to be forgotten again", "person", person.id)
