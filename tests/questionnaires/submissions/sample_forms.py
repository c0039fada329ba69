"""A form with one of everything that an export has to get right, and submissions of it."""

from datetime import UTC, datetime
from functools import cache

from bot.questionnaires.compile import compiled
from bot.questionnaires.plan import plan
from bot.questionnaires.submissions.submission import Attachment, Submission

PUBLIC_ID = "0193f5a1-7c3e-7b1a-9f00-0123456789ab"
STARTED = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
FINISHED = datetime(2026, 5, 4, 9, 50, tzinfo=UTC)

WORKSHOP = """
| survey |
| | type | name | label::English (en) | label::العربية (ar) | relevant | constraint | constraint_message::English (en) | required | calculation |
| | start | begun | | | | | | | |
| | text | school | Name of the school | اسم المدرسة | | | | yes | |
| | integer | learners | Learners of ${school} | المتعلمون | | . >= -10 | Too few | | |
| | decimal | share | Share | الحصة | | | | | |
| | date | founded | Founded | التأسيس | | | | | |
| | dateTime | seen | Seen | الرؤية | | | | | |
| | select_one yn | open | Open? | مفتوحة؟ | | | | | |
| | select_multiple tool | tools | Tools | الأدوات | | | | | |
| | geopoint | place | Place | المكان | | | | | |
| | note | thanks | Thank you | شكرا | | | | | |
| | begin_group | team | Team | الفريق | | | | | |
| | begin_repeat | person | Person | شخص | | | | | |
| | text | name | Name | الاسم | | | | | |
| | integer | age | Age | العمر | ${open} = 'yes' | | | | |
| | image | photo | Photo | صورة | | | | | |
| | begin_repeat | course | Course | دورة | | | | | |
| | text | title | Title | العنوان | | | | | |
| | end_repeat | | | | | | | | |
| | end_repeat | | | | | | | | |
| | end_group | | | | | | | | |
| | calculate | persons | | | | | | | count(${person}) |
| choices |
| | list_name | name | label::English (en) | label::العربية (ar) |
| | yn | yes | Yes | نعم |
| | yn | no | No | لا |
| | tool | saw | Saw, by hand | منشار |
| | tool | -9 | None of these | لا شيء |
| settings |
| | form_id | form_title | version | instance_name |
| | workshop | Workshops: 2026 | 1 | ${school} |
"""


@cache
def form(source=WORKSHOP):
    result = compiled(source.encode(), ".md")
    assert result.form is not None, result.refusals
    return result.form


@cache
def planned(source=WORKSHOP):
    return plan(form(source))


VALUES = {
    "/data/begun": "2026-05-04T09:30:00.000+00:00",
    "/data/school": "TINK",
    "/data/learners": "-4",
    "/data/share": "0.25",
    "/data/founded": "2001-09-03",
    "/data/seen": "2026-05-04T10:00:00.000+03:00",
    "/data/open": "yes",
    "/data/tools": "saw -9",
    "/data/place": "-36.8 10.2 0 5",
    "/data/team/person[1]/name": "Ama",
    "/data/team/person[1]/age": "41",
    "/data/team/person[1]/photo": "me.jpg",
    "/data/team/person[1]/course[1]/title": "Joinery",
    "/data/team/person[1]/course[2]/title": "Drawing",
    "/data/team/person[2]/name": "=1+1",
    "/data/team/person[2]/course[1]": "",
    "/data/team/person[3]": "",
    "/data/persons": "3",
    "/data/meta/instanceName": "TINK",
}


def submission(values=VALUES, public_id=PUBLIC_ID, **others):
    given = {
        "id": public_id,
        "form": "workshop",
        "version": "1",
        "language": "English (en)",
        "started": STARTED,
        "finished": FINISHED,
        "values": dict(values),
        "attachments": {path: Attachment(text, "ab" * 32) for path, text in values.items() if path.endswith("/photo")},
    }
    return Submission(**{**given, **others})


SECOND = (
    WORKSHOP.replace("| workshop | Workshops: 2026 | 1 |", "| workshop | Workshops: 2026 | 2 |")
    .replace("| | decimal | share | Share | الحصة | | | | | |", "| | integer | rooms | Rooms | الغرف | | | | | |")
    .replace("| | yn | yes |", "| | tool | lathe | Lathe | مخرطة |\n| | yn | yes |")
)
