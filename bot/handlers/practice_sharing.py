"""Telling a practice, in any order: each part is kept as soon as it is written, and one may stop at any time."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf, SeveralOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.identifiers import row_number
from bot.core.refusal import Refusal
from bot.core.talk import Progress
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.practices import FIELD_NAMES, FIELDS, PracticeField, PracticeState, untold_after
from bot.handlers import practice_changes, practice_handing_in, practice_media
from bot.handlers.practice_parts import LIST, LONGEST, LONGEST_TITLE, PROMPTS, PartTold
from bot.i18n.phrase import Lines, Listed, Words, _, _n, _p
from bot.usecases import practice_drafts, practices
from bot.usecases.practice_drafts import Standing
from bot.usecases.practice_telling import CHANGES, SHARE_TALK

NO_CENTRE = _(
    "A practice is shared in the name of a centre, and you do not belong to one yet. *menu* shows how to join one."
)
NEW = "new"  # the argument with which a new one begins, whatever drafts there are
FILES, SEND = "files", "send"  # behind a practice's number, as CHANGES


class SharePractice:
    """With an argument: "12" is the page of that practice, "12-how" its part, "finding-3" a new one from a visit."""

    name = SHARE_TALK
    title = _("Share a practice")
    words = _p("word", "share a practice|share practice")
    brief = False

    def talk(self, chat: Conversation) -> None:
        head, _dash, what = chat.argument.partition("-")
        number = row_number(head)
        if number is None:
            self._begin(chat)
            return
        standing = chat.look(practice_drafts.standing, number)
        if isinstance(standing, Refusal):
            chat.say(standing.why)
            return
        chat.call(standing.title)
        if standing.state not in practice_drafts.BEING_TOLD:
            chat.say(practice_drafts.HANDED_IN)
        elif what in set(PracticeField):
            self._part(chat, standing, PracticeField(what))
        elif what.startswith(FILES):
            practice_media.talk(chat, standing, what.removeprefix(FILES))
        elif what == SEND:
            practice_handing_in.talk(chat, standing)
        elif what == CHANGES and standing.requests:
            practice_changes.talk(chat, standing)
        else:
            self._page(chat, standing)

    # -- a new one -----------------------------------------------------------------------------------------------------
    def _begin(self, chat: Conversation) -> None:
        centres = chat.look(practices.own_centres)
        if not centres:
            chat.say(NO_CENTRE)
            return
        drafts = [one for one in chat.look(practices.mine) if one.state in practice_drafts.BEING_TOLD]
        if drafts and not chat.argument:
            options = (*(Option(str(one.number), one.title) for one in drafts), Option(NEW, _("A new one")))
            chosen = chat.ask("which", _("Which one would you like to go on with?"), OneOf(options))
            chat.hand_over(self.name, chosen)
        begun = chat.look(practice_drafts.origin, chat.argument)
        if begun is not None:
            noted = _("Visitors noted this in your centre. It is where we begin:")
            chat.say(Lines((noted, _("“{text}”", text=begun.what))))
        centre = centres[0][0]
        if len(centres) > 1:
            names = OneOf(tuple(Option(str(each), name) for each, name in centres))
            centre = int(chat.ask("centre", _("In the name of which centre?"), names))
        title = chat.ask("title", PROMPTS[PracticeField.TITLE], Text(at_most=LONGEST_TITLE))
        areas = (begun.area,) if begun else self._areas(chat)
        number = chat.do(
            practice_drafts.begin, title, areas, centre, chat.language, None if begun is None else begun.finding
        )
        chat.say(
            _(
                "It is practice {number}, a draft for your eyes only. Each part is kept as soon as you write it; you can stop at any time, and skip what you do not know.",
                number=str(number),
            )
        )
        chat.hand_over(self.name, f"{number}-{PracticeField.PROBLEM}")

    def _areas(self, chat: Conversation) -> tuple[PriorityArea, ...]:
        kind = SeveralOf(tuple(Option(area.value, AREA_NAMES[area]) for area in PriorityArea))
        chosen = chat.ask("areas", _("Which areas does it belong to? Choose one, two or three."), kind)
        return tuple(map(PriorityArea, chosen))

    # -- part by part --------------------------------------------------------------------------------------------------
    def _part(self, chat: Conversation, standing: Standing, field: PracticeField) -> None:
        chat.pass_by("list", LIST, OneOf((Option("list", LIST),)))  # where *back* leads
        if "list" in chat.reopened:
            chat.hand_over(self.name, str(standing.number))
        longest = LONGEST_TITLE if field is PracticeField.TITLE else LONGEST
        place = Progress(FIELDS.index(field) + 1, len(FIELDS))
        asked = _("{number} of {total}: {question}", number=place.number, total=place.total, question=PROMPTS[field])
        lines: list[Words] = [asked]
        if field in standing.told:
            lines.append(_("So far: “{text}”", text=standing.told[field]))
        told = chat.ask_or_skip("told", Lines(tuple(lines)), PartTold(longest), progress=place)
        number = standing.number
        if told is not None and told.files:
            given = [(file, told.text) for file in told.files]
            chat.do(practice_drafts.add_files, number, given, chat.came_from("told"))
            chat.say(_n("{count} file is kept with it.", "{count} files are kept with it.", len(told.files)))
            chat.hand_over(self.name, f"{number}-{field}")
        if told is not None and told.text:
            chat.do(practice_drafts.tell, number, field, told.text)
        if told is not None and not told.text:
            chat.hand_over(self.name, str(number))
        following = untold_after({*standing.told, field}, field)
        goes_on = following is not None and FIELDS.index(following) > FIELDS.index(field)
        chat.hand_over(self.name, f"{number}-{following}" if goes_on else str(number))

    # -- the page of one -----------------------------------------------------------------------------------------------
    def _page(self, chat: Conversation, standing: Standing) -> None:
        number = str(standing.number)
        match chat.ask("what", _about(standing), OneOf(_options(standing))):
            case "changes":
                chat.hand_over(self.name, f"{number}-{CHANGES}")
            case "on":
                field = standing.missing[0] if standing.missing else untold_after(standing.told.keys(), None)
                chat.hand_over(self.name, f"{number}-{field or PracticeField.TITLE}")
            case "part":
                options = tuple(Option(field.value, _labelled(standing, field)) for field in FIELDS)
                field = PracticeField(chat.ask("part", _("Which part?"), OneOf(options)))
                chat.hand_over(self.name, f"{number}-{field}")
            case "files":
                chat.hand_over(self.name, f"{number}-{FILES}")
            case "read":
                row = chat.look(practices.own, standing.number)
                assert not isinstance(row, Refusal), "its standing was told"
                chat.say(chat.look(practices.sheet, row).words)
                chat.hand_over(self.name, number)
            case "send":
                chat.hand_over(self.name, f"{number}-{SEND}")
            case "areas":
                chat.do(practice_drafts.choose_areas, standing.number, self._areas(chat))
                chat.hand_over(self.name, number)
            case "drop":
                self._drop(chat, standing)
            case _:
                chat.say(_("Good. Practice {number} is kept; *my practices* leads back to it.", number=number))

    def _drop(self, chat: Conversation, standing: Standing) -> None:
        sure = OneOf((Option("yes", _("Yes, delete it"), SAID_YES), Option("no", _("Keep it"), SAID_NO)))
        if chat.ask("sure", _("Delete this draft for good? Nobody else has seen it."), sure) == "yes":
            chat.do(practice_drafts.drop, standing.number)
            chat.say(_("The draft is deleted, with its files."))
        else:
            chat.hand_over(self.name, str(standing.number))


def _about(standing: Standing) -> Words:
    lines: list[Words] = [
        _("*{title}* (practice {number})", title=standing.title, number=str(standing.number)),
        _("Told: {count} of {total} parts.", count=len(standing.told), total=len(FIELDS)),
    ]
    if standing.missing:
        names = Listed(tuple(FIELD_NAMES[field] for field in standing.missing))
        lines.append(_("Still needed: {parts}.", parts=names))
    elif not standing.requests:
        lines.append(_("Nothing that is needed is missing: you can hand it in."))
    if standing.requests:
        lines.append(
            _n("{count} comment waits for your answer.", "{count} comments wait for your answer.", standing.requests)
        )
    lines.append(_("What would you like to do?"))
    return Lines(tuple(lines))


def _options(standing: Standing) -> tuple[Option, ...]:
    options = [Option("changes", _p("button", "See the comments"))] if standing.requests else []
    if len(standing.told) < len(FIELDS):
        options.append(Option("on", _p("button", "Go on telling")))
    options += [
        Option("part", _p("button", "Choose a part")),
        Option("files", _p("button", "Photos and files")),
        Option("read", _p("button", "Read it all")),
    ]
    if not standing.missing and not standing.requests:
        options.append(Option("send", _p("button", "Hand it in")))
    options.append(Option("areas", _p("button", "Its areas")))
    if standing.state is PracticeState.DRAFT and not standing.was_handed_in:
        options.append(Option("drop", _p("button", "Delete it")))
    return (*options, Option("nothing", _p("button", "That is all")))


def _labelled(standing: Standing, field: PracticeField) -> Words:
    if field in standing.told:
        return _("{part}: told", part=FIELD_NAMES[field])
    if field in standing.missing:
        return _("{part}: still needed", part=FIELD_NAMES[field])
    return FIELD_NAMES[field]
