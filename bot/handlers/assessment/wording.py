"""How a questionnaire reads in a chat: questions, levels, areas, and what is checked before sending."""

from collections.abc import Mapping, Sequence

from bot.domain.scores import Score
from bot.i18n.phrase import Lines, Marked, Rounded, Variants, Words, _, _n
from bot.questionnaires.outline import Question, Section
from bot.questionnaires.scoring import NOT_APPLICABLE

QUESTIONS_A_MINUTE = 3
TOGETHER = "\u00a0·\u00a0"  # no-break spaces: the levels of an area stay on one line
DASH = "–\u2060"  # a line may break after a dash, even before a no-break space; the word joiner forbids it


def prompt(section: Section, number: int, notes: Sequence[Question], question: Question) -> Words:
    """Where we are, what the area is about (once), the question, and its levels described."""
    count = len(section.questions)
    label = Variants(section.label)
    lines: list[Words] = []
    if section.label:
        lines.append(label if count == 1 else _("{area}, {number} of {count}", area=label, number=number, count=count))
    if notes:
        lines += [*(Variants(note.label) for note in notes), ""]
    lines.append(_("*{question}*", question=Variants(question.label)))
    if question.hint:
        lines.append(Variants(question.hint))
    if lists_levels(question):
        lines += ["", *_levels(question)]
    return Lines(tuple(lines))


def lists_levels(question: Question) -> bool:
    """Its levels are sentences, with short words for the buttons."""
    return bool(question.choices) and all(choice.short for choice in question.choices)


def _levels(question: Question) -> list[Words]:
    return [
        _("{number}. {level}", number=number, level=Variants(one.short))
        if one.name == NOT_APPLICABLE
        else _(
            "{number}. {level}: {description}",
            number=number,
            level=Variants(one.short),
            description=Variants(one.label),
        )
        for number, one in enumerate(question.choices, 1)
    ]


def size(section: Section) -> Words:
    """How much there is to do: "3 questions, about a minute"."""
    questions = len(section.questions)
    minutes = -(-questions // QUESTIONS_A_MINUTE)
    return _(
        "{questions}, {time}",
        questions=_n("{count} question", "{count} questions", questions),
        time=_n("about a minute", "about {count} minutes", minutes),
    )


def done(section: Section, score: Score) -> Words:
    area = Variants(section.label)
    if score.mean is None and score.not_applicable:
        return _("Done: *{area}*. Nothing of it applies to your centre.", area=area)
    if score.mean is None:
        return _("Done: *{part}*.", part=area)
    return _("Done: *{area}*, {mean} of 5.", area=area, mean=Rounded(score.mean))


def at_a_glance(section: Section, score: Score) -> Words:
    area = Variants(section.label)
    if score.mean is None and not score.not_applicable:
        return _("✓ {area}: no answer yet", area=area)
    if score.mean is None:
        return _("✓ {area}: does not apply", area=area)
    return _("✓ {area}: {mean}", area=area, mean=Rounded(score.mean))


def following(section: Section) -> Words:
    return _("Next: *{area}* ({size}).", area=Variants(section.label), size=size(section))


def checked(
    centre: Variants, sections: Sequence[Section], levels: Mapping[str, int | None], texts: Mapping[str, str]
) -> Words:
    """Everything on a card that fits on a phone: the levels of an area on one line."""
    lines: list[Words] = [_("Please check what you say about *{centre}*:", centre=centre)]
    for section in sections:
        rated = [levels[one.name] for one in section.questions if one.name in levels]
        if rated:
            digits = Marked(TOGETHER.join(DASH if level is None else str(level) for level in rated))
            lines.append(_("{area}: {levels}", area=Variants(section.label), levels=digits))
        lines += [
            _("{question} {answer}", question=Variants(one.label), answer=_answer(one, texts))
            for one in section.questions
            if one.name in texts
        ]
    if None in levels.values():
        lines.append(_("– means: not applicable."))
    left = sum(one.rating is not None and one.name not in levels for section in sections for one in section.questions)
    if left:
        lines.append(
            _n(
                "{count} question has no answer yet. *Change an answer* leads there.",
                "{count} questions have no answer yet. *Change an answer* leads there.",
                left,
            )
        )
    lines += [
        "",
        _("Your centre's team and its coordinators will see it; others see only averages of at least five centres."),
    ]
    return Lines(tuple(lines))


def changeable(question: Question, levels: Mapping[str, int | None], texts: Mapping[str, str]) -> Words:
    """A question with its present answer, as an option."""
    return _("{question} ({answer})", question=Variants(question.label), answer=_level(question, levels, texts))


def _level(question: Question, levels: Mapping[str, int | None], texts: Mapping[str, str]) -> Words:
    if question.name not in levels:
        return _answer(question, texts) if question.name in texts else _("no answer")
    level = levels[question.name]
    return _("not applicable") if level is None else str(level)


def _answer(question: Question, texts: Mapping[str, str]) -> Words:
    text = texts[question.name]
    if question.choices:
        return Variants(question.choice(text).label)
    return text
