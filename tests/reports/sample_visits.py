"""Two peer visits, one live and one by diary, in words that our three languages know."""

from dataclasses import replace

from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.visit_findings import FindingKind
from bot.i18n.phrase import Variants
from bot.reports.visit_report import Answered, AreaFound, DiaryDay, HostComment, Said, VisitReport
from tests.reports.sample_reports import DAY, PROGRAMME


def said(en: str, fr: str, ar: str) -> Variants:
    return Variants({"en": en, "fr": fr, "ar": ar})


TBILISI = said("Akhali Talga", "Akhali Talga", "أخالي تالغا")
TUNIS = said("Tunis Centre", "Centre de Tunis", "مركز تونس")
TRENTO = said("ENAIP Trento", "ENAIP Trente", "إينايب ترينتو")
LIVE = said("live, online", "en direct, en ligne", "مباشرة عبر الإنترنت")
BY_DIARY = said("by diary, over a week", "par journal, sur une semaine", "بيوميات على مدى أسبوع")
WEEK = said("13 to 17 March 2023", "du 13 au 17 mars 2023", "من 13 إلى 17 مارس 2023")
AREAS = (PriorityArea.GREEN, PriorityArea.INCLUSION, PriorityArea.WBL)


def live() -> VisitReport:
    green = {
        FindingKind.STRENGTH: (
            Said(
                "Every workshop weighs its waste on Fridays, and learners write the figure on the board.", TUNIS, "en"
            ),
            Said("Les apprenants expliquent eux-mêmes pourquoi l’eau est réutilisée.", TRENTO, "fr"),
        ),
        FindingKind.RECOMMENDATION: (
            Said("Show the figures to the companies that take learners: they asked us about them.", TRENTO, "en"),
        ),
        FindingKind.PRACTICE: (Said("«Friday scales»: ten minutes, one page, every workshop.", TUNIS, "en"),),
    }
    inclusion = {
        FindingKind.NEED: (Said("كيف يصل المركز إلى الشباب الذين تركوا المدرسة؟", TUNIS, "ar"),),
        FindingKind.RECOMMENDATION: (Said("Invite former learners to speak at the open day.", TRENTO, "en"),),
    }
    return VisitReport(
        host=TBILISI,
        programme=PROGRAMME,
        number=4,
        when=DAY,
        way=LIVE,
        visitors=(TUNIS, TRENTO),
        areas=(
            AreaFound(AREA_NAMES[AREAS[0]], green),
            AreaFound(AREA_NAMES[AREAS[1]], inclusion),
            AreaFound(AREA_NAMES[AREAS[2]]),
        ),
        observations=(Said("A welding lesson in which two learners corrected each other, unasked.", TRENTO, "en"),),
        oral=(Said("You speak little of what you do best. Thank you for letting us see it.", TUNIS, "en"),),
        comments=(
            HostComment(Said("Thank you. We have planned the talk with the companies for May.", TBILISI, "en"), DAY),
        ),
    )


def by_diary() -> VisitReport:
    prompts = (
        said("Show us where you teach.", "Montrez-nous où vous enseignez.", "أرونا أين تدرّسون."),
        said("What happened in a lesson today?", "Que s’est-il passé dans un cours ?", "ماذا حدث في درس اليوم؟"),
    )
    days = (
        said("Monday 13 March 2023", "lundi 13 mars 2023", "الاثنين 13 مارس 2023"),
        said("Tuesday 14 March 2023", "mardi 14 mars 2023", "الثلاثاء 14 مارس 2023"),
    )
    files = said(
        "3 photos (1.2 MB), one voice note (0.3 MB)",
        "3 photos (1,2 Mo), un message vocal (0,3 Mo)",
        "3 صور (1.2 ميغابايت)، رسالة صوتية واحدة (0.3 ميغابايت)",
    )
    asked = Answered(
        Said("How many learners share one bench?", TRENTO, "en"),
        (Said("Two, and never more than twelve in the room.", TBILISI, "en"),),
    )
    return replace(
        live(),
        when=WEEK,
        way=BY_DIARY,
        oral=(),
        observations=(),
        comments=(),
        is_draft=True,
        diary=(
            DiaryDay(
                days[0],
                prompts[0],
                (Said("The big hall is from 1974; the benches are new.", TBILISI, "en"),),
                files,
                3,
                (asked,),
            ),
            DiaryDay(days[1], prompts[1]),
        ),
    )


def unnoted() -> VisitReport:
    return replace(live(), areas=(AreaFound(AREA_NAMES[AREAS[0]]),), oral=(), observations=(), comments=())
