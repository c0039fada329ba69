"""The same result in seven languages and six scripts, worded as a translator would."""

from collections.abc import Sequence

from bot.reports.profile_card import AreaScore, ProfileCard

SCORES = (3.7, 2.3, 4.0, 1.0, None, 2.7, 5.0, 3.3)
MEDIANS = (3.3, 2.7, 3.4, 2.1, 2.6, 2.7, 3.0, 3.1)
QUARTILES = ((2.7, 3.9), (2.1, 3.3), (3.0, 4.1), (1.7, 2.9), (2.0, 3.2), (2.3, 3.0), (2.1, 3.9), (2.8, 3.6))


def areas(labels: Sequence[str], not_rated: str, decimal_mark: str = ".") -> tuple[AreaScore, ...]:
    return tuple(
        AreaScore(label, score, f"{score}".replace(".", decimal_mark) if score else not_rated, median, quartiles)
        for label, score, median, quartiles in zip(labels, SCORES, MEDIANS, QUARTILES, strict=True)
    )


ENGLISH = ProfileCard(
    language="en",
    title="Self-assessment",
    centre="Ponesai Vanhu Technical College",
    date="14 March 2022",
    areas=areas(
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
    lowest="1 = not started",
    highest="5 = an example to others",
    own_legend="Your centre",
    median_legend="Network median",
    quartiles_legend="Middle half of the centres",
    answered="21 of 24 indicators answered",
    programme="ETF Network for Excellence",
)

FRENCH = ProfileCard(
    language="fr",
    title="Auto-évaluation",
    centre="Lycée professionnel des métiers de l’hôtellerie",
    date="14 mars 2022",
    areas=areas(
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
    lowest="1 = pas commencé",
    highest="5 = un exemple",
    own_legend="Votre centre",
    median_legend="Médiane du réseau",
    quartiles_legend="La moitié centrale des centres",
    answered="21 indicateurs sur 24 renseignés",
    programme="Réseau d’excellence de l’ETF",
)

ARABIC = ProfileCard(
    language="ar",
    title="التقييم الذاتي",
    centre="مركز عمل لريادة الأعمال في بيتح تكفا",
    date="14 مارس 2022",
    areas=areas(
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
    lowest="1 = لم نبدأ بعد",
    highest="5 = قدوة للآخرين",
    own_legend="مركزكم",
    median_legend="وسيط الشبكة",
    quartiles_legend="النصف الأوسط من المراكز",
    answered="تمت الإجابة عن \u206821\u2069 من \u206824\u2069 مؤشرًا",
    programme="شبكة \u2068ETF\u2069 للتميّز",
)

HEBREW = ProfileCard(
    language="he",
    title="הערכה עצמית",
    centre="תיכון שמעון פרס להיי־טק ואמנויות",
    date="14 במרץ 2022",
    areas=areas(
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
    lowest="1 = טרם התחלנו",
    highest="5 = דוגמה לאחרים",
    own_legend="המרכז שלכם",
    median_legend="חציון הרשת",
    quartiles_legend="המחצית האמצעית של המרכזים",
    answered="נענו \u206821\u2069 מתוך \u206824\u2069 מדדים",
    programme="רשת המצוינות של \u2068ETF\u2069",
)

GEORGIAN = ProfileCard(
    language="ka",
    title="თვითშეფასება",
    centre="სსიპ „ახალი თალგა“",
    date="14 მარტი, 2022",
    areas=areas(
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
    lowest="1 = არ დაწყებულა",
    highest="5 = მაგალითი სხვებისთვის",
    own_legend="თქვენი ცენტრი",
    median_legend="ქსელის მედიანა",
    quartiles_legend="ცენტრების შუა ნახევარი",
    answered="პასუხი გაეცა 24 ინდიკატორიდან 21-ს",
    programme="ETF-ის სრულყოფილების ქსელი",
)

ARMENIAN = ProfileCard(
    language="hy",
    title="Ինքնագնահատում",
    centre="Երևանի մասնագիտական կենտրոն",
    date="14 մարտի, 2022",
    areas=areas(
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
    lowest="1 = չի սկսվել",
    highest="5 = օրինակ ուրիշների համար",
    own_legend="Ձեր կենտրոնը",
    median_legend="Ցանցի միջնարժեքը",
    quartiles_legend="Կենտրոնների միջին կեսը",
    answered="Պատասխանված է 24 ցուցանիշից 21-ը",
    programme="ETF-ի գերազանցության ցանց",
)

AMHARIC = ProfileCard(
    language="am",
    title="የራስ ግምገማ",
    centre="የአዲስ አበባ የሙያ ማሠልጠኛ ማዕከል",
    date="14 ማርች 2022",
    areas=areas(
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
    lowest="1 = አልተጀመረም",
    highest="5 = ለሌሎች አርአያ",
    own_legend="ማዕከልዎ",
    median_legend="የኔትወርኩ መካከለኛ",
    quartiles_legend="የማዕከላቱ መካከለኛ ግማሽ",
    answered="ከ24 አመልካቾች 21 ተመልሰዋል",
    programme="የETF የልህቀት ኔትወርክ",
)

CARDS = (ENGLISH, FRENCH, ARABIC, HEBREW, GEORGIAN, ARMENIAN, AMHARIC)
