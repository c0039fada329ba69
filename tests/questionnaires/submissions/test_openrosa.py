"""Submissions as ODK's XML: written, read back, and what strangers send refused in words."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_forms import PUBLIC_ID, STARTED, VALUES, form, submission

from bot.questionnaires.submissions.openrosa import written
from bot.questionnaires.submissions.openrosa_reading import LARGEST, read
from bot.questionnaires.submissions.submission import MisfitError, Submission
from bot.questionnaires.submissions.unreadable import UnreadableSubmissionError

RECEIVED = datetime(2026, 6, 1, tzinfo=UTC)
LEAVES = [path for path in VALUES if not path.endswith("]") and not path.endswith("/photo")]
ANY_TEXT = st.text(
    st.characters() | st.sampled_from("\0\x07\r\n\t\x1b\ud83d\ufffe_x0041F\u200f\u2067🙂<&>]\"'"), max_size=20
)
COLLECT = f"""<?xml version='1.0' ?>
<data xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" id="workshop" version="1">
  <begun>2026-05-04T09:30:00.000+02:00</begun><school>École &amp; cie</school><learners/>
  <team><person><name>Ama</name><course/></person><person><name>Bo</name></person></team>
  <orx:meta><orx:instanceID>uuid:{PUBLIC_ID}</orx:instanceID></orx:meta>
</data>"""


def reread(one: Submission, source=None):
    return read(written(one, form()), [form()], RECEIVED)


def refusal(content: str | bytes) -> str:
    with pytest.raises(UnreadableSubmissionError) as caught:
        read(content.encode() if isinstance(content, str) else content, [form()], RECEIVED)
    return str(caught.value)


def test_it_is_what_collect_would_send():
    root = fromstring(written(submission(), form()))
    assert (root.tag, root.get("id"), root.get("version")) == ("data", "workshop", "1")
    assert [child.tag for child in root] == [
        "begun", "school", "learners", "share", "founded", "seen", "open", "tools", "place", "team", "persons", "meta",
    ]  # fmt: skip
    assert [[below.tag for below in person] for person in root.find("team")] == [
        ["name", "age", "photo", "course", "course"],
        ["name", "course"],
        [],
    ]
    assert root.findtext("meta/instanceID") == f"uuid:{PUBLIC_ID}"
    assert root.findtext("meta/instanceName") == "TINK"


def test_what_was_written_is_read_back():
    result = reread(submission())
    assert result.submission == submission()
    assert result.unknown == ()


@given(texts=st.fixed_dictionaries({}, optional=dict.fromkeys(LEAVES, ANY_TEXT)), language=ANY_TEXT)
def test_any_text_at_all_comes_back(texts, language):
    values = {"/data/school": "", **texts}
    for path in [path for path in values if "]" in path]:  # rounds before it are there as well
        for number in range(1, 3):
            values.setdefault(f"/data/team/person[{number}]/name", "x")
        if "/course[2]" in path:
            values.setdefault("/data/team/person[1]/course[1]/title", "x")
    one = submission(values, language=language)
    assert reread(one).submission == one


def test_a_file_of_collect_is_read():
    result = read(COLLECT.encode(), [form()], RECEIVED)
    assert result.submission.id == PUBLIC_ID
    assert result.submission.values == {
        "/data/begun": "2026-05-04T09:30:00.000+02:00",
        "/data/school": "École & cie",
        "/data/learners": "",
        "/data/team/person[1]/name": "Ama",
        "/data/team/person[1]/course[1]": "",
        "/data/team/person[2]/name": "Bo",
    }
    assert result.submission.started == STARTED - timedelta(hours=2)
    assert result.submission.finished == RECEIVED
    assert result.unknown == ()


def test_nodes_without_a_place_in_the_form_are_told():
    odd = COLLECT.replace("<learners/>", "<size>4<deep/></size><learners>1</learners><learners>2</learners>")
    result = read(odd.encode(), [form()], RECEIVED)
    assert result.unknown == ("/data/size", "/data/size/deep", "/data/learners")
    assert result.submission.values["/data/learners"] == "1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no XML"),
        ("<data", "no XML"),
        (COLLECT.replace("<data", "<!DOCTYPE data [<!ENTITY a 'aaaa'>]><data"), "DOCTYPE"),
        (COLLECT.replace("<?xml version='1.0' ?>", "<?xml version='1.0' encoding='klingon'?>"), "encoding"),
        (COLLECT.encode().replace(b"Ama", b"\xff\xfe"), "no XML"),
        (COLLECT.replace('version="1"', 'version="9"'), "version “9”"),
        (COLLECT.replace('id="workshop"', 'id="other"'), "form “other”"),
        (re.sub(r"(</?)data", r"\1survey", COLLECT), "outermost node is survey"),
        (COLLECT.replace("uuid:", "id:"), "no instanceID"),
        (COLLECT.replace(PUBLIC_ID, "../../etc"), "no instanceID"),
        (COLLECT.replace("<learners/>", "<a>" * 100 + "</a>" * 100), "deeper"),
        (COLLECT.replace("<learners/>", "<a/>" * 60_000), "more nodes"),
        (COLLECT.replace("<name>Ama", "</person>" + "<person/>" * 600 + "<person><name>Ama"), "more than 500 times"),
        (b" " * (LARGEST + 1), "larger than"),
    ],
    ids=range(14),
)
def test_what_is_no_submission_is_refused_in_words(content, words):
    assert words in refusal(content)


def test_a_doctype_in_another_encoding_is_refused_too():
    content = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE data [<!ENTITY a "a">]><data/>'.encode("utf-16")
    assert "DOCTYPE" in refusal(content)


@pytest.mark.parametrize("odd", [{"/data/gone": "1"}, {"/data/team/person[1]/gone": "1"}])
def test_nothing_of_a_submission_is_left_out_in_silence(odd):
    with pytest.raises(MisfitError, match="/gone, where the form has nothing"):
        written(submission({**VALUES, **odd}), form())
    with pytest.raises(MisfitError, match="version “2”"):
        written(replace(submission(), version="2"), form())
