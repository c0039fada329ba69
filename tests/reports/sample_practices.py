"""A practice as its card shows it, in three languages; one whose title runs the other way."""

from dataclasses import replace

from bot.domain.areas import PriorityArea
from bot.reports.practice_card import AreaMark, PracticeCard

ENGLISH = PracticeCard(
    language="en",
    areas=(
        AreaMark(PriorityArea.GREEN, "Going green"),
        AreaMark(PriorityArea.PEDAGOGY, "Pedagogy and professional development"),
    ),
    title="A training kitchen that weighs its waste",
    title_rtl=False,
    centre="Mikolongwe Vocational School",
    country="Malawi",
    foot="Practice 12. To try it, write try 12 in the chat.",
    programme="ETF Network for Excellence",
)
FRENCH = PracticeCard(
    language="fr",
    areas=(
        AreaMark(PriorityArea.WBL, "Formation par le travail"),
        AreaMark(PriorityArea.AUTONOMY, "Autonomie et partenariats public-privé"),
        AreaMark(PriorityArea.INCLUSION, "Inclusion sociale et équité"),
    ),
    title="Une heure par mois pour le tutorat",
    title_rtl=False,
    centre="Lycée professionnel des métiers de l’hôtellerie",
    country="Sénégal",
    foot="Pratique 12. Pour l’essayer, écrivez essayer 12 dans le chat.",
    programme="Réseau d’excellence de l’ETF",
)
ARABIC = PracticeCard(
    language="ar",
    areas=(AreaMark(PriorityArea.GREEN, "التحول الأخضر"), AreaMark(PriorityArea.DIGITAL, "الصناعة 4.0 والرقمنة")),
    title="مطبخ تدريبي يزن ما يُهدر",
    title_rtl=True,
    centre="مركز التدريب المهني في إربد",
    country="الأردن",
    foot="الممارسة 12. لتجربتها اكتبوا تجربة 12 في المحادثة.",
    programme="شبكة \u2068ETF\u2069 للتميّز",
)
ARABIC_TITLE = replace(ENGLISH, areas=ENGLISH.areas[:1], title=ARABIC.title, title_rtl=True)
# Every area once: what is looked at to see that no two marks are alike.
ALL_AREAS = replace(ENGLISH, areas=tuple(AreaMark(area, area.value) for area in PriorityArea), title="–", centre="–")
SAMPLES = {"en": ENGLISH, "fr": FRENCH, "ar": ARABIC, "arabic_title": ARABIC_TITLE, "all_areas": ALL_AREAS}
