"""Announcements: written once, in several languages, and told to an audience."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.core.refusal import Refusal
from bot.core.web_address import web_address
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.i18n.languages import primary
from bot.i18n.phrase import LanguageName, Listed, _, _n
from bot.usecases import (
    announcement_approval,
    announcement_files,
    announcement_rooms,
    announcement_rows,
    announcement_times,
    audiences,
    rights,
)
from bot.usecases.announcement_content import Draft
from bot.usecases.announcement_translations import LONGEST
from bot.usecases.people import person_of
from bot.usecases.programmes import the_programme
from bot.usecases.work import Work


@dataclass(frozen=True)
class Reach:
    """Whom an audience takes in now, by the language that we speak with them and by channel."""

    counts: tuple[audiences.Count, ...]
    unreachable: int  # they fit, but have blocked us or are gone
    # Of those, who would rather read a language that we do not speak: by it, and by what we speak with them.
    rather: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return sum(one.people for one in self.counts)

    @property
    def by_language(self) -> dict[str, int]:
        """Largest first."""
        found: dict[str, int] = {}
        for one in self.counts:
            found[one.language] = found.get(one.language, 0) + one.people
        return _largest_first(found)

    @property
    def by_language_read(self) -> dict[str, int]:
        """Of languages that we do not speak; largest first."""
        found: dict[str, int] = {}
        for (reads, _spoken), people in self.rather.items():
            found[reads] = found.get(reads, 0) + people
        return _largest_first(found)

    def without(self, texts: Collection[str]) -> dict[str, int]:
        """Those for whom there is nothing to read, by the language that we speak with them; largest first."""
        missing = {spoken: people for spoken, people in self.by_language.items() if spoken not in texts}
        for (reads, spoken), people in self.rather.items():
            if spoken in missing and reads in texts:
                missing[spoken] -= people
        return _largest_first({spoken: people for spoken, people in missing.items() if people})


def may_announce(work: Work) -> bool:
    return rights.has_somewhere(work, Right.ANNOUNCE)


def reach(work: Work, audience: Audience) -> Reach:
    """Exact as of now."""
    found: dict[tuple[str, str], int] = {}
    rather: dict[tuple[str, str], int] = {}
    unreachable = 0
    for one in audiences.count_all(work, audience):
        if not one.channel:
            unreachable += one.people
            continue
        spoken, reads = work.translator.spoken(one.language), one.reads or primary(one.language)
        found[spoken, one.channel] = found.get((spoken, one.channel), 0) + one.people
        if reads is not None and reads not in work.translator.languages:
            rather[reads, spoken] = rather.get((reads, spoken), 0) + one.people
    counts = [audiences.Count(language, channel, people) for (language, channel), people in found.items()]
    counts.sort(key=lambda one: (-one.people, one.language, one.channel))
    return Reach(tuple(counts), unreachable, rather)


def _largest_first(found: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def send(work: Work, draft: Draft) -> int | Refusal:
    """Its number. It goes its way from here; the author sees how far it has come."""
    places = draft.extras.places
    if refusal := refused(work, draft) or announcement_rooms.refused(work, places, draft.texts):
        return refusal
    row = announcement_rows.write(work, draft)
    announcement_files.submit(work, row)
    return row.id


def refused(work: Work, draft: Draft) -> Refusal | None:
    """Why it cannot be sent as it is."""
    if refusal := unfit(work, draft) or _cannot_go_out(work, draft):
        return refusal
    if not audiences.is_anybody_in(work, draft.audience):
        return Refusal(_("Nobody who can be written to fits these conditions. Please choose others."), key="audience")
    if missing := _without_text(work, draft):
        names = Listed(tuple(LanguageName(language) for language in missing))
        return Refusal(
            _(
                "There is no text in {languages} yet, and some of your readers speak nothing else with me.",
                languages=names,
            ),
            key="fallback",
        )
    return None


def unfit(work: Work, draft: Draft) -> Refusal | None:
    """Why it cannot even be kept."""
    if refusal := rights_refused(work, draft.audience):
        return refusal
    if any(len(text) > LONGEST for text in draft.texts.values()) or draft.original not in draft.texts:
        return Refusal(_("There is room for {at_most} characters. Please shorten it.", at_most=LONGEST), key="text")
    if draft.link is not None and web_address(draft.link) is None:
        return Refusal(_("This is not a web address. Please send one that begins with https://, or skip."), key="link")
    return None


def _cannot_go_out(work: Work, draft: Draft) -> Refusal | None:
    """At that time; or ever, where a second person has to agree and there is none."""
    programme, audience = the_programme(work), draft.audience
    if refusal := announcement_times.refused(work, draft.when):
        return refusal
    if not announcement_approval.is_wanted(work, audience, programme):
        return None
    if announcement_approval.approvers(work, audience, work.actor.person_id):
        return None
    return Refusal(
        _n(
            "More than {count} person would get this, so a second coordinator has to agree, and there is nobody else yet. "
            "Please ask your administrator to add somebody, or choose fewer people.",
            "More than {count} people would get this, so a second coordinator has to agree, and there is nobody else yet. "
            "Please ask your administrator to add somebody, or choose fewer people.",
            programme.approval_above,
        ),
        key="audience",
    )


def _without_text(work: Work, draft: Draft) -> list[str]:
    """The languages, as we speak them, of readers who would get nothing."""
    if draft.fallback in draft.texts:
        return []
    read = {work.translator.spoken(one) for one in audiences.other_languages(work, draft.audience, draft.texts)}
    return sorted(read.difference(draft.texts))


def rights_refused(work: Work, audience: Audience) -> Refusal | None:
    if not may_announce(work):
        return Refusal(rights.NO_RIGHT)
    return audiences.refused(work, Right.ANNOUNCE, audience)


def original_language(work: Work) -> str:
    return work.translator.spoken(person_of(work).language)


def author(work: Work) -> str:
    return person_of(work).name or "?"
