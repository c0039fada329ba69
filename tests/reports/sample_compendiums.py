"""Compendiums to look at: practices in several languages, one with a photo, one with a story told by both."""

from datetime import UTC, datetime

from bot.domain.areas import PriorityArea
from bot.domain.practices import PracticeField
from bot.reports.compendium import Compendium, Entry, Picture, Story, Typed

SAID = {
    "en": ("Nothing goes to waste", "Learners weigh the bread that is left each Friday.\nThey note what they save."),
    "fr": (
        "Rien ne se perd",
        "Chaque vendredi, les apprenants pèsent le pain qui reste.\nIls notent ce qu’ils économisent.",
    ),
    "ar": ("لا شيء يضيع", "يزن المتعلمون كل يوم جمعة الخبز المتبقي.\nويسجّلون ما يوفّرونه."),
    "ka": ("არაფერი იკარგება", "მოსწავლეები ყოველ პარასკევს წონიან დარჩენილ პურს."),
}
CENTRES = (("ENAIP Trento", "IT"), ("Centre de Tunis", "TN"), ("Akhali Talga", "GE"), ("Mikolongwe", "MW"))
PHOTO = Picture("aa" * 32, "")
STORY = Story("Centre de Sfax", "From 9 kg we came down to 3.", "We use their scales now.")


def compendium(language: str = "en", count: int = 12) -> Compendium:
    """Every other practice is in the language, the others in their own."""
    told = (language, "ka", language, "ar", language, "fr")
    entries = tuple(entry(number, told[number % len(told)]) for number in range(1, count + 1))
    at = datetime(2023, 3, 14, tzinfo=UTC)
    return Compendium("Sharing innovation in social inclusion", 3, at, language, entries)


def entry(number: int, language: str) -> Entry:
    areas = tuple(PriorityArea)
    title, words = SAID[language]
    centre, country = CENTRES[number % len(CENTRES)]
    first = areas[number % len(areas)]
    return Entry(
        number=number,
        title=Typed(f"{title} {number}", language),
        areas=(first,) if number % 3 else (first, areas[(number + 1) % len(areas)]),
        centre=centre,
        country=country,
        parts={field: Typed(words, language) for field in (PracticeField.WHAT, PracticeField.HOW, PracticeField.WHY)},
        licence="CC BY 4.0",
        tried=number % 4,
        works=number % 4 // 2,
        picture=PHOTO if number == 1 else None,
        stories=(STORY,) if number == 2 else (),
        is_changed=number == 3,
    )
