"""What people are told of a report on a peer visit: that it is their turn, until when, and what then goes on by itself."""

from collections.abc import Collection

from bot.core.outcome import Act
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _n, _p
from bot.storage.visit_reports import VisitReportRow
from bot.storage.visits import VISIT, Visit, visitors_of
from bot.usecases import visit_places
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.visit_days import day_words
from bot.usecases.visit_places import Place, look_act, note_act
from bot.usecases.work import Work

AGREE, MISSING, NOTHING_TO_ADD, FETCH = (
    _p("word", "agree"),
    _p("word", "reopen notes"),
    _p("word", "nothing to add"),
    _p("word", "get report"),
)


def ask_visitors(work: Work, at: Place, row: VisitReportRow, *, with_host: bool) -> None:
    """`with_host`: it comments on the draft before it is final."""
    assert row.until is not None, "a review has an end"
    number = str(at.visit.id)
    others, until = [one for one in at.visitors if one != at.centre_id], Moment(row.until, MomentStyle.DATE)
    words = Lines(
        (
            _(
                "*{centre}* has made the draft of the report on visit {number} to *{host}*. Please read it.",
                centre=centre_name(work, at.centre_id),
                number=number,
                host=centre_name(work, at.visit.host_centre_id),
            ),
            _("Without an answer it goes to the host on {day}.", day=until)
            if with_host
            else _("Without an answer it is final on {day}.", day=until),
        )
    )
    acts = (
        look_act(number),
        Act("visit.agree", number, _p("button", "We agree"), AGREE),
        Act("visit.reopen", number, _p("button", "Something missing"), MISSING),
    )
    people = visit_places.people_of(work, at.visit.id, others)
    tell_by_day(work, people, Notice(f"{VISIT}:{number}:draft:{row.drafts}", words, acts))


def tell_reopened(work: Work, at: Place, row: VisitReportRow) -> None:
    number = str(at.visit.id)
    notice = Notice(
        f"{VISIT}:{number}:reopened:{row.drafts}",
        _(
            "*{centre}* finds that something is missing in the draft of visit {number}. The notes are open again.",
            centre=centre_name(work, at.centre_id),
            number=number,
        ),
        (note_act(number),),
    )
    tell_by_day(work, _without_me(work, visit_places.people_of(work, at.visit.id, at.visitors)), notice)


def ask_host(work: Work, visit: Visit, row: VisitReportRow) -> None:
    assert row.until is not None, "comments have an end"
    number = str(visit.id)
    words = Lines(
        (
            _("The visitors have written the draft of their report on your centre (visit {number}).", number=number),
            _(
                "You can add comments, in your own words; they stand in the report beside it. Without an answer it is final on {day}.",
                day=Moment(row.until, MomentStyle.DATE),
            ),
        )
    )
    acts = (look_act(number), settle_act(number))
    people = visit_places.people_of(work, visit.id, [visit.host_centre_id])
    tell_by_day(work, people, Notice(f"{VISIT}:{number}:comments:{row.drafts}", words, acts))


def remind(work: Work, visit: Visit, row: VisitReportRow) -> None:
    number, today = str(visit.id), work.now.date()
    values: dict[str, Words] = {
        "number": number,
        "host": centre_name(work, visit.host_centre_id),
        "day": day_words(row.due_on),
    }
    words = (
        _("The draft of the report on visit {number} to *{host}* was due on {day}. It can still be made.", **values)
        if row.due_on < today
        else _("The draft of the report on visit {number} to *{host}* is due on {day}.", **values)
    )
    visitors = visitors_of(work.session, [visit.id])[visit.id]
    acts = (note_act(number), look_act(number))
    key = f"{VISIT}:{number}:due:{row.drafts}:{today}"
    tell_by_day(work, visit_places.people_of(work, visit.id, visitors), Notice(key, words, acts))


def tell_all(work: Work, visit: Visit, findings: int) -> None:
    number = str(visit.id)
    words = Lines(
        (
            _(
                "The report of visit {number} to *{host}* is final.",
                number=number,
                host=centre_name(work, visit.host_centre_id),
            ),
            _n("It holds {count} finding.", "It holds {count} findings.", findings),
        )
    )
    act = Act("visit.report", number, _p("button", "Get it (PDF)"), FETCH)
    people = visit_places.people_of(work, visit.id, {visit.host_centre_id, *visit_places.group_centres(work, visit)})
    tell_by_day(work, people, Notice(f"{VISIT}:{number}:final", words, (act,)))


def settle_act(number: str) -> Act:
    return Act("visit.settle", number, _p("button", "Nothing to add"), NOTHING_TO_ADD)


def _without_me(work: Work, people: Collection[int]) -> list[int]:
    return [one for one in people if one != work.actor.person_id]
