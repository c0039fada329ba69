"""What whoever got an announcement can do about it: read it in full once more, have no more of its topic."""

from dataclasses import replace

from sqlmodel import select

from bot.core.outcome import Act, Saying
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.subscriptions import is_topic
from bot.i18n.phrase import Marked, Moment, MomentStyle, _, _p
from bot.storage.announcements import Announcement, AnnouncementState, find_announcement
from bot.storage.outbox import OutboxRow, OutboxState
from bot.usecases import announcement_texts, audiences, languages_read, subscriptions
from bot.usecases.people import person_of
from bot.usecases.work import Work

NOT_YOURS = _("There is no announcement with this number that was meant for you.")
CHANGE = Act("begin", "news:", _p("button", "News I get"))
_OUT = (AnnouncementState.SENT, AnnouncementState.WITHDRAWN)


def mine(work: Work, argument: str) -> Announcement | None:
    """One that is out and was meant for this person, whatever became of the copy, or they came later; or that they wrote."""
    announcement = find_announcement(work.session, argument)
    if announcement is None or announcement.broadcast_id is None:
        return None
    if announcement.author_id == work.person_id:
        return announcement
    is_out = announcement.state in _OUT
    copy = work.session.exec(
        select(OutboxRow.state, OutboxRow.due_at)
        .where(OutboxRow.person_id == work.person_id, OutboxRow.broadcast_id == announcement.broadcast_id)
        .limit(1)
    ).first()
    if copy is not None:
        state, due_at = copy
        # What was taken back is for those who have it.
        return announcement if due_at <= work.now and (is_out or state is OutboxState.SENT) else None
    fits = audiences.fitting(work, work.person_id)
    return announcement if is_out and fits(Audience.from_json(announcement.audience)) else None


def read(work: Work, argument: str) -> Told | Refusal:
    """All of it, with what can be done about it: from a digest, or once more."""
    announcement = mine(work, argument)
    if announcement is None:
        return Refusal(NOT_YOURS)
    number = str(announcement.id)
    if announcement.state is AnnouncementState.WITHDRAWN:
        return Refusal(_("Announcement {number} was withdrawn.", number=number))
    sheet = announcement_texts.sheets_of(work.session, [announcement.id])[announcement.id]
    person = person_of(work)
    wanted = languages_read.in_order(work.translator, person.language, person.reads)
    language = sheet.language_for(wanted)
    if language is None:
        return Refusal(_("Announcement {number} does not exist in your language.", number=number))
    render = work.translator.bound(announcement_texts.reader_of(work.translator, language, wanted[-1]))
    whole = Saying(
        Marked(render(announcement_texts.wording(sheet.author, sheet.texts[language]))),
        tuple(replace(act, label=Marked(render(act.label))) for act in sheet.offers),
        announcement_texts.links(sheet.link, render),
    )
    date = Moment(announcement.sent_at or announcement.created_at, MomentStyle.DATE)
    return Told(_("Announcement {number}, {date}:", number=number, date=date), after=(whole,), stays=True)


def mute(work: Work, argument: str) -> Told | Refusal:
    """One tap: no more of its topic."""
    announcement = mine(work, argument)
    if announcement is None:
        return Refusal(NOT_YOURS)
    topic = announcement.topic
    if topic is None or not is_topic(topic):
        return Refusal(
            _("This announcement has no topic that could be turned off. Write *news* to choose what you get.")
        )
    subscriptions.turn_off(work, [topic])
    name = subscriptions.topic_names(work, [topic])[topic]
    again = Act("topic.on", topic, _p("button", "Turn on again"))
    words = _("You get no more news about *{topic}*, unless it is urgent.", topic=name)
    return Told(words, (again, CHANGE), undo=f"a:topic.on:{topic}", stays=True)


def unmute(work: Work, topic: str) -> Told | Refusal:
    if not is_topic(topic):
        return Refusal(_("There is no such topic. Write *news* to see those that there are."))
    subscriptions.turn_on(work, [topic])
    name = subscriptions.topic_names(work, [topic])[topic]
    return Told(_("You get news about *{topic}* again.", topic=name), (CHANGE,))
