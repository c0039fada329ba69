"""The two phases of the initiative amid its second year, for one centre in five languages and for many in English."""

from dataclasses import replace

from bot.reports.programme_calendar import Band, Bar, ProgrammeChart, Tick

# Of each bar: where it begins and ends, how it stands, how much of it is done.
PLACES = (
    ((0.0, 0.09, "done", 1.0), (0.09, 0.18, "late", 0.0), (0.14, 0.68, "soon", 0.0)),
    ((0.36, 0.86, "open", 0.0), (0.95, 1.0, "to come", 0.0)),
)
TICKS = (0.0, 0.27, 0.545, 0.818)


def chart(language, title, subtitle, phases, months, today, legends, programme) -> ProgrammeChart:
    return ProgrammeChart(
        language=language,
        title=title,
        subtitle=subtitle,
        bands=tuple(
            Band(label, tuple(Bar(*words, state, begins, ends, done) for words, (begins, ends, state, done) in rows))
            for (label, told), places in zip(phases, PLACES, strict=True)
            for rows in [list(zip(told, places, strict=True))]
        ),
        ticks=tuple(Tick(*one) for one in zip(TICKS, months, strict=True)),
        today=0.66,
        today_label=today,
        legends=dict(zip(("done", "late", "soon", "open", "to come"), legends, strict=True)),
        empty="",
        programme=programme,
    )


ENGLISH = chart(
    "en",
    "Sharing innovation",
    "Centre of Tunis",
    (
        (
            "Share, exchange, explore, analyse",
            (
                ("Shape the community", "done on 9 February 2022"),
                ("Preliminary self-assessment", "late by 320 days, it was due by 30 April 2022"),
                ("Virtual peer visits", "due soon, by 20 March 2023 (4 days left)"),
            ),
        ),
        (
            "Learn, show, recognise",
            (
                ("Coaching and peer learning", "open, due by 31 August 2023"),
                ("Next steps", "to come, from 1 October 2023 to 31 October 2023"),
            ),
        ),
    ),
    ("Jan 2022", "Jul 2022", "Jan 2023", "Jul 2023"),
    "today",
    ("done", "late", "due soon", "open", "to come"),
    "ETF Network for Excellence",
)
FRENCH = chart(
    "fr",
    "Partager l’innovation",
    "Centre de Tunis",
    (
        (
            "Partager, échanger, explorer, analyser",
            (
                ("Former la communauté", "fait le 9 février 2022"),
                ("Première autoévaluation", "en retard de 320 jours (c’était à faire d’ici au 30 avril 2022)"),
                ("Visites virtuelles entre pairs", "bientôt, d’ici au 20 mars 2023 (il reste 4 jours)"),
            ),
        ),
        (
            "Apprendre, montrer, reconnaître",
            (
                ("Accompagnement et apprentissage entre pairs", "en cours, à faire d’ici au 31 août 2023"),
                ("La suite", "à venir, du 1er octobre 2023 au 31 octobre 2023"),
            ),
        ),
    ),
    ("janv. 2022", "juil. 2022", "janv. 2023", "juil. 2023"),
    "aujourd’hui",
    ("fait", "en retard", "bientôt", "en cours", "à venir"),
    "Réseau d’excellence de l’ETF",
)
ARABIC = chart(
    "ar",
    "تشارك الابتكار",
    "مركز تونس",
    (
        (
            "نتشارك ونتبادل ونستكشف ونحلّل",
            (
                ("بناء المجتمع", "تمّ في 9 فبراير 2022"),
                ("التقييم الذاتي الأوّلي", "فات الموعد قبل 320 يومًا، وكان آخر يوم 30 أبريل 2022"),
                ("زيارات الأقران الافتراضية", "الموعد قريب، حتى 20 مارس 2023 (بقيت 4 أيام)"),
            ),
        ),
        (
            "نتعلّم ونُظهر ونُقدّر",
            (
                ("المرافقة والتعلّم بين الأقران", "قيد التنفيذ، حتى 31 أغسطس 2023"),
                ("الخطوات التالية", "في وقت لاحق، من 1 أكتوبر 2023 إلى 31 أكتوبر 2023"),
            ),
        ),
    ),
    ("يناير 2022", "يوليو 2022", "يناير 2023", "يوليو 2023"),
    "اليوم",
    ("تمّ", "فات الموعد", "الموعد قريب", "قيد التنفيذ", "لاحقًا"),
    "شبكة \u2068ETF\u2069 للتميّز",
)
CHARTS = (ENGLISH, FRENCH, ARABIC)


def of_many() -> ProgrammeChart:
    """Forty centres."""
    done = ((40, "done"), (31, "late"), (12, "soon"), (3, "open"), (0, "to come"))
    places = iter(done)
    return replace(
        ENGLISH,
        subtitle="40 centres",
        bands=tuple(
            replace(
                band,
                bars=tuple(
                    replace(
                        bar,
                        state=state,
                        done=count / 40,
                        words=f"{count} of 40 done{', 9 late' if state == 'late' else ''}",
                    )
                    for bar in band.bars
                    for count, state in [next(places)]
                ),
            )
            for band in ENGLISH.bands
        ),
    )
