"""Words about days and hours that the date parser does not know, as those that it does."""

import re

# The months as they are called from Palestine to Iraq, in the Maghreb and in Morocco.
_MONTHS = {
    "يناير": "كانون الثاني|جانفي",
    "فبراير": "شباط|فيفري",
    "مارس": "آذار|اذار",
    "أبريل": "نيسان|أفريل|افريل",
    "مايو": "أيار|ايار|ماي",
    "يونيو": "حزيران|جوان",
    "يوليو": "تموز|جويلية|يوليوز",
    "أغسطس": "آب|أوت|اوت|غشت",
    "سبتمبر": "أيلول|ايلول|شتنبر",
    "أكتوبر": "تشرين الأول|تشرين الاول",
    "نوفمبر": "تشرين الثاني|نونبر",
    "ديسمبر": "كانون الأول|كانون الاول|دجنبر",
}
_WORDS = {
    "in 2 days": "بعد غد|بعد الغد",
    "م": "بعد الظهر|ظهرا|عصرا|مساء|ليلا",
    "ص": "صباحا|الصبح",
}
_NEXT = re.compile(
    r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+(?:prochain|qui vient)\b"
    r"|(الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة|السبت|الأحد|الاحد)\s+(?:القادم|القادمة|المقبل|المقبلة)(?!\w)",
    re.IGNORECASE,
)
_SPELLINGS = tuple(
    (re.compile(rf"(?<!\w)(?:{spellings})(?!\w)"), word) for word, spellings in (_MONTHS | _WORDS).items()
)


def plainly(text: str) -> str:
    """A weekday that is "next" is the coming one, as it is without that word."""
    for spelling, word in _SPELLINGS:
        text = spelling.sub(word, text)
    return _NEXT.sub(lambda match: match[1] or match[2], text)
