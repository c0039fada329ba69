"""Polls in announcements: one question, one answer by a tap, as often as one changes one's mind."""

from collections.abc import Mapping, Sequence

from sqlmodel import col, func, select

from bot.core.ports import Told
from bot.core.reading import numbers
from bot.core.refusal import Refusal
from bot.domain.suppression import FEWEST as FEWEST_ANSWERS
from bot.i18n.phrase import Lines, Variants, Words, _, _n
from bot.storage.announcements import (
    KIND,
    AnnouncementPollChoice,
    AnnouncementState,
    AnnouncementVote,
    choices_of,
)
from bot.storage.variants import texts_of_fields
from bot.usecases import announcement_readers, variants
from bot.usecases.work import Work

FEWEST, MOST = 2, 8  # choices
_CLOSED = (AnnouncementState.CANCELLED, AnnouncementState.WITHDRAWN)


def write(work: Work, number: int, choices: Mapping[str, tuple[str, ...]], original: str) -> None:
    """By language, in the same order."""
    for place in range(1, len(choices[original]) + 1):
        row = AnnouncementPollChoice(announcement_id=number, number=place)
        work.session.add(row)
        told = {language: words[place - 1] for language, words in choices.items()}
        variants.write(work, KIND, number, row.field, told, original)
    work.session.flush()


def vote(work: Work, argument: str) -> Told | Refusal:
    """ "12 2": of announcement 12 the second choice."""
    number, *places = numbers(argument) or [0]
    announcement = announcement_readers.mine(work, str(number))
    if announcement is None:
        return Refusal(announcement_readers.NOT_YOURS)
    choices = choices_of(work.session, [announcement.id])
    chosen = next((one for one in choices if places == [one.number]), None)
    if chosen is None:
        return Refusal(
            _("There is no such choice. Please tap one, or write its number after that of the announcement.")
        )
    if announcement.state in _CLOSED:
        return Refusal(_("This poll was taken back; nothing is counted any more."))
    mine = work.session.exec(
        select(AnnouncementVote)
        .where(AnnouncementVote.announcement_id == number, AnnouncementVote.person_id == work.person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if mine is None:
        mine = AnnouncementVote(announcement_id=number, choice_id=chosen.id, person_id=work.person_id, at=work.now)
    mine.choice_id, mine.at = chosen.id, work.now
    work.session.add(mine)
    work.session.flush()
    said = Variants(_wordings(work, [chosen])[chosen.field])
    lines = (
        _("Your answer: *{choice}*. You can still change your mind.", choice=said),
        *_headed(result(work, number)),
    )
    return Told(Lines(lines), stays=True)


def _headed(lines: tuple[Words, ...]) -> tuple[Words, ...]:
    return (_("So far:"), *lines) if len(lines) > 1 else lines


def result(work: Work, number: int) -> tuple[Words, ...]:
    """A line for each choice; nothing where it is no poll.

    From five answers on, and by fives: nobody learns who chose what, neither from few answers nor by looking before and after one.
    """
    choices = choices_of(work.session, [number])
    if not choices:
        return ()
    of_poll = AnnouncementVote.announcement_id == number
    answers = work.session.exec(select(func.count()).select_from(AnnouncementVote).where(of_poll)).one()
    shown = answers - answers % FEWEST_ANSWERS
    if not shown:
        return (
            _n(
                "{count} answer so far. What was chosen is shown from five answers on, so that nobody can be told from it.",
                "{count} answers so far. What was chosen is shown from five answers on, so that nobody can be told from it.",
                answers,
            ),
        )
    counts = _counts(work, number, shown)
    worded = _wordings(work, choices)
    return tuple(
        _("• {choice}: {count}", choice=Variants(worded[one.field]), count=counts.get(one.id, 0)) for one in choices
    )


def _counts(work: Work, number: int, shown: int) -> dict[int, int]:
    """By choice, of the earliest answers."""
    earliest = (
        select(AnnouncementVote.choice_id)
        .where(AnnouncementVote.announcement_id == number)
        .order_by(col(AnnouncementVote.at), col(AnnouncementVote.person_id))
        .limit(shown)
        .subquery()
    )
    return dict(work.session.exec(select(earliest.c.choice_id, func.count()).group_by(earliest.c.choice_id)).all())


def _wordings(work: Work, choices: Sequence[AnnouncementPollChoice]) -> dict[str, dict[str, str]]:
    """By field; of one announcement."""
    number = choices[0].announcement_id
    return texts_of_fields(work.session, KIND, [number], {one.field for one in choices})[number]
