"""From what centres signed in a round to the paper that their coordinators read."""

from datetime import timedelta

import pytest

from bot.domain.areas import PriorityArea
from bot.domain.participation import CentreStanding, Stage
from bot.domain.scores import Indicator
from bot.i18n.phrase import Variants
from bot.i18n.translator import Reader, Translator
from bot.reports import round_report
from bot.reports.drawing import report
from bot.reports.told import Grade
from bot.storage.questionnaires import Voice
from bot.usecases import round_reports, round_results
from bot.usecases.round_lists import Phase, Standing
from bot.usecases.round_voices import Voices
from tests.reports.sample_words import LOCALES
from tests.reports.screen_reader import told
from tests.transcripts.world import BEGINNING
from tests.usecases.assessing import looks
from tests.usecases.rounds_answered import READERS, asked, furnished, signed
from tests.usecases.test_round_results import Level

pytestmark = pytest.mark.slow  # whole rounds

LATER = BEGINNING + timedelta(days=40)
GRADES = tuple(Grade(level, name) for level, name in enumerate(("never", "rarely", "at times", "often", "always"), 1))
CENTRES = range(1, 17)


def standing(*, baseline: str | None = None) -> Standing:
    countries = ["TN"] * 8 + ["GE"] * 7 + ["MW"]
    return Standing(
        number=2,
        name=Variants({"en": "Spring"}),
        title="Small",
        programme=Variants({"en": "Network for Excellence"}),
        phase=Phase.CLOSED,
        opens_at=BEGINNING,
        closes_at=None,
        closed_at=BEGINNING + timedelta(days=30),
        baseline=None if baseline is None else Variants({"en": baseline}),
        voices=(),
        reminds=False,
        manages=True,
        centres=tuple(
            CentreStanding(centre, country, frozenset(), Stage.SIGNED, 3, 2)
            for centre, country in zip(CENTRES, countries, strict=True)
        ),
    )


def found(database, *, voices=None):
    """Two rounds: in the second everybody is one level up at welcome, and nobody rated energy."""
    furnished(database)
    first, levels = asked(database), (1, 2, 3, 4)
    signed(database, first, {centre: {"sorting": 2, "welcome": levels[centre % 4]} for centre in CENTRES})
    second = asked(database, baseline=first)
    signed(
        database,
        second,
        {centre: {"sorting": 2, "welcome": levels[centre % 4] + 1} for centre in CENTRES},
        {"sorting": 3},
    )
    beside = () if voices is None else (voices,)
    return looks(database, READERS["programme"], round_results.of_round, second, *beside, now=LATER)


def paper(result, language="en", **named) -> bytes:
    render = Translator.from_folder(LOCALES).bound(Reader(language, "Africa/Tunis"))
    found = round_reports.written(result, standing(**named), GRADES)
    return report(data=round_report.document(found, language, render).as_data())


def test_what_centres_signed_is_read_in_the_report_of_their_round(database):
    heard = told(paper(found(database), baseline="Autumn"))
    text = " ".join(heard.text.split())

    assert "16 of 16 centres have taken part, in 3 of 3 countries." in text
    assert "Going green 2.0 2.0 to 2.0 16" in text
    assert "Social inclusion and equity 3.5 2.8 to 4.2 16" in text
    assert "Is waste sorted? 16 of 16 centres" in text
    assert "Since: Autumn" in text
    assert "Social inclusion and equity up by 1.0 16" in text
    assert not any(code in text for code in ("TN-1", "GE-9", "MW-16"))


def test_groups_that_would_tell_of_few_are_named_without_their_figures(database):
    text = " ".join(told(paper(found(database))).text.split())

    assert "Malawi fewer than five centres" in text
    assert "Tunisia 2." in text or "Tunisia 3." in text


def test_what_others_say_stands_beside_the_centres_own_view(database):
    heard = {(centre, "welcome", Voice.LEARNERS): Level(2.0, 9) for centre in CENTRES}
    voices = Voices(heard, {Voice.LEARNERS: (Indicator("welcome", PriorityArea.INCLUSION),)})
    text = " ".join(told(paper(found(database, voices=voices))).text.split())

    assert "As others see it Area Centres learners" in text
    assert "Social inclusion and equity 3.5 2.0" in text
    assert "learners: heard in 16 centres" in text


def test_the_report_is_written_in_the_language_of_whoever_asks(database):
    heard = told(paper(found(database), "ar"))

    assert (heard.language, heard.direction) == ("ar", "/R2L")


def test_a_round_that_nobody_signed_is_told_in_words(database):
    furnished(database)
    number = asked(database)
    result = looks(database, READERS["programme"], round_results.of_round, number, now=LATER)
    heard = told(paper(result))

    assert "Too few centres have finished: there is nothing to show yet." in heard.text
