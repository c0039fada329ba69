"""What came in for a questionnaire, as a workbook in the chat: it is written when it is sent."""

import re

from bot.core.messages import Attachment
from bot.core.refusal import Refusal
from bot.i18n.phrase import _
from bot.usecases.people import person_of
from bot.usecases.submissions import exportable, note_export
from bot.usecases.work import Work

JOB = "submissions"
MOST = 5_000  # submissions: more of them take too long for somebody who waits in a chat, and may be too large for it
_NOT_IN_NAMES = re.compile(r"[^\w.]+")  # of files: an author may call a form as they like
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(work: Work, number: int, *, labels: bool) -> Attachment | Refusal:
    found = exportable(work, number)
    if isinstance(found, Refusal):
        return found
    if not found.count:
        return Refusal(_("Nobody has answered yet."))
    if found.count > MOST:
        return Refusal(
            _(
                "{count} submissions are too many for a file in a chat. Please ask your administrator to write them with *passerelle forms export {number}*.",
                count=found.count,
                number=number,
            )
        )
    note_export(work, found)
    language = work.translator.spoken(person_of(work).language)
    wanted = {"publication": number, "labels": labels, "language": language, "at": work.now.isoformat()}
    wanted["person"] = work.person_id  # whose right is looked at once more when it is written
    stem = _NOT_IN_NAMES.sub("-", found.form_id).strip("-.")
    name = f"{stem or 'submissions'}-{number}-{work.now:%Y-%m-%d}.xlsx"
    return Attachment(name, XLSX, job=JOB, arguments=wanted)
