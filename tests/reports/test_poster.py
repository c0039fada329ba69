"""A poster for the wall: looked at in each language, and read aloud."""

import pytest

from bot.reports.drawing import voices_poster
from bot.reports.poster import Poster, Way
from tests.reports.conftest import pages_of, png_of
from tests.reports.screen_reader import told

CODE = "ABCD2345"
ON_TELEGRAM, ON_THE_WEB = (
    f"https://t.me/passerelle_bot?start=voice-{CODE}",
    f"https://chat.example.org/?start=voice-{CODE}",
)
WORDS = {
    "en": (
        "How do you see \u2068Centre de Tunis\u2069?",
        "For: learners",
        "A few questions, three minutes. Nobody asks for your name. Results are shown only from five answers on.",
        "Until 17 March 2023",
        "Scan for {}",
        "On {}, write:",
    ),
    "fr": (
        "Comment voyez-vous \u2068Centre de Tunis\u2069\u202f?",
        "Pour\u202f: apprenants et apprenantes",
        (
            "Quelques questions, trois minutes. Personne ne demande votre nom. Les résultats ne sont montrés qu’à partir de "
            "cinq réponses."
        ),
        "Jusqu’au 17 mars 2023",
        "À scanner pour {}",
        "Sur {}, écrivez\u202f:",
    ),
    "ar": (
        "كيف ترون \u2068Centre de Tunis\u2069؟",
        "إلى: المتعلمون والمتعلمات",
        "بضعة أسئلة في ثلاث دقائق. لا أحد يسأل عن اسمكم. لا تُعرض النتائج إلا ابتداءً من خمس إجابات.",
        "حتى 17 مارس 2023",
        "امسحوا الرمز: {}",
        "على {} اكتبوا:",
    ),
}


def poster(language: str, *, web: bool = True, question: str | None = None) -> bytes:
    asked, group, promise, until, scan, write = WORDS[language]
    ways = (
        Way("telegram", ON_TELEGRAM, "", "", scan.format("Telegram")),
        *((Way("web", ON_THE_WEB, "", "", scan.format("Web")),) if web else ()),
        Way("matrix", "", "@passerelle:example.org", f"!voice {CODE}", write.format("Matrix")),
    )
    return voices_poster(data=Poster(language, question or asked, group, promise, until, ways).as_data())


@pytest.mark.parametrize(("language", "web"), [("fr", True), ("ar", False)])
def test_a_poster_looks_as_it_did_when_somebody_last_looked_at_it(language, web, looks_like):
    (page,) = pages_of(poster(language, web=web))
    looks_like(png_of(page), f"voices_poster_{language}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_poster_says_where_to_go_also_to_those_who_cannot_scan(language):
    heard = told(poster(language)).text
    assert ON_TELEGRAM in heard
    assert ON_THE_WEB in heard
    assert "!voice" in heard
    assert heard.count(CODE) == 3


def test_the_longest_name_of_a_centre_leaves_a_poster_on_one_page():
    assert len(pages_of(poster("en", question=f"How do you see {'Lycée professionnel ' * 10}?"))) == 1


def test_a_poster_without_any_link_tells_whom_to_write_to():
    asked, group, promise, until, _scan, write = WORDS["en"]
    ways = (Way("matrix", "", "@p:example.org", "!voice X", write.format("Matrix")),)
    heard = told(voices_poster(data=Poster("en", asked, group, promise, until, ways).as_data())).text
    assert "@p:example.org" in heard
