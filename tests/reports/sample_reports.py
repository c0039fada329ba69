"""One centre's report and one round's, in words that five languages know."""

from dataclasses import replace

from bot.domain.action_plans import STATE_NAMES, ActionState
from bot.domain.areas import AREA_NAMES
from bot.domain.scores import Score
from bot.domain.scores_in_words import explained, without_mean
from bot.i18n.phrase import Country, Variants
from bot.reports.centre_report import Answer, CentreReport, Comment, Evidence, Highlight, Part, Resolved
from bot.reports.round_report import Common, Group, NetworkPart, RoundReport
from bot.reports.told import Grade, View
from tests.reports.sample_cards import BEFORE, COMPANIES, LEARNERS, MEDIANS, QUARTILES, SCORES
from tests.reports.sample_maps import TILES


def said(en: str, fr: str, ar: str, ka: str, he: str) -> Variants:
    return Variants({"en": en, "fr": fr, "ar": ar, "ka": ka, "he": he})


AREAS = tuple(AREA_NAMES.values())
GRADES = (
    Grade(1, said("not yet", "pas encore", "ليس بعد", "ჯერ არა", "עדיין לא")),
    Grade(2, said("beginning", "au début", "في البداية", "დასაწყისი", "בתחילת הדרך")),
    Grade(3, said("growing", "en progrès", "في نموّ", "იზრდება", "מתפתח")),
    Grade(4, said("established", "bien établi", "راسخ", "დამკვიდრებული", "מבוסס")),
    Grade(5, said("leading others", "un exemple", "قدوة للآخرين", "მაგალითი სხვებისთვის", "דוגמה לאחרים")),
)
INDICATORS = (
    said(
        "Companies and the centre plan placements together every year",
        "Entreprises et centre préparent ensemble les stages, chaque année",
        "تخطّط الشركات والمركز معًا للتدريب في مواقع العمل كل عام",
        "კომპანიები და ცენტრი პრაქტიკას ყოველწლიურად ერთად გეგმავენ",
        "החברות והמרכז מתכננים יחד את ההתמחויות מדי שנה",
    ),
    said(
        "Learners say what they think of lessons, and are heard",
        "Les apprenants disent ce qu’ils pensent des cours, et sont entendus",
        "يقول المتعلّمون رأيهم في الدروس ويُصغى إليهم",
        "მოსწავლეები გაკვეთილებზე აზრს გამოთქვამენ და მათ უსმენენ",
        "הלומדים אומרים מה דעתם על השיעורים, ומקשיבים להם",
    ),
    said(
        "Workshops waste little water, energy and material",
        "Les ateliers gaspillent peu d’eau, d’énergie et de matériaux",
        "لا تُهدر الورش إلا القليل من الماء والطاقة والمواد",
        "სახელოსნოები წყალს, ენერგიასა და მასალას ზოგავენ",
        "הסדנאות מבזבזות מעט מים, אנרגיה וחומרים",
    ),
)
MEANINGS = (
    said(
        "Nobody has begun with it yet.",
        "Personne n’a encore commencé.",
        "لم يبدأ أحد بذلك بعد.",
        "ჯერ არავის დაუწყია.",
        "איש עדיין לא התחיל.",
    ),
    said(
        "Single teachers do it, each in their own way.",
        "Quelques enseignants s’y mettent, chacun à sa façon.",
        "يقوم بذلك بعض المعلّمين، كلٌّ بطريقته.",
        "ცალკეული მასწავლებლები აკეთებენ, ყველა თავისებურად.",
        "מורים בודדים עושים זאת, כל אחד בדרכו.",
    ),
    said(
        "It is written down, and most departments do it.",
        "C’est écrit, et la plupart des sections le font.",
        "الأمر مكتوب، وتقوم به معظم الأقسام.",
        "ჩაწერილია და განყოფილებების უმეტესობა აკეთებს.",
        "זה כתוב, ורוב המחלקות עושות זאת.",
    ),
    said(
        "Everybody does it, and once a year we look whether it helps.",
        "Tout le monde le fait, et une fois par an nous regardons si cela aide.",
        "يقوم به الجميع، وننظر مرة في السنة هل يفيد.",
        "ყველა აკეთებს და წელიწადში ერთხელ ვამოწმებთ, გვეხმარება თუ არა.",
        "כולם עושים זאת, ופעם בשנה אנחנו בודקים אם זה עוזר.",
    ),
    said(
        "Other centres come to learn from us how we do it.",
        "D’autres centres viennent apprendre chez nous comment nous faisons.",
        "تأتي مراكز أخرى لتتعلّم منّا كيف نقوم به.",
        "სხვა ცენტრები ჩვენგან სასწავლად მოდიან.",
        "מרכזים אחרים באים ללמוד מאיתנו איך אנחנו עושים זאת.",
    ),
)
VERY = said("very", "très", "كبيرة", "ძალიან მნიშვნელოვანი", "רבה מאוד")
SOMEWHAT = said("somewhat", "assez", "متوسطة", "საკმაოდ მნიშვნელოვანი", "בינונית")
PROGRAMME = said(
    "ETF Network for Excellence",
    "Réseau d’excellence de l’ETF",
    "شبكة \u2068ETF\u2069 للتميّز",
    "ETF-ის სრულყოფილების ქსელი",
    "רשת המצוינות של \u2068ETF\u2069",
)
DAY = said("14 March 2022", "14 mars 2022", "14 مارس 2022", "14 მარტი, 2022", "14 במרץ 2022")
LEARNING = said("Learners", "Apprenants", "المتعلّمون", "მოსწავლეები", "לומדים")
HIRING = said("Companies", "Entreprises", "الشركات", "კომპანიები", "חברות")
NOT_HERE = without_mean(Score(None, 0, 3, 3))


def answers(number: int) -> tuple[Answer, ...]:
    if SCORES[number] is None:
        return tuple(Answer(indicator, None, NOT_HERE) for indicator in INDICATORS)
    levels = [min(5, max(1, round(SCORES[number]) + shift)) for shift in (0, -1, 1)]
    found = tuple(
        Answer(indicator, level, MEANINGS[level - 1], VERY if level % 2 else SOMEWHAT)
        for indicator, level in zip(INDICATORS, levels, strict=True)
    )
    return found if number else (replace(found[0], level=3.5, note=KEPT), *found[1:])


KEPT = said(
    "Two levels were kept: 3 and 4.",
    "Deux niveaux ont été gardés : 3 et 4.",
    "أُبقي على مستويين: 3 و4.",
    "ორი დონე დარჩა: 3 და 4.",
    "נשמרו שתי רמות: 3 ו־4.",
)


def part(number: int, *, later: bool) -> Part:
    score = Score(SCORES[number], 0 if SCORES[number] is None else 3, 3, 0 if SCORES[number] is not None else 3)
    return Part(
        name=AREAS[number],
        mean=score.mean,
        explained=explained(score),
        without_mean="" if score.answered else without_mean(score),
        answers=answers(number),
        before=BEFORE[number] if later else None,
        median=MEDIANS[number],
        quartiles=QUARTILES[number],
        views=(LEARNERS[number], COMPANIES[number]) if later else (),
    )


def centre_report(*, later: bool = True) -> CentreReport:
    parts = tuple(part(number, later=later) for number in range(len(AREAS)))
    return CentreReport(
        centre=said(
            "Ponesai Vanhu Technical College",
            "Lycée professionnel des métiers de l’hôtellerie",
            "مركز عمل لريادة الأعمال في بيتح تكفا",
            "სსიპ „ახალი თალგა“",
            "תיכון שמעון פרס להיי־טק ואמנויות",
        ),
        programme=PROGRAMME,
        instrument=said(
            "Eight areas in depth",
            "Huit domaines en profondeur",
            "المجالات الثمانية بالتفصيل",
            "რვა სფერო სიღრმისეულად",
            "שמונת התחומים לעומק",
        ),
        round=said("Spring 2022", "Printemps 2022", "ربيع 2022", "გაზაფხული 2022", "אביב 2022"),
        day=DAY,
        took_part=(
            said("the head", "la direction", "الإدارة", "დირექტორი", "ההנהלה"),
            said("two teachers", "deux enseignants", "معلّمان", "ორი მასწავლებელი", "שני מורים"),
            said("a trainer", "une formatrice", "مدرّبة", "ინსტრუქტორი", "מדריכה"),
        ),
        grades=GRADES,
        parts=parts,
        overall=3.0,
        explained=explained(Score(3.0, 21, 24, 3)),
        strongest=tuple(Highlight(AREAS[number], SCORES[number], relevance=SOMEWHAT) for number in (6, 2, 0)),
        to_work_on=tuple(
            Highlight(INDICATORS[number], level, AREAS[area], VERY) for number, (level, area) in enumerate(NEEDS)
        ),
        earlier=said("Autumn 2020", "Automne 2020", "خريف 2020", "შემოდგომა 2020", "סתיו 2020") if later else None,
        views=(
            View(LEARNING, said("31 answers", "31 réponses", "31 إجابة", "31 პასუხი", "31 תשובות")),
            View(HIRING, said("6 answers", "6 réponses", "6 إجابات", "6 პასუხი", "6 תשובות")),
        )
        if later
        else (),
        resolved=RESOLVED if later else (),
        as_of=DAY,
        centres=118,
        comments=(Comment(COMMENT, said("a mentor", "mentorat", "التوجيه", "მენტორი", "מנטורית"), DAY, AREAS[6]),),
        evidence=(
            Evidence("workshop-2022.jpg", AREAS[6]),
            Evidence("Our agreement with six companies of the town hangs beside the door of the workshop.", AREAS[0]),
            Evidence("https://example.org/plan", AREAS[7], "https://example.org/plan"),
        ),
    )


RESOLVED = (
    Resolved(
        said(
            "Weigh what the kitchen throws away, and show it on the wall",
            "Peser ce que la cuisine jette, et l’afficher au mur",
            "وزن ما يرميه المطبخ وعرضه على الجدار",
            "ავწონოთ, რასაც სამზარეულო ყრის, და კედელზე ვაჩვენოთ",
            "לשקול את מה שהמטבח זורק ולהציג זאת על הקיר",
        ),
        STATE_NAMES[ActionState.DONE],
        DAY,
    ),
    Resolved(
        said(
            "Train the mentors of our companies together",
            "Former ensemble les tuteurs de nos entreprises",
            "تدريب المرشدين في شركاتنا معًا",
            "ჩვენი კომპანიების მენტორების ერთად მომზადება",
            "להכשיר יחד את המדריכים בחברות שלנו",
        ),
        STATE_NAMES[ActionState.UNDER_WAY],
        DAY,
    ),
    Resolved(
        said(
            "Open the workshop in the evening",
            "Ouvrir l’atelier le soir",
            "فتح الورشة مساءً",
            "საღამოობით სახელოსნოს გახსნა",
            "לפתוח את הסדנה בערב",
        ),
        STATE_NAMES[ActionState.OPEN],
    ),
)
CHANGES = (0.3, -0.2, 0.0, None, None, 0.04, 0.5, 0.1)
NEEDS = ((1.0, 3), (2.0, 1), (2.0, 5))
COMMENT = (
    "The way from the workshop's bins to the plan for the whole campus is worth showing to others. Before the next "
    "round I would talk with the two companies about what they miss."
)


def unrated() -> CentreReport:
    """Nothing applied, or nobody answered: all in words."""
    nothing = explained(Score(None, 0, 24, 24))
    parts = tuple(Part(name, None, nothing, NOT_HERE) for name in AREAS)
    return replace(
        centre_report(later=False),
        parts=parts,
        overall=None,
        explained=nothing,
        strongest=(),
        to_work_on=(),
        comments=(),
        evidence=(),
        centres=0,
    )


def round_report() -> RoundReport:
    few = said(
        "fewer than five centres",
        "moins de cinq centres",
        "أقل من خمسة مراكز",
        "ხუთ ცენტრზე ნაკლები",
        "פחות מחמישה מרכזים",
    )
    parts = tuple(
        NetworkPart(name, None, None, 0, few)
        if number == 4
        else NetworkPart(
            name, MEDIANS[number], QUARTILES[number], 110 + number, "", CHANGES[number], 80, (LEARNERS[number],)
        )
        for number, name in enumerate(AREAS)
    )
    return RoundReport(
        programme=PROGRAMME,
        name=said("Spring 2022", "Printemps 2022", "ربيع 2022", "გაზაფხული 2022", "אביב 2022"),
        instrument=centre_report().instrument,
        period=said(
            "1 March to 14 April 2022",
            "du 1er mars au 14 avril 2022",
            "من 1 مارس إلى 14 أبريل 2022",
            "1 მარტიდან 14 აპრილამდე, 2022",
            "1 במרץ עד 14 באפריל 2022",
        ),
        countries=TILES,
        grades=GRADES,
        parts=parts,
        people=731,
        needs=tuple(Common(one, 78 - 9 * number, 118, AREAS[3 - number]) for number, one in enumerate(INDICATORS)),
        strengths=tuple(Common(AREAS[number], 60 - number, 118) for number in (6, 2, 0)),
        earlier=said("Autumn 2020", "Automne 2020", "خريف 2020", "შემოდგომა 2020", "סתיו 2020"),
        groups=(
            Group(Country("GE"), 3.1, (2.5, 3.6), 5),
            Group(Country("IL"), None, None, 3, few),
            Group(Country("TN"), 2.9, (2.2, 3.4), 7),
        ),
        views=(View(LEARNING, said("1,204 answers", "1 204 réponses", "1204 إجابات", "1204 პასუხი", "1,204 תשובות")),),
        notes=(),
    )
