"""The phones of the demonstration."""

from datetime import date

from bot.app import translator
from bot.demo.making import demo_world
from bot.demo.phones import demo_access
from bot.i18n.markup import plain
from bot.i18n.translator import Reader

TODAY = date(2026, 11, 22)


def test_the_page_opens_with_a_participant_and_the_coordinator_of_the_same_centre():
    access = demo_access(demo_world(TODAY))
    left, right = access.persona(access.left), access.persona(access.right)
    assert (left.id, right.id) == ("achieng", "barasa")
    assert left.centre == right.centre


def test_each_phone_says_in_english_who_holds_it():
    words = translator()
    phones = demo_access(demo_world(TODAY)).personas
    english = Reader("en")
    assert [(p.name, plain(words.render(p.role, english))) for p in phones] == [
        ("Achieng Wekesa", "teacher"),
        ("Barasa Njoroge", "centre coordinator and network animator"),
        ("Rokhaya Badji", "teacher"),
        ("Ousmane Cissokho", "centre coordinator and network animator"),
        ("سلمى الدالي", "trainer"),
        ("طارق الزيتوني", "centre coordinator and network animator"),
        ("Defne Sarıkaya", "teacher"),
        ("ნათია ქავთარაძე", "centre coordinator"),
        ("Марта Дорошенко", "head"),
        ("Isaura Chivale", "trainer"),
        ("נועם דרורי", "teacher"),
        ("Miriam Kellner", "programme coordinator"),
        ("Camille Fournel", "programme coordinator"),
    ]


def test_a_centre_is_named_in_the_language_of_the_page():
    words = translator()
    rokhaya = demo_access(demo_world(TODAY)).persona("rokhaya")
    names = [plain(words.render(rokhaya.centre, Reader(language))) for language in ("en", "fr")]
    assert names == [
        "Thiès Technical Institute for Mechanics (fictitious)",
        "Institut technique – mécanique, Thiès (fictif)",
    ]
