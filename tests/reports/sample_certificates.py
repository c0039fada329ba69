"""The same certificate in five languages and four scripts, worded as a translator would; in Hebrew a badge, in French of a centre."""

from dataclasses import replace

from bot.reports.certificate import Certificate, Way

LINK = "https://t.me/PasserelleBot?start=check-K7QM2XWA"

ENGLISH = Certificate(
    language="en",
    heading="Certificate",
    given_to="This certificate is given to",
    name="Amina Ben Salah",
    reason="for contributing to the self-assessment “\u2068Eight areas in depth\u2069” of \u2068Ponesai Vanhu Technical College\u2069",
    done="\u206844 indicators rated\u2069 · \u20684 people took part\u2069",
    signed="Signed by the centre on \u206828 November 2026\u2069",
    programme="ETF Network for Excellence",
    code="K7QM2XWA",
    code_label="Code",
    how_to_check="To learn whether this holds, write check and the code to the bot.",
    ways=(Way("Telegram: \u2068https://t.me/PasserelleBot?start=check-K7QM2XWA\u2069", LINK),),
    qr=LINK,
    qr_alt="QR code that asks the bot about this code",
)
FRENCH = replace(
    ENGLISH,
    language="fr",
    heading="Certificat",
    given_to="Ce certificat est remis à",
    name="Lycée professionnel des métiers de l’hôtellerie et de la restauration de Valence et de la vallée",
    reason="pour avoir examiné en équipe son propre travail, avec l’autoévaluation « \u2068Huit domaines en profondeur\u2069 »",
    done="\u206844 indicateurs évalués\u2069 · \u20684 personnes ont participé\u2069",
    signed="Autoévaluation validée par le centre le \u206828 novembre 2026\u2069",
    programme="Réseau d’excellence de l’ETF",
    how_to_check="Pour savoir si ce document est valable, écrivez au bot vérifier suivi du code.",
    qr_alt="Code QR qui interroge le bot sur ce code",
)
ARABIC = replace(
    ENGLISH,
    ways=(
        *ENGLISH.ways,
        Way("\u2068Matrix\u2069: اكتبوا إلى \u2068@bot:example.org\u2069: \u2068!check K7QM2XWA\u2069"),
    ),
    language="ar",
    heading="شهادة",
    given_to="تُمنح هذه الشهادة إلى",
    name="ليلى بن عمر",
    reason="تقديرًا للمساهمة في التقييم الذاتي «\u2068ثمانية مجالات بالتفصيل\u2069» في \u2068Centre de Sfax\u2069",
    done="\u206844 مؤشرًا مُقيَّمًا\u2069 · \u2068شارك 4 أشخاص\u2069",
    signed="اعتمد المركز تقييمه الذاتي بتاريخ \u206828 نوفمبر 2026\u2069",
    programme="شبكة \u2068ETF\u2069 للتميّز",
    code_label="الرمز",
    how_to_check="لمعرفة ما إذا كانت هذه الوثيقة سارية، اكتبوا إلى البوت تحقق ثم الرمز.",
    qr_alt="رمز QR يسأل البوت عن هذا الرمز",
)
HEBREW = replace(
    ENGLISH,
    ways=(),
    qr="check K7QM2XWA",
    language="he",
    heading="תג",
    given_to="תג זה מוענק ל",
    name="תיכון שמעון פרס להיי־טק ואמנויות",
    reason="על עמידה בדרישות ההערכה העצמית „\u2068Eight areas in depth\u2069”",
    done="\u206844 מדדים דורגו\u2069 · \u20684 אנשים השתתפו\u2069",
    signed="נחתם על ידי המרכז ב־\u206828 בנובמבר 2026\u2069",
    programme="רשת המצוינות של \u2068ETF\u2069",
    code_label="קוד",
    how_to_check="כדי לדעת אם המסמך בתוקף, כתבו לבוט check ואת הקוד.",
    qr_alt="קוד QR ששואל את הבוט על הקוד הזה",
)
GEORGIAN = replace(
    ENGLISH,
    language="ka",
    heading="სერტიფიკატი",
    given_to="ეს სერტიფიკატი გადაეცემა",
    name="ნინო ბერიძე",
    reason="თვითშეფასებაში „\u2068რვა სფერო სიღრმისეულად\u2069“ წვლილის შეტანისთვის, \u2068სსიპ „ახალი თალგა“\u2069",
    done="\u2068შეფასებულია 44 ინდიკატორი\u2069 · \u2068მონაწილეობდა 4 ადამიანი\u2069",
    signed="ცენტრმა ხელი მოაწერა \u20682026 წლის 28 ნოემბერს\u2069",
    programme="ETF-ის სრულყოფილების ქსელი",
    code_label="კოდი",
    how_to_check="იმის გასაგებად, მოქმედებს თუ არა, მიწერეთ ბოტს check და კოდი.",
    qr_alt="QR კოდი, რომელიც ბოტს ამ კოდის შესახებ ეკითხება",
)
CERTIFICATES = (ENGLISH, FRENCH, ARABIC, HEBREW, GEORGIAN)
