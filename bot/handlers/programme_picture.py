"""A programme's calendar as a picture, drawn when it is sent; whoever gets it reads the same facts in words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.core.messages import Attachment
from bot.domain.milestones import Standing
from bot.i18n.markup import plain
from bot.i18n.phrase import Moment, MomentStyle, Words, _, _n, _p
from bot.reports.programme_calendar import Band, Bar, ProgrammeChart, State, Tick
from bot.usecases.milestone_lists import Calendar, CentreView, Overview, Step
from bot.usecases.milestone_words import count_words, told

Render = Callable[[Words], str]
STATES: dict[Standing, State] = {
    Standing.DONE: "done",
    Standing.LATE: "late",
    Standing.SOON: "soon",
    Standing.OPEN: "open",
    Standing.TO_COME: "to come",
}
LEGENDS: dict[State, Words] = {
    "done": _p("milestone", "done"),
    "late": _p("milestone", "late"),
    "soon": _p("milestone", "due soon"),
    "open": _p("milestone", "open"),
    "to come": _p("milestone", "to come"),
}
_MOST_TICKS = 4
_MONTHS_APART = (1, 2, 3, 6, 12, 24, 48, 120)
_MONTHS_A_YEAR = 12


def of_centre(view: CentreView, language: str, render: Render) -> Attachment:
    def bar(step: Step) -> tuple[Words, Standing, float]:
        stands = view.stands(step)
        return told(view, step), stands, float(stands is Standing.DONE)

    return _picture(view.calendar, view.at.name, view.at.today, bar, language, render)


def of_many(found: Overview, language: str, render: Render) -> Attachment:
    def bar(step: Step) -> tuple[Words, Standing, float]:
        stands = list(found.standings(step).values())
        done = sum(one is Standing.DONE for one in stands)
        return count_words(found, step), _worst(stands), done / len(stands) if stands else 0.0

    subtitle = _n("{count} centre", "{count} centres", len(found.centres))
    return _picture(found.calendar, subtitle, found.today, bar, language, render)


def _worst(stands: Sequence[Standing]) -> Standing:
    """One that is late is what has to be seen; done is what all have done."""
    for standing in (Standing.LATE, Standing.SOON, Standing.OPEN, Standing.TO_COME):
        if standing in stands:
            return standing
    return Standing.DONE


def _picture(
    calendar: Calendar,
    subtitle: Words,
    today: date,
    bar: Callable[[Step], tuple[Words, Standing, float]],
    language: str,
    render: Render,
) -> Attachment:
    def text(words: Words) -> str:
        return plain(render(words))

    first, last = _time_of(calendar.steps, calendar.begins_on)
    whole = (last - first).days

    def share(on: date) -> float:
        return min(1.0, max(0.0, (on - first).days / whole))

    def drawn(step: Step) -> Bar:
        words, standing, done = bar(step)
        ends = share(step.window.due + timedelta(days=1))
        return Bar(text(step.name), text(words), STATES[standing], share(step.window.begins), ends, done)

    chart = ProgrammeChart(
        language=language,
        title=text(calendar.name),
        subtitle=text(subtitle),
        bands=tuple(Band(text(phase.name), tuple(map(drawn, phase.steps))) for phase in calendar.phases),
        ticks=tuple(Tick(share(month), text(_month(month))) for month in _ticks(first, last)),
        today=share(today) if first <= today < last else None,
        today_label=text(_p("milestone", "today")),
        legends={state: text(words) for state, words in LEGENDS.items()},
        empty=text(_("No milestone stands here yet.")),
        programme=text(calendar.programme),
    )
    return Attachment(
        name="programme.png",
        media_type="image/png",
        description=text(
            _("The same as a picture: {calendar}, {subtitle}.", calendar=calendar.name, subtitle=subtitle)
        ),
        job="programme_chart",
        arguments=chart.as_data(),
    )


def _time_of(steps: Sequence[Step], otherwise: date) -> tuple[date, date]:
    """Whole months: the first day, and the day after the last."""
    first = min((step.window.begins for step in steps), default=otherwise).replace(day=1)
    last = max((step.window.due for step in steps), default=otherwise)
    return first, _months_later(last.replace(day=1), 1)


def _ticks(first: date, last: date) -> Iterable[date]:
    months = (last.year - first.year) * _MONTHS_A_YEAR + last.month - first.month
    apart = next((one for one in _MONTHS_APART if months <= one * _MOST_TICKS), months)
    return (_months_later(first, number) for number in range(0, months, apart))


def _months_later(first: date, months: int) -> date:
    year, month = divmod(first.year * _MONTHS_A_YEAR + first.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, 1)


def _month(on: date) -> Words:
    return Moment(datetime.combine(on, time(12), UTC), MomentStyle.MONTH, zone="UTC")
