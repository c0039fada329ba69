"""The same result in seven languages and six scripts, worded as a translator would."""

from collections.abc import Sequence
from dataclasses import replace

from bot.reports.profile_card import ProfileCard
from bot.reports.profile_chart import Legends, ProfileChart, Row, Scale

SCORES = (3.7, 2.3, 4.0, 1.0, None, 2.7, 5.0, 3.3)
MEDIANS = (3.3, 2.7, 3.4, 2.1, 2.6, 2.7, 3.0, 3.1)
QUARTILES = ((2.7, 3.9), (2.1, 3.3), (3.0, 4.1), (1.7, 2.9), (2.0, 3.2), (2.3, 3.0), (2.1, 3.9), (2.8, 3.6))


def areas(labels: Sequence[str], not_rated: str, decimal_mark: str = ".") -> tuple[Row, ...]:
    return tuple(
        Row(label, score, f"{score}".replace(".", decimal_mark) if score else not_rated, median, quartiles)
        for label, score, median, quartiles in zip(labels, SCORES, MEDIANS, QUARTILES, strict=True)
    )


def chart(rows: tuple[Row, ...], ends: tuple[str, str], legends: Legends, empty: str) -> ProfileChart:
    return ProfileChart(rows, Scale(1, 5, ("1", "2", "3", "4", "5"), *ends), legends, empty)


ENGLISH = ProfileCard(
    language="en",
    title="Self-assessment",
    centre="Ponesai Vanhu Technical College",
    date="14 March 2022",
    chart=chart(
        areas(
            [
                "Work-based learning",
                "Entrepreneurial centre",
                "Pedagogy and professional development",
                "Smart specialisation",
                "Industry 4.0 and digitalisation",
                "Autonomy and public-private partnerships",
                "Going green",
                "Social inclusion and equity",
            ],
            "not rated",
        ),
        ("1 = not started", "5 = an example to others"),
        Legends("Your centre", "Network median", "Middle half of the centres", "Last round", ("Learners", "Companies")),
        "Nothing was rated in this round, so there is no picture yet.",
    ),
    answered="21 of 24 indicators answered",
    programme="ETF Network for Excellence",
)

FRENCH = ProfileCard(
    language="fr",
    title="Auto-évaluation",
    centre="Lycée professionnel des métiers de l’hôtellerie",
    date="14 mars 2022",
    chart=chart(
        areas(
            [
                "Formation par le travail",
                "Centre entrepreneurial",
                "Pédagogie et développement professionnel",
                "Spécialisation intelligente",
                "Industrie 4.0 et numérique",
                "Autonomie et partenariats public-privé",
                "Transition écologique",
                "Inclusion sociale et équité",
            ],
            "non évalué",
            ",",
        ),
        ("1 = pas commencé", "5 = un exemple"),
        Legends(
            "Votre centre",
            "Médiane du réseau",
            "La moitié centrale des centres",
            "Campagne précédente",
            ("Apprenants", "Entreprises"),
        ),
        "Rien n’a été évalué cette fois-ci : il n’y a pas encore d’image.",
    ),
    answered="21 indicateurs sur 24 renseignés",
    programme="Réseau d’excellence de l’ETF",
)

ARABIC = ProfileCard(
    language="ar",
    title="التقييم الذاتي",
    centre="مركز عمل لريادة الأعمال في بيتح تكفا",
    date="14 مارس 2022",
    chart=chart(
        areas(
            [
                "التعلّم القائم على العمل",
                "المركز الريادي",
                "التربية والتطوير المهني",
                "التخصّص الذكي",
                "الصناعة 4.0 والرقمنة",
                "الاستقلالية والشراكات بين القطاعين العام والخاص",
                "التحوّل الأخضر",
                "الإدماج الاجتماعي والإنصاف",
            ],
            "غير مقيَّم",
        ),
        ("1 = لم نبدأ بعد", "5 = قدوة للآخرين"),
        Legends("مركزكم", "وسيط الشبكة", "النصف الأوسط من المراكز", "الجولة السابقة", ("المتعلّمون", "الشركات")),
        "لم يُقيَّم شيء في هذه الجولة، فلا صورة بعد.",
    ),
    answered="تمت الإجابة عن \u206821\u2069 من \u206824\u2069 مؤشرًا",
    programme="شبكة \u2068ETF\u2069 للتميّز",
)

HEBREW = ProfileCard(
    language="he",
    title="הערכה עצמית",
    centre="תיכון שמעון פרס להיי־טק ואמנויות",
    date="14 במרץ 2022",
    chart=chart(
        areas(
            [
                "למידה מבוססת עבודה",
                "מרכז יזמי",
                "פדגוגיה ופיתוח מקצועי",
                "התמחות חכמה",
                "תעשייה 4.0 ודיגיטציה",
                "אוטונומיה ושותפויות ציבוריות־פרטיות",
                "מעבר ירוק",
                "הכלה חברתית ושוויון",
            ],
            "לא דורג",
        ),
        ("1 = טרם התחלנו", "5 = דוגמה לאחרים"),
        Legends("המרכז שלכם", "חציון הרשת", "המחצית האמצעית של המרכזים", "הסבב הקודם", ("לומדים", "חברות")),
        "בסבב הזה לא דורג דבר, ולכן אין עדיין תמונה.",
    ),
    answered="נענו \u206821\u2069 מתוך \u206824\u2069 מדדים",
    programme="רשת המצוינות של \u2068ETF\u2069",
)

GEORGIAN = ProfileCard(
    language="ka",
    title="თვითშეფასება",
    centre="სსიპ „ახალი თალგა“",
    date="14 მარტი, 2022",
    chart=chart(
        areas(
            [
                "სამუშაოზე დაფუძნებული სწავლება",
                "სამეწარმეო ცენტრი",
                "პედაგოგიკა და პროფესიული განვითარება",
                "ჭკვიანი სპეციალიზაცია",
                "ინდუსტრია 4.0 და ციფრული ტექნოლოგიები",
                "ავტონომია და საჯარო-კერძო პარტნიორობა",
                "მწვანე გარდაქმნა",
                "სოციალური ჩართულობა და თანასწორობა",
            ],
            "არ არის შეფასებული",
            ",",
        ),
        ("1 = არ დაწყებულა", "5 = მაგალითი სხვებისთვის"),
        Legends(
            "თქვენი ცენტრი", "ქსელის მედიანა", "ცენტრების შუა ნახევარი", "წინა რაუნდი", ("მოსწავლეები", "კომპანიები")
        ),
        "ამ რაუნდში არაფერი შეფასებულა, ამიტომ სურათი ჯერ არ არის.",
    ),
    answered="პასუხი გაეცა 24 ინდიკატორიდან 21-ს",
    programme="ETF-ის სრულყოფილების ქსელი",
)

ARMENIAN = ProfileCard(
    language="hy",
    title="Ինքնագնահատում",
    centre="Երևանի մասնագիտական կենտրոն",
    date="14 մարտի, 2022",
    chart=chart(
        areas(
            [
                "Աշխատանքի վրա հիմնված ուսուցում",
                "Ձեռնարկատիրական կենտրոն",
                "Մանկավարժություն և մասնագիտական զարգացում",
                "Խելացի մասնագիտացում",
                "Արդյունաբերություն 4.0 և թվայնացում",
                "Ինքնավարություն և պետություն-մասնավոր գործընկերություն",
                "Կանաչ անցում",
                "Սոցիալական ներառում և արդարություն",
            ],
            "գնահատված չէ",
            ",",
        ),
        ("1 = չի սկսվել", "5 = օրինակ ուրիշների համար"),
        Legends(
            "Ձեր կենտրոնը",
            "Ցանցի միջնարժեքը",
            "Կենտրոնների միջին կեսը",
            "Նախորդ փուլը",
            ("Սովորողներ", "Ընկերություններ"),
        ),
        "Այս փուլում ոչինչ չի գնահատվել, ուստի պատկեր դեռ չկա։",
    ),
    answered="Պատասխանված է 24 ցուցանիշից 21-ը",
    programme="ETF-ի գերազանցության ցանց",
)

AMHARIC = ProfileCard(
    language="am",
    title="የራስ ግምገማ",
    centre="የአዲስ አበባ የሙያ ማሠልጠኛ ማዕከል",
    date="14 ማርች 2022",
    chart=chart(
        areas(
            [
                "በሥራ ላይ የተመሠረተ ትምህርት",
                "ሥራ ፈጣሪ ማዕከል",
                "ሥነ ትምህርት እና ሙያዊ እድገት",
                "ብልህ ልዩ ሙያ",
                "ኢንዱስትሪ 4.0 እና ዲጂታል አሠራር",
                "ነፃነት እና የመንግሥትና የግል አጋርነት",
                "አረንጓዴ ሽግግር",
                "ማኅበራዊ አካታችነት እና ፍትሐዊነት",
            ],
            "አልተመዘነም",
        ),
        ("1 = አልተጀመረም", "5 = ለሌሎች አርአያ"),
        Legends("ማዕከልዎ", "የኔትወርኩ መካከለኛ", "የማዕከላቱ መካከለኛ ግማሽ", "ያለፈው ዙር", ("ተማሪዎች", "ኩባንያዎች")),
        "በዚህ ዙር ምንም አልተመዘነም፤ ስለዚህ እስካሁን ሥዕል የለም።",
    ),
    answered="ከ24 አመልካቾች 21 ተመልሰዋል",
    programme="የETF የልህቀት ኔትወርክ",
)

CARDS = (ENGLISH, FRENCH, ARABIC, HEBREW, GEORGIAN, ARMENIAN, AMHARIC)

BEFORE = (3.2, 2.9, 4.0, None, 2.0, 2.7, 3.0, 3.2)
LEARNERS = (3.1, 2.4, 3.2, 2.2, None, 3.0, 4.1, None)
COMPANIES = (4.2, None, 3.3, 2.2, None, 2.2, 4.2, None)
WAS = {
    "en": "was {}",
    "fr": "avant : {}",
    "ar": "سابقًا {}",
    "he": "קודם: {}",
    "ka": "იყო {}",
    "hy": "նախկինում՝ {}",
    "am": "ቀደም ሲል {}",
}


def later(card: ProfileCard) -> ProfileCard:
    """The same in a second round, beside what learners and companies say."""
    rows = tuple(
        replace(
            row, before=before, change=WAS[card.language].format(before) if before else "", views=(learners, companies)
        )
        for row, before, learners, companies in zip(card.chart.rows, BEFORE, LEARNERS, COMPANIES, strict=True)
    )
    return replace(card, chart=replace(card.chart, rows=rows))


def unrated(card: ProfileCard) -> ProfileCard:
    words = card.chart.rows[4].score_text
    return replace(card, chart=replace(card.chart, rows=tuple(Row(row.label, None, words) for row in card.chart.rows)))
