"""Who leads a session, or helps there, and says that they cannot come: whoever else looks after it hears of it at once."""

from collections.abc import Sequence

from bot.core.outcome import Act
from bot.i18n.phrase import Lines, Words, _, _p
from bot.storage.sessions import LearningSession, hosts_of
from bot.usecases import sessions
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.people import person_of
from bot.usecases.session_words import described, facts_for
from bot.usecases.work import Work


def tell_others(work: Work, rows: Sequence[LearningSession], *, says_no: bool) -> bool:
    """Of those of these sessions in which the actor has a part, in one message; whether there was anybody to tell."""
    hosts = hosts_of(work.session, [row.id for row in rows])
    told: dict[int, list[int]] = {}
    for row in rows:
        named = hosts.get(row.id, {})
        leading = sessions.leading_of(row, named)
        if work.person_id in leading.union(*named.values()):
            for person in leading - {work.person_id}:
                told.setdefault(person, []).append(row.id)
    if not told:
        return False
    facts = facts_for(work, sorted({number for numbers in told.values() for number in numbers}))
    name = person_of(work).name or "?"
    lead = _("{name} was to lead this or to help, and cannot come:", name=name)
    after: tuple[Words, ...] = (_("On its page you can name somebody else, or call it off."),)
    if not says_no:
        lead, after = _("{name}, who was to lead this or to help, no longer says no:", name=name), ()

    def notice(to: Recipient) -> Notice:
        numbers = told[to.person_id]
        words = Lines((lead, *(described(facts[one], to.zone) for one in numbers), *after))
        acts = tuple(see(one) for one in numbers)
        key = f"session:{numbers[0]}:part:{work.person_id}:{'no' if says_no else 'open'}:{work.now.isoformat()}"
        return Notice(key, words, acts=acts)

    tell(work, sorted(told), notice)
    return True


def see(number: int) -> Act:
    return Act("begin", f"sessions:{number}", _p("button", "See session {number}", number=str(number)))
