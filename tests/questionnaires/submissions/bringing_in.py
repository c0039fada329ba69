"""Files of submissions and back, for the tests."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

from sample_forms import WORKSHOP, form, planned, submission

from bot.questionnaires.lists import lists
from bot.questionnaires.submissions.archive_reading import read_zip
from bot.questionnaires.submissions.csv_zip import write_csv
from bot.questionnaires.submissions.importing import imported, version
from bot.questionnaires.submissions.layout import Options
from bot.questionnaires.submissions.outcomes import Candidate
from bot.questionnaires.submissions.workbook import write
from bot.questionnaires.submissions.workbook_reading import read_workbook

RECEIVED = datetime(2026, 6, 1, tzinfo=UTC)


OTHER_ID = "0193f5a1-7c3e-7b1a-9f00-000000000002"


PLAIN = Options()


PHOTO = b"bytes of a photo"


def nobody(_public_id):
    return False


def brought_in(candidates, is_there=nobody, source=WORKSHOP):
    one = planned(source)
    return list(imported(candidates, [version(one, lists(one.form, {}))], is_there))


def outcome(values, source=WORKSHOP):
    [result] = brought_in([Candidate("a.xml", submission(values, attachments={}))], nobody, source)
    return result


def as_csv(submissions, options=PLAIN, forms=None):
    file = BytesIO()
    write_csv(submissions, forms or [form()], options, file)
    return file


def from_csv(file, forms=None):
    return list(read_zip(file, forms or [form()], RECEIVED))


def as_rows(submissions, options=PLAIN, forms=None):
    file = BytesIO()
    write(submissions, forms or [form()], options, file)
    return read_workbook(file.getvalue())["sheets"]


def told(result):
    return [(remark.path, remark.words) for remark in result.remarks]


def without_files(one):
    return replace(one, attachments={path: replace(each, sha256="") for path, each in one.attachments.items()})
