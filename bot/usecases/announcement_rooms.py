"""Announcements in rooms and channels: posted when they go out, in the language of the place, and kept true."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import and_, delete, or_
from sqlmodel import col, select

from bot.core.messages import Outgoing, Priority
from bot.core.refusal import Refusal
from bot.delivery import outbox
from bot.i18n.phrase import LanguageName, Listed, Moment, MomentStyle, _
from bot.i18n.translator import Reader
from bot.storage.announcements import Announcement, AnnouncementState
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.news_places import NewsPlace, NewsPost, PostState, post_key
from bot.storage.people import Person
from bot.usecases import announcement_texts, news_places
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work


def refused(work: Work, places: Sequence[int], languages: Collection[str]) -> Refusal | None:
    """Why it cannot be posted in all of these, with texts in these languages."""
    offered = {one.id: one for one in news_places.on_offer(work)} if places else {}
    if not offered.keys() >= set(places):
        return Refusal(news_places.UNKNOWN, key="places")
    missing = sorted({offered[one].language for one in places}.difference(languages))
    if not missing:
        return None
    names = Listed(tuple(LanguageName(language) for language in missing))
    return Refusal(
        _("There is no text in {languages} for these places. Please choose others, or write it.", languages=names),
        key="places",
    )


def languages_of(work: Work, places: Sequence[int]) -> tuple[str, ...]:
    """What these read, each once."""
    offered = {one.id: one.language for one in news_places.on_offer(work)} if places else {}
    return tuple(dict.fromkeys(offered[one] for one in places if one in offered))


def plan(work: Work, number: int, places: Sequence[int]) -> None:
    """Together with the announcement, as soon as that goes out; who may has been looked at."""
    work.session.add_all(NewsPost(announcement_id=number, place_id=one, at=work.now) for one in dict.fromkeys(places))
    work.session.flush()


def planned(work: Work, number: int) -> tuple[int, ...]:
    rows = select(NewsPost.place_id).where(NewsPost.announcement_id == number).order_by(col(NewsPost.id))
    return tuple(work.session.exec(rows))


def forget(work: Work, number: int) -> None:
    """Of a draft that is thrown away."""
    work.session.connection().execute(delete(NewsPost).where(col(NewsPost.announcement_id) == number))


def look_after(work: Work) -> bool:
    """On the clock: one that is to be posted, corrected or withdrawn; True when there may be more."""
    is_out = and_(
        col(Announcement.state) == AnnouncementState.SENT,
        col(Broadcast.state).in_([BroadcastState.SENDING, BroadcastState.CLOSED]),
        col(Broadcast.started_at) <= work.now,
    )
    is_gone = col(Announcement.state).in_([AnnouncementState.CANCELLED, AnnouncementState.WITHDRAWN])
    has_changed = and_(col(NewsPost.state) == PostState.POSTED, col(NewsPost.revision) < col(Announcement.revision))
    found = work.session.exec(
        select(NewsPost, Announcement, NewsPlace)
        .join(Announcement, col(Announcement.id) == col(NewsPost.announcement_id))
        .join(NewsPlace, col(NewsPlace.id) == col(NewsPost.place_id))
        .outerjoin(Broadcast, col(Broadcast.id) == col(Announcement.broadcast_id))
        .where(
            or_(
                and_(col(NewsPost.state) == PostState.DUE, or_(is_out, is_gone)),
                and_(col(NewsPost.state) == PostState.POSTED, col(Announcement.state) == AnnouncementState.WITHDRAWN),
                and_(has_changed, is_out),
            )
        )
        .order_by(col(NewsPost.announcement_id), col(NewsPost.id))
        .limit(1)
        .with_for_update(skip_locked=True, of=NewsPost)
    ).first()
    if found is None:
        return False
    post, announcement, place = found
    post.state = _bring_up_to_date(work, post, announcement, place)
    post.revision, post.at = announcement.revision, work.now
    work.session.add(post)
    return True


def _bring_up_to_date(work: Work, post: NewsPost, announcement: Announcement, place: NewsPlace) -> PostState:
    is_new = post.state is PostState.DUE
    if place.ended_at is not None or (is_new and announcement.state is not AnnouncementState.SENT):
        return PostState.LEFT_OUT
    reader = _reader(work, place)
    if announcement.state is AnnouncementState.WITHDRAWN:
        on = Moment(announcement.withdrawn_at or work.now, MomentStyle.DATE)
        words = _("This announcement was withdrawn on {date}.", date=on)
        spoken = work.translator.spoken(reader.around or reader.language)
        _say(work, post, place, Outgoing(work.translator.render(words, Reader(spoken)), spoken))
        return PostState.WITHDRAWN
    sheet = announcement_texts.sheets_of(work.session, [announcement.id])[announcement.id]
    if place.language not in sheet.texts:
        if is_new:
            _tell_author(work, announcement, place)
        return PostState.NO_TEXT if is_new else post.state
    # Without what can be done about it: that is for each reader's own chat.
    _say(work, post, place, replace(announcement_texts.put(work.translator, sheet, reader), choices=()))
    return PostState.POSTED


def _reader(work: Work, place: NewsPlace) -> Reader:
    """Where the place reads a language that we do not speak, our own words are in that of whoever gave it to us."""
    organiser = None if place.organiser_id is None else work.session.get(Person, place.organiser_id)
    spoken = work.translator.spoken(None if organiser is None else organiser.language)
    return announcement_texts.reader_of(work.translator, place.language, spoken)


def _say(work: Work, post: NewsPost, place: NewsPlace, said: Outgoing) -> None:
    """A new message, or a change of the one that is there."""
    key = post_key(post)
    if post.state is PostState.POSTED:
        said, key = replace(said, edits=key), f"{key}:{post.revision}"
    message = outbox.Queued(
        dedupe_key=key,
        channel=place.channel,
        account=place.account,
        chat=place.external_id,
        outgoing=said,
        priority=Priority.REMINDER,
        now=work.now,
        in_group=True,
    )
    outbox.queue(work.session, [message], wake=work.wake)


def _tell_author(work: Work, announcement: Announcement, place: NewsPlace) -> None:
    if announcement.author_id is None:
        return
    words = _(
        "Announcement {number} was not posted on {channel} for {of}: it has no text in {language}. People have got it all the same.",
        number=str(announcement.id),
        channel=place.channel.capitalize(),
        of=news_places.called(work, [place])[place.id],
        language=LanguageName(place.language),
    )
    tell(work, [announcement.author_id], Notice(f"news:{announcement.id}:{place.id}:no text", words))
