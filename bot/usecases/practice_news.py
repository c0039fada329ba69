"""New practices, and the practice of the week: told in slices to those who follow their areas, at their working hours."""

from datetime import datetime, timedelta

from sqlalchemy import String, case, cast, func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.messages import Priority
from bot.core.outcome import Act
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.nudges import next_working
from bot.domain.practices import KIND, PracticeState
from bot.domain.subscriptions import PRACTICES
from bot.i18n.phrase import Country, Lines, Words, _, _p
from bot.storage.centres import Centre
from bot.storage.lookups import look_up_one_by_one
from bot.storage.next_free import next_free
from bot.storage.practice_reactions import MarkKind, NewsOfPractice, PracticeFollow, PracticeMark, PracticeNews
from bot.storage.practices import Practice
from bot.storage.subscriptions import has_turned_off
from bot.usecases import audit
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.practice_words import FOLLOW, TALK, look, title_of
from bot.usecases.work import Work

SLICE = 200  # people told in one transaction


def note(work: Work, practice: Practice) -> None:
    """It is in the library for the first time."""
    _add(work, practice.id, NewsOfPractice.NEW)


def look_after(work: Work) -> bool:
    """One slice of what there is to tell, or the choice of this week's practice; True when there may be more."""
    look_up_one_by_one(work.session.connection())
    news = next_free(
        work.session,
        select_rows(PracticeNews).where(col(PracticeNews.done_at).is_(None)).order_by(col(PracticeNews.id)),
    )
    if news is None:
        return _choose_of_week(work)
    _tell_slice(work, news)
    return True


def _tell_slice(work: Work, news: PracticeNews) -> None:
    practice = work.session.get_one(Practice, news.practice_id)
    people = _who_follows(work, practice, news.last_person_id) if practice.state is PracticeState.PUBLISHED else []
    told = [one for one in people if one != practice.author_id]
    if told:
        words = _words(work, practice, news.kind)
        by_moment: dict[datetime, Notice] = {}

        def notice(one: Recipient) -> Notice:
            at = next_working(work.now, one.zone, None)
            if at not in by_moment:
                by_moment[at] = Notice(
                    f"{KIND}:{practice.id}:{news.kind}",
                    words,
                    acts=(look(practice.id), _CHOOSE_AREAS),
                    priority=Priority.BROADCAST,
                    due_at=at,
                )
            return by_moment[at]

        tell(work, told, notice)
    news.last_person_id = people[-1] if people else news.last_person_id
    if len(people) < SLICE:
        news.done_at = work.now
    work.session.add(news)


_CHOOSE_AREAS = Act("begin", f"{TALK}:{FOLLOW}", _p("button", "Choose areas"))


def _words(work: Work, practice: Practice, kind: NewsOfPractice) -> Words:
    country = work.session.exec(select_rows(Centre.country).where(Centre.id == practice.centre_id)).one()
    lead = _("The practice of the week:") if kind is NewsOfPractice.WEEK else _("New in the library of practices:")
    return Lines(
        (
            lead,
            _("*{title}* ({country})", title=title_of(work, practice), country=Country(country)),
            _("You hear of it because you follow one of its areas:"),
            *(_("• {area}", area=AREA_NAMES[PriorityArea(one)]) for one in practice.areas),
        )
    )


def _who_follows(work: Work, practice: Practice, after: int) -> list[int]:
    """The next of those who follow one of its areas, and have turned off neither that topic nor practices altogether."""
    area = cast(col(PracticeFollow.area), String)
    wanted = (
        select(col(PracticeFollow.person_id))
        .where(
            col(PracticeFollow.area).in_([PriorityArea(one) for one in practice.areas]),
            col(PracticeFollow.person_id) > after,
            ~has_turned_off(col(PracticeFollow.person_id), area, PRACTICES),
        )
        .distinct()
        .order_by(col(PracticeFollow.person_id))
        .limit(SLICE)
    )
    return list(work.session.connection().execute(wanted).scalars())


# -- of the week --------------------------------------------------------------------------------------------------------
def _choose_of_week(work: Work) -> bool:
    """The one that most readers find useful, of two the newer; each only once in its life."""
    midnight = work.now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=work.now.weekday())
    of_week = select_rows(PracticeNews.id).where(PracticeNews.kind == NewsOfPractice.WEEK)
    if work.session.exec(of_week.where(PracticeNews.at >= monday).limit(1)).first() is not None:
        return False
    useful = func.coalesce(
        func.sum(
            case(
                (col(PracticeMark.kind) == MarkKind.USEFUL, 1),
                (col(PracticeMark.kind) == MarkKind.OF_NO_USE, -1),
                else_=0,
            )
        ),
        0,
    )
    was_it = select(col(PracticeNews.id)).where(
        col(PracticeNews.practice_id) == col(Practice.id), col(PracticeNews.kind) == NewsOfPractice.WEEK
    )
    best = (
        select(col(Practice.id))
        .outerjoin(PracticeMark, col(PracticeMark.practice_id) == col(Practice.id))
        # What is newer was told of as new only days ago.
        .where(
            col(Practice.state) == PracticeState.PUBLISHED,
            col(Practice.published_at) < monday - timedelta(weeks=1),
            ~was_it.exists(),
        )
        .group_by(col(Practice.id))
        .order_by(useful.desc(), col(Practice.id).desc())
        .limit(1)
    )
    chosen = work.session.connection().execute(best).scalar()
    if chosen is None:
        return False
    _add(work, chosen, NewsOfPractice.WEEK)
    audit.note(work, "choose practice of the week", KIND, chosen)
    return True


def _add(work: Work, practice: int, kind: NewsOfPractice) -> None:
    work.session.add(PracticeNews(practice_id=practice, kind=kind, at=work.now))
    work.session.flush()
