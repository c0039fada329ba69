"""Weekdays and months as CLDR has them, and as they are typed beside it: short, bent, or as in the next country."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from bot.core.reading import folded

_SHORTEST = 3  # letters of a name that is cut short or bent

# Other names, in the order of the week (Monday first) and of the year.
_WEEKDAYS: Mapping[str, Sequence[str]] = {
    "en": ("", "tues", "", "thur|thurs", "", "", ""),
    "ar": ("الاثنين|اثنين", "الثلاثا|ثلاثاء", "الاربعا|اربعاء", "خميس", "جمعة", "سبت", "احد|الحد"),
    "pt": ("segunda", "terça", "quarta", "quinta", "sexta", "", ""),
    "uk": ("", "", "", "", "п'ятницю|пятницю|пятниця", "", ""),
    "he": ("שני", "שלישי", "רביעי", "חמישי|חמשי", "שישי|ששי", "שבת", "ראשון"),
    "sq": ("hënën", "martën", "mërkurën", "enjten", "premten", "shtunën|shtune", "dielën|diele"),
    "sr": ("ponedeljak", "utorak", "sreda|sredu", "četvrtak", "petak", "subota|subotu", "nedelja|nedelju"),
    "hr": ("", "", "srijedu", "", "", "", ""),
    "el": ("", "", "", "", "", "Σαββάτου", ""),
}
_MONTHS: Mapping[str, Sequence[str]] = {
    # As they are called from Palestine to Iraq, in the Maghreb and in Morocco.
    "ar": (
        "كانون الثاني|جانفي",
        "شباط|فيفري",
        "آذار",
        "نيسان|أفريل",
        "أيار|ماي",
        "حزيران|جوان",
        "تموز|جويلية|يوليوز",
        "آب|أوت|غشت",
        "أيلول|شتنبر",
        "تشرين الأول",
        "تشرين الثاني|نونبر",
        "كانون الأول|دجنبر",
    ),
    "en": ("", "", "", "", "", "", "", "", "sept", "", "", ""),
    "sr": (
        *("januar|januara", "februar|februara", "mart|marta", "april|aprila", "maj|maja", "jun|juna", "jul|jula"),
        *("avgust|avgusta", "septembar|septembra", "oktobar|oktobra", "novembar|novembra", "decembar|decembra"),
    ),
    "hr": (
        *("siječanj", "veljača", "ožujak", "travanj", "svibanj", "lipanj", "srpanj", "kolovoz", "rujan", "listopad"),
        *("studeni", "prosinac"),
    ),
}
# Where a name has endings: в пятницу, пʼятниці, პარასკევს, të premten, ուրբաթին.
_BENT = frozenset({"ru", "uk", "sr", "mk", "hr", "pl", "sq", "ka", "hy", "kk", "az", "el", "ro", "tr"})


def base(language: str) -> str:
    return language.split("-", maxsplit=1)[0]


def weekday(word: str, language: str) -> int | None:
    """0 for Monday; `word` folded."""
    return _named(word, _weekdays(base(language)), bent=base(language) in _BENT)


def month(word: str, language: str) -> int | None:
    """From 1; `word` folded."""
    found = _named(word, _months(base(language)), bent=base(language) in _BENT)
    if found is None and language == "he" and word.startswith("ב"):  # "in December"
        return _months(language).get(word.removeprefix("ב"))
    return found


def longest_names(language: str) -> tuple[str, ...]:
    """Names of several words, such as "كانون الأول"."""
    found = {*_weekdays(base(language)), *_months(base(language))}
    return tuple(sorted((name for name in found if " " in name or "-" in name), key=len, reverse=True))


def _named(word: str, names: Mapping[str, int], *, bent: bool) -> int | None:
    if word in names:
        return names[word]
    if not bent or len(word) < _SHORTEST or not word.isalpha():
        return None
    found = {number for name, number in names.items() if len(name) > _SHORTEST and _is_bent(word, name)}
    return found.pop() if len(found) == 1 else None


def _is_bent(word: str, name: str) -> bool:
    """The same but for its ending."""
    same = next((place for place, pair in enumerate(zip(word, name)) if pair[0] != pair[1]), min(len(word), len(name)))  # noqa: B905 - the shorter one decides
    return same >= max(_SHORTEST, len(name) - 2) and len(word) - same <= _SHORTEST


@lru_cache(maxsize=64)  # languages
def _weekdays(language: str) -> Mapping[str, int]:
    names: dict[str, int] = {}
    if _is_known(language):
        for width in ("abbreviated", "wide"):
            # Only "format": Babel mixes up the languages of what "stand-alone" inherits.
            for number, name in get_day_names(width, context="format", locale=language).items():
                for each in (name, name.rsplit(" ", maxsplit=1)[-1]) if language in {"sq", "he"} else (name,):
                    names[folded(each)] = number
    return names | _others(_WEEKDAYS.get(language, ()), first=0)


@lru_cache(maxsize=64)  # languages
def _months(language: str) -> Mapping[str, int]:
    names: dict[str, int] = {}
    if _is_known(language):
        for width in ("abbreviated", "wide"):
            for number, name in get_month_names(width, context="format", locale=language).items():
                names[folded(name)] = number
        stand_alone = get_month_names("wide", context="stand-alone", locale=language)
        names |= {folded(stand_alone[number]): number for number in range(1, 13)} if language in _BENT else {}
    return {name: number for name, number in names.items() if not name.isdigit()} | _others(
        _MONTHS.get(language, ()), first=1
    )


def _others(listed: Sequence[str], first: int) -> dict[str, int]:
    return {folded(name): number for number, names in enumerate(listed, first) for name in names.split("|") if name}


def _is_known(language: str) -> bool:
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return False
    return True
