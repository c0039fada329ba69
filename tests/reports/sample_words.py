"""Our own catalogues, and what the samples need of Georgian and Hebrew: msgid, Georgian, Hebrew."""

import gettext
from collections.abc import Callable
from pathlib import Path

from bot.i18n.phrase import Words
from bot.i18n.translator import Reader, Translator

LOCALES = Path(__file__).parents[2] / "locales"
SAMPLED = {
    "Self-assessment report": ("თვითშეფასების ანგარიში", "דוח הערכה עצמית"),
    "Report of a round": ("რაუნდის ანგარიში", "דוח של סבב"),
    "Round": ("რაუნდი", "סבב"),
    "Questionnaire": ("კითხვარი", "שאלון"),
    "Date": ("თარიღი", "תאריך"),
    "When": ("პერიოდი", "תקופה"),
    "Centres": ("ცენტრები", "מרכזים"),
    "People": ("ადამიანები", "אנשים"),
    "Who took part": ("ვინ მიიღო მონაწილეობა", "מי השתתף"),
    "Overall": ("საერთო შედეგი", "בסך הכול"),
    "{level}: {explained}": ("{level}: {explained}", "{level}: {explained}"),
    "Profile": ("პროფილი", "פרופיל"),
    "Profile of the network": ("ქსელის პროფილი", "פרופיל הרשת"),
    "The strongest": ("ყველაზე ძლიერი მხარეები", "החזקים ביותר"),
    "To work on first": ("რაზე ვიმუშაოთ უპირველესად", "במה להתחיל"),
    "What most centres need": ("რა სჭირდება ცენტრების უმეტესობას", "מה שרוב המרכזים צריכים"),
    "What most centres are good at": ("რაშია ძლიერი ცენტრების უმეტესობა", "במה רוב המרכזים טובים"),
    "Comments": ("მენტორის კომენტარები", "הערות המנטורים"),
    "Evidence": ("მტკიცებულებები", "ראיות"),
    "How the scores come about": ("როგორ მიიღება შედეგები", "איך נוצרים הציונים"),
    "How to read this": ("როგორ წავიკითხოთ ეს", "איך לקרוא את זה"),
    "Participation": ("მონაწილეობა", "השתתפות"),
    "Participation by country": ("მონაწილეობა ქვეყნების მიხედვით", "השתתפות לפי מדינה"),
    "Area by area": ("სფეროების მიხედვით", "תחום אחר תחום"),
    "Area": ("სფერო", "תחום"),
    "Countries and networks": ("ქვეყნები და ქსელები", "מדינות ורשתות"),
    "Country or network": ("ქვეყანა ან ქსელი", "מדינה או רשת"),
    "Centres that took part both times": (
        "ცენტრები, რომლებმაც ორივეჯერ მიიღეს მონაწილეობა",
        "מרכזים שהשתתפו בשתי הפעמים",
    ),
    "Country": ("ქვეყანა", "מדינה"),
    "Taken part": ("მონაწილეობდა", "השתתפו"),
    "Indicator": ("ინდიკატორი", "מדד"),
    "Level": ("დონე", "רמה"),
    "What that means": ("რას ნიშნავს ეს", "מה זה אומר"),
    "Relevance": ("მნიშვნელობა", "חשיבות"),
    "As others see it": ("როგორ ხედავენ სხვები", "איך אחרים רואים את זה"),
    "Since: {round}": ("ცვლილება: {round}", "מאז: {round}"),
    "Then": ("მაშინ", "אז"),
    "Now": ("ახლა", "עכשיו"),
    "Change": ("ცვლილება", "שינוי"),
    "Median": ("მედიანა", "חציון"),
    "Median of the centres": ("ცენტრების მედიანა", "חציון המרכזים"),
    "Network median": ("ქსელის მედიანა", "חציון הרשת"),
    "Middle half of the centres": ("ცენტრების შუა ნახევარი", "המחצית האמצעית של המרכזים"),
    "Your centre": ("თქვენი ცენტრი", "המרכז שלכם"),
    "up by {difference}": ("გაიზარდა {difference}-ით", "עלייה של {difference}"),
    "down by {difference}": ("შემცირდა {difference}-ით", "ירידה של {difference}"),
    "unchanged": ("უცვლელი", "ללא שינוי"),
    "was {level}": ("იყო {level}", "קודם: {level}"),
    "not rated": ("არ არის შეფასებული", "לא דורג"),
    "not applicable": ("არ გვეხება", "לא רלוונטי"),
    "not shown": ("არ ჩანს", "לא מוצג"),
    "{level} of {highest}": ("{level} {highest}-დან", "{level} מתוך {highest}"),
    "{done} of {of}": ("{done} {of}-დან", "{done} מתוך {of}"),
    "{lower} to {upper}": ("{lower}-დან {upper}-მდე", "{lower} עד {upper}"),
    "Page {page} of {pages}": ("გვერდი {page} {pages}-დან", "עמוד {page} מתוך {pages}"),
    "Other countries": ("სხვა ქვეყნები", "מדינות אחרות"),
    "3/5: three of five centres have taken part.": (
        "3/5: ხუთი ცენტრიდან სამმა მიიღო მონაწილეობა.",
        "\u20683/5\u2069: שלושה מתוך חמישה מרכזים השתתפו.",
    ),
    "A mean counts every indicator by its weight. What does not apply, and what nobody rated, is left out; it never counts as zero.": (
        "საშუალო თითოეულ ინდიკატორს წონით ითვალისწინებს. რაც არ გვეხება ან არავის შეუფასებია, გამოტოვებულია და ნულად არასოდეს ითვლება.",
        "ממוצע סופר כל מדד לפי משקלו. מה שאינו רלוונטי, ומה שאיש לא דירג, נשאר בחוץ ולעולם אינו נספר כאפס.",
    ),
    "Work-based learning": ("სამუშაოზე დაფუძნებული სწავლება", "למידה מבוססת עבודה"),
    "Entrepreneurial centres": ("სამეწარმეო ცენტრები", "מרכזים יזמיים"),
    "Pedagogy and professional development": ("პედაგოგიკა და პროფესიული განვითარება", "פדגוגיה ופיתוח מקצועי"),
    "Smart specialisation": ("ჭკვიანი სპეციალიზაცია", "התמחות חכמה"),
    "Industry 4.0 and digitalisation": ("ინდუსტრია 4.0 და ციფრული ტექნოლოგიები", "תעשייה 4.0 ודיגיטציה"),
    "Autonomy and public-private partnerships": (
        "ავტონომია და საჯარო-კერძო პარტნიორობა",
        "אוטונומיה ושותפויות ציבוריות־פרטיות",
    ),
    "Going green": ("მწვანე გარდაქმნა", "מעבר ירוק"),
    "Social inclusion and equity": ("სოციალური ჩართულობა და თანასწორობა", "הכלה חברתית ושוויון"),
}


class Sampled(gettext.NullTranslations):
    """A catalogue of the column `which`; what the samples do not need stays English."""

    def __init__(self, which: int) -> None:
        super().__init__()
        self.which = which

    def gettext(self, message: str) -> str:
        return SAMPLED[message][self.which] if message in SAMPLED else message


def renderer(language: str) -> Callable[[Words], str]:
    ours = Translator.from_folder(LOCALES)._catalogues
    translator = Translator({**ours, "ka": Sampled(0), "he": Sampled(1)})
    return translator.bound(Reader(language, "Europe/Rome"))
