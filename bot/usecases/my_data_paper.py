"""What stands on the paper of what is kept about a person: read when it is written, for that person alone."""

from collections.abc import Iterator

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col, select

from bot.i18n.phrase import City, LanguageName, Listed, Variants, Words, _
from bot.reports.my_data_pages import MyDataPaper
from bot.storage.conversations import AnswerRow, ConversationRow
from bot.storage.programmes import Programme
from bot.storage.variants import texts
from bot.usecases import agreements, memberships, my_history, mydata
from bot.usecases.my_data_topics import NAMES, TOPIC_OF, DataTopic
from bot.usecases.mydata import Kept
from bot.usecases.work import Work

ANSWERS = 500  # the latest; each of them stands in the file of every word


def paper(work: Work) -> MyDataPaper | None:
    """None: nothing is kept any more."""
    kept = mydata.kept(work)
    if kept is None:
        return None
    said = work.session.exec(
        select(AnswerRow.at, AnswerRow.raw)
        .join(ConversationRow, col(ConversationRow.id) == AnswerRow.conversation_id)
        .where(ConversationRow.person_id == work.person_id, col(AnswerRow.raw).is_not(None), AnswerRow.raw != "")
        .order_by(col(AnswerRow.at).desc(), col(AnswerRow.id).desc())
        .limit(ANSWERS)
    ).all()
    return MyDataPaper(
        name=kept.name or "",
        programme=_programme(work),
        at=work.now,
        facts=tuple(_facts(kept)),
        agreed=tuple(one.told() for one in agreements.standing(work)),
        done=tuple(one.told() for one in my_history.latest(work)),
        said=tuple((at, raw) for at, raw in said if raw),
        topics=tuple((NAMES[topic], rows) for topic, rows in amounts(work).items()),
    )


def amounts(work: Work) -> dict[DataTopic, int]:
    """How many rows there are about each topic, in their order; one query for each table."""
    found = dict.fromkeys(DataTopic, 0)
    for table in SQLModel.metadata.sorted_tables:
        condition = mydata.condition_of(table, work.person_id)
        if condition is not None:
            count = select_columns(func.count()).select_from(table).where(condition)
            found[TOPIC_OF[table.name]] += work.session.connection().execute(count).scalar_one()
    return {topic: rows for topic, rows in found.items() if rows}


def _facts(kept: Kept) -> Iterator[tuple[Words, Words]]:
    if kept.language:
        yield _("Language"), LanguageName(kept.language)
    yield _("Clock"), City(kept.zone)
    yield _("Addresses"), Listed(kept.channels)
    for place in kept.places:
        function = memberships.FUNCTIONS[place.function]
        yield _("Centre"), _("{centre} ({function})", centre=place.centre, function=function)
    if kept.roles:
        yield _("Roles"), Listed(kept.roles)


def _programme(work: Work) -> Words:
    """Empty as long as nobody has named it."""
    number = work.session.exec(select(Programme.id).order_by(col(Programme.id)).limit(1)).first()
    return "" if number is None else Variants(texts(work.session, "programme", [number], "name").get(number, {}))
