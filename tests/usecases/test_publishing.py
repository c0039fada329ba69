"""Who may publish what to whom, see how it stands, close it; and what those who are asked are told."""

from datetime import timedelta

import pytest
from sqlmodel import select, update

from bot import exporting
from bot.core.messages import FileKind, FileReference
from bot.core.refusal import Refusal
from bot.i18n.phrase import Variants
from bot.questionnaires.submissions import submission
from bot.storage import blobs
from bot.storage.addresses import Address
from bot.storage.audit import AuditLine
from bot.storage.broadcasts import Broadcast
from bot.storage.grants import Grant
from bot.storage.memberships import Membership, MembershipState
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.questionnaires import Questionnaire, QuestionnaireVersion, Submission
from bot.storage.web import forget_chats, keep_file
from bot.usecases import (
    brought,
    chat_exports,
    forgetting,
    publication_counts,
    publication_lists,
    publication_progress,
    publication_texts,
    publishing,
    questionnaires,
    submission_imports,
)
from bot.usecases.notify import Notice, tell_at
from bot.usecases.people import stop_messages
from bot.usecases.publication_counts import Count
from bot.usecases.questionnaires import Filled
from bot.usecases.submissions import exported
from bot.usecases.work import COMMAND, SYSTEM, Work
from tests.transcripts.play import claimed_copy
from tests.transcripts.published import FORMS, kept
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import EVERYBODY, GEORGIA, TRANSLATOR, TUNISIA, acting, does, nobody, settled

NOBODYS = Variants({})  # counts of several centres


@pytest.fixture
def people(database):
    """By name; version 1 is kept."""
    found = settled(database)
    command = lambda session: Work(session, BEGINNING, COMMAND, TRANSLATOR, nobody)  # noqa: E731  one line says it
    database.write_now(lambda session: kept(FORMS / "workshop.md", command(session)))
    return found


def answers(database, person_id, number=1):
    begun = does(database, person_id, questionnaires.begin, number)
    assert not isinstance(begun, Refusal), begun
    return does(database, person_id, questionnaires.submit, Filled(1, begun, "en", {}, {}))


def said(database):
    """By person, what the copies that wait would say now."""

    def job(session):
        rows = session.exec(select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)).all()
        copies = [row for row in rows if row.broadcast_id is not None]
        composed = publication_texts.compose(TRANSLATOR, session, [claimed_copy(row) for row in copies])
        return {row.person_id: composed[row.id].text for row in copies if row.id in composed}

    return database.write_now(job)


def test_only_an_audience_within_the_own_scope_can_be_published_to(database, people, subtests):
    published = 0
    for who, audience, may in [
        ("mariam", EVERYBODY, False),
        ("mariam", GEORGIA, False),
        ("amina", TUNISIA, False),
        ("mariam", TUNISIA, True),
        ("paul", EVERYBODY, True),
    ]:
        with subtests.test(who=who, audience=audience.to_json()):
            result = does(database, people[who], publishing.publish, 1, audience, None)
            assert isinstance(result, int) is may
            broadcasts = database.read_now(lambda session: session.exec(select(Broadcast)).all())
            published += may
            assert len(broadcasts) == published


def test_people_are_told_each_in_their_language(database, people):
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)
    told = said(database)
    assert set(told) == {people["amina"], people["omar"], people["leila"]}
    assert told[people["amina"]].startswith("*Paul* vous invite")


def test_whoever_has_answered_or_comes_too_late_is_not_told_any_more(database, people):
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)
    answers(database, people["omar"])
    assert set(said(database)) == {people["amina"], people["leila"]}
    does(database, people["paul"], publishing.close, 1)
    assert said(database) == {}


def test_the_counts_are_exact_by_centre_and_country(database, people):
    does(database, people["paul"], publishing.publish, 1, EVERYBODY, None)
    answers(database, people["omar"])
    standing = does(database, people["paul"], publication_counts.standing, 1)
    assert standing.counts == (
        Count("GE", Variants({"ka": "Akhali Talga"}), 1, 0, 0),
        Count("TN", Variants({"ar": "Centre de Tunis"}), 1, 0, 0),
        Count("TN", Variants({"ar": "Centre de Sfax"}), 2, 1, 1),
    )
    assert standing.by_country == (Count("GE", NOBODYS, 1, 0, 0), Count("TN", NOBODYS, 3, 1, 1))
    assert (standing.all, standing.manages) == (Count("", NOBODYS, 4, 1, 1), True)


def test_a_country_coordinator_sees_the_own_country_of_what_went_to_all_and_changes_nothing(database, people):
    does(database, people["paul"], publishing.publish, 1, EVERYBODY, None)
    standing = does(database, people["mariam"], publication_counts.standing, 1)
    assert ([one.country for one in standing.by_country], standing.manages) == (["TN"], False)
    for verb in (publishing.close, exported):
        assert isinstance(does(database, people["mariam"], verb, 1), Refusal)
    assert isinstance(does(database, people["mariam"], publishing.extend, 1, BEGINNING.replace(year=2999)), Refusal)


def test_what_concerns_another_country_is_out_of_sight(database, people):
    does(database, people["paul"], publishing.publish, 1, GEORGIA, None)
    assert does(database, people["mariam"], publication_lists.in_sight) == ()
    assert isinstance(does(database, people["mariam"], publication_counts.standing, 1), Refusal)
    assert isinstance(does(database, people["amina"], publication_counts.standing, 1), Refusal)


def test_what_is_closed_takes_no_answers_until_it_is_opened_again(database, people):
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)
    begun = does(database, people["omar"], questionnaires.begin, 1)
    filled = Filled(1, begun, "en", {}, {})
    does(database, people["paul"], publishing.close, 1)
    assert isinstance(does(database, people["amina"], questionnaires.begin, 1), Refusal)
    assert does(database, people["omar"], questionnaires.submit, filled).key == questionnaires.SEND
    does(database, people["paul"], publishing.extend, 1, BEGINNING.replace(year=2999))
    assert does(database, people["omar"], questionnaires.submit, filled) == 1
    assert len(database.read_now(lambda session: session.exec(select(Submission)).all())) == 1


def test_when_its_last_day_is_over_it_closes_by_itself_and_its_author_is_told_once(database, people):
    closes_at = BEGINNING + timedelta(days=2, hours=14)
    does(database, people["mariam"], publishing.publish, 1, TUNISIA, closes_at)
    answers(database, people["omar"])

    def close(now):
        return database.write_now(
            lambda session: publication_progress.close_due(Work(session, now, SYSTEM, TRANSLATOR, nobody))
        )

    assert [close(closes_at - timedelta(seconds=1)), close(closes_at), close(closes_at)] == [False, True, False]
    assert said(database) == {}
    rows = database.read_now(lambda session: session.exec(select(OutboxRow)).all())
    [told] = [row for row in rows if ":closed:" in row.dedupe_key]
    morning = closes_at + timedelta(hours=9)  # her last day ended at 23:00
    assert (told.person_id, told.due_at) == (people["mariam"], morning)
    does(database, people["mariam"], publishing.extend, 1, closes_at + timedelta(days=2))
    answers(database, people["amina"])


def test_everything_stands_in_the_audit(database, people):
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)
    does(database, people["paul"], exported, 1)
    does(database, people["paul"], publishing.close, 1)
    does(database, people["paul"], publishing.extend, 1, BEGINNING.replace(year=2999))
    lines = database.read_now(
        lambda session: session.exec(select(AuditLine.verb, AuditLine.actor_id).order_by(AuditLine.id)).all()
    )
    paul = people["paul"]
    assert lines == [("bring", None), ("publish", paul), ("export", paul), ("close", paul), ("extend", paul)]


def test_a_file_that_is_of_no_use_is_refused_before_it_is_fetched(database, people, subtests):
    for who, name, size, key in [
        ("amina", "form.xlsx", 10, None),
        ("paul", "form.exe", 10, "file"),
        ("paul", None, 10, "file"),
        ("paul", "form.xlsx", blobs.LARGEST + 1, "file"),
    ]:
        with subtests.test(who=who, name=name, size=size):
            file = FileReference(FileKind.DOCUMENT, "ref", name=name, size=size)
            result = does(database, people[who], brought.bring, file, 1)
            assert isinstance(result, Refusal)
            assert result.key == key


def test_nobody_is_told_after_the_last_day_even_where_a_channel_was_down_until_then(database, people):
    does(database, people["paul"], publishing.publish, 1, TUNISIA, BEGINNING + timedelta(hours=1))
    afterwards = BEGINNING + timedelta(hours=2)
    look = lambda session: publication_progress.look_after(Work(session, afterwards, SYSTEM, TRANSLATOR, nobody))  # noqa: E731  one line says it
    while database.write_now(look):
        pass
    assert said(database) == {}


def test_the_title_is_told_in_the_reader_s_language(database, people):
    def job(session):
        version = session.get_one(QuestionnaireVersion, 1)
        version.titles = {"en": "After the workshop", "fr": "Après l’atelier"}
        session.add(version)

    database.write_now(job)
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)
    told = said(database)
    assert "Après l’atelier" in told[people["amina"]]
    assert "After the workshop" in told[people["leila"]]


def test_a_number_that_no_row_can_have_is_none(database, people, subtests):
    for number in [2**63, 10**30]:
        with subtests.test(number=number):
            for verb in (questionnaires.begin, publication_counts.standing, publishing.close, exported):
                assert isinstance(does(database, people["paul"], verb, number), Refusal)


def test_whoever_left_the_audience_meanwhile_hands_nothing_in(database, people):
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)
    begun = does(database, people["omar"], questionnaires.begin, 1)

    def leaves(session):
        for one in session.exec(select(Membership).where(Membership.person_id == people["omar"])):
            one.state = MembershipState.ENDED
            session.add(one)

    database.write_now(leaves)
    assert isinstance(does(database, people["omar"], questionnaires.submit, Filled(1, begun, "en", {}, {})), Refusal)
    assert database.read_now(lambda session: session.exec(select(Submission)).all()) == []


def test_whoever_stopped_our_messages_still_answers_by_themselves_and_is_not_told(database, people):
    does(database, people["omar"], stop_messages)
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)
    assert people["omar"] not in said(database)
    assert does(database, people["omar"], questionnaires.any_waiting)
    answers(database, people["omar"])


def test_whatever_an_author_calls_a_form_the_workbook_has_a_name_that_is_none_of_a_folder(database, people):
    def named(session):
        questionnaire = session.get_one(Questionnaire, 1)
        questionnaire.form_id = "../../etc/x y"
        session.add(questionnaire)
        version = session.get_one(QuestionnaireVersion, 1)
        version.compiled = {**version.compiled, "id": questionnaire.form_id}
        session.add(version)

    database.write_now(named)
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)
    answers(database, people["omar"])
    made = does(database, people["paul"], lambda work: chat_exports.workbook(work, 1, labels=False))
    assert made.name == "etc-x-y-1-2023-03-14.xlsx"


def test_files_that_come_with_imported_submissions_stay_when_somebody_else_who_sent_the_same_is_forgotten(
    database, people
):
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)

    def job(session):
        sha256 = keep_file(session, "x", b"photo", name="a.jpg", media_type="image/jpeg", now=BEGINNING).sha256
        work = acting(session, people["paul"])
        to = submission_imports.destination(work, 1)
        assert not isinstance(to, Refusal)
        photo = {"/data/photo": submission.Attachment("photo.jpg", sha256)}
        version = next(iter(to.ids))
        one = submission.Submission("s1", "workshop", version, "en", BEGINNING, BEGINNING, {}, photo)
        assert submission_imports.take_in(work, to, [one]) == 1
        session.flush()
        forget_chats(session, ["x"])
        return sha256

    sha256 = database.write_now(job)
    assert database.read_now(lambda session: blobs.load(session, sha256)) == b"photo"


async def test_a_workbook_is_not_written_for_whoever_lost_the_right_since_they_asked(database, people):
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)
    answers(database, people["omar"])
    made = does(database, people["paul"], lambda work: chat_exports.workbook(work, 1, labels=False))
    database.write_now(lambda session: session.exec(update(Grant).values(to_at=BEGINNING)))
    with pytest.raises(PermissionError):
        await exporting.workbook(database, TRANSLATOR, made.arguments)


def test_only_what_was_handed_over_is_noted_as_exported(database, people):
    does(database, people["paul"], publishing.publish, 1, TUNISIA, None)
    wanted = lambda work: chat_exports.workbook(work, 1, labels=False)  # noqa: E731  one line says it
    exports = lambda session: [one for one in session.exec(select(AuditLine)) if one.verb == "export"]  # noqa: E731  see above
    assert isinstance(does(database, people["paul"], wanted), Refusal)
    assert database.read_now(exports) == []
    answers(database, people["omar"])
    does(database, people["paul"], wanted)
    assert len(database.read_now(exports)) == 1


def test_whoever_waits_for_an_answer_gets_it_unless_they_asked_to_be_forgotten(database, people):
    number = people["omar"]
    address = database.read_now(
        lambda session: session.exec(select(Address.id).where(Address.person_id == number)).one()
    )

    def told(key):
        return does(database, number, lambda work: tell_at(work, number, address, Notice(key, "It is there.")))

    does(database, number, stop_messages)
    assert told("one") == 1
    does(database, number, forgetting.ask)
    assert told("two") == 0
