"""Badges and certificates: given at sign-off, verified without us, taken back, replaced, forgotten."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.core.messages import FileKind, FileReference
from bot.core.refusal import Refusal
from bot.credentials import status_list, tokens
from bot.delivery.channel import CONTACT, LINK
from bot.domain.action_plans import ActionState
from bot.handlers.recognition import page
from bot.i18n.translator import Reader, unisolated
from bot.storage.action_plans import PlannedAction
from bot.storage.addresses import Address
from bot.storage.assessments import Assessment, AssessmentState
from bot.storage.audit import AuditLine
from bot.storage.centres import Centre
from bot.storage.channel_states import ChannelState
from bot.storage.credentials import Credential, CredentialKind, Revocation, SigningKey, key_in_use
from bot.storage.outbox import OutboxRow
from bot.storage.programmes import Programme
from bot.storage.wanted_files import WantedFile
from bot.usecases import (
    forgetting,
    mydata,
    recognition,
    recognition_badges,
    recognition_checks,
    recognition_keys,
    recognition_lists,
    recognition_revoking,
)
from bot.usecases.ways_in import ways_in
from tests.credentials import independent
from tests.transcripts.recognised import reopened, signed
from tests.transcripts.world import Named
from tests.usecases.learning import TRANSLATOR, Learning

pytestmark = pytest.mark.slow  # signs off each time

AMINA = Named("amina", language="en", centre="TN-1", role="centre_coordinator", scope="centre")
OMAR = Named("omar", language="en", centre="TN-1")
LEILA = Named("leila", language="ar", centre="TN-1")
NINO = Named("nino", language="ka", role="country_coordinator", scope="country:GE")
ADA = Named("ada", language="en", role="programme_coordinator")
GRACE = Named("grace", language="en", centre="MW-1")
MET = {"of": "eight_areas_in_depth", "people": "omar,leila", "by": "amina", "rated": "44", "needs": "action"}


@pytest.fixture
def learning(database):
    made = Learning(database)
    made.joins(AMINA, OMAR, LEILA, NINO, ADA, GRACE)
    return made


def signs(learning, **other) -> int:
    return learning.database.write_now(lambda session: signed(session, "TN-1", learning.now, **(MET | other)))


def given(learning, **where) -> list[Credential]:
    return learning.database.read_now(
        lambda session: list(session.exec(select(Credential).filter_by(**where).order_by(col(Credential.id))))
    )


def badge(learning) -> Credential:
    return given(learning, kind=CredentialKind.BADGE)[-1]


def programme(learning) -> int:
    return learning.database.read_now(lambda session: session.exec(select(Programme.id)).one())


def the_list(learning) -> dict:
    token = learning.does(None, recognition_badges.status_token, programme(learning), 0)
    return independent.claims_of(token)


def test_a_centre_that_meets_the_rule_gets_a_badge_that_others_can_verify(learning):
    signs(learning)
    claims = independent.claims_of(badge(learning).token)
    subject = claims["credentialSubject"]
    assert claims["issuer"]["name"] == "Passerelle"  # nobody has named the programme
    assert subject["identifier"][0]["identityHash"] == "Centre de Tunis"
    assert subject["achievement"]["name"] == "ثمانية مجالات بالتفصيل"  # in the centre's first language
    assert subject["achievement"]["inLanguage"] == "ar"
    assert "40" in subject["achievement"]["criteria"]["narrative"]
    assert "44" in claims["evidence"][0]["narrative"]
    assert {"Omar", "Leila", "Amina"}.isdisjoint(json.dumps(claims, ensure_ascii=False).split())
    assert not {"\u2068", "\u2069"} & set(json.dumps(claims, ensure_ascii=False))


def test_everybody_who_contributed_and_the_centre_get_a_certificate(learning):
    number = signs(learning)
    kinds = sorted((row.kind.value, row.person_id is not None) for row in given(learning, assessment_id=number))
    assert kinds == [("badge", False), ("centre", False), ("participant", True), ("participant", True)]


def test_a_centre_that_does_not_meet_the_rule_gets_certificates_and_no_badge(learning):
    signs(learning, rated="39")
    assert {row.kind for row in given(learning)} == {CredentialKind.CENTRE, CredentialKind.PARTICIPANT}


@pytest.mark.parametrize(
    ("state", "centre", "badges"),
    [
        (ActionState.OPEN, "TN-1", 1),
        (ActionState.UNDER_WAY, "TN-1", 1),
        (ActionState.DONE, "TN-1", 0),  # what will be done is asked for
        (ActionState.GIVEN_UP, "TN-1", 0),
        (ActionState.OPEN, "MW-1", 0),
    ],
)
def test_what_will_be_worked_on_may_stand_in_the_action_plan_instead_of_an_answer(learning, state, centre, badges):
    def resolve(session):
        place = session.exec(select(Centre.id).where(Centre.code == centre)).one()
        session.add(PlannedAction(centre_id=place, state=state, state_at=learning.now, created_at=learning.now))

    learning.database.write_now(resolve)
    signs(learning, needs="")
    assert len(given(learning, kind=CredentialKind.BADGE)) == badges


def test_what_a_badge_takes_is_said_as_it_is(learning):
    signs(learning)
    claims = independent.claims_of(badge(learning).token)
    criteria = claims["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert (
        "in its answers or in its action plan" in criteria
        or "dans le plan d’action" in criteria
        or "خطة عمل" in criteria
    )


def test_recognising_once_more_changes_nothing_and_tells_nobody(learning):
    number = signs(learning)
    before, told = [row.id for row in given(learning)], len(learning.queued("recognised:"))
    assert told == 3
    learning.does("amina", recognition.recognise, number)
    assert [row.id for row in given(learning)] == before
    assert len(learning.queued("recognised:")) == told


def test_an_instrument_without_a_rule_gives_certificates(learning):
    signs(learning, of="eight_areas", rated="24", needs="")
    assert {row.kind for row in given(learning)} == {CredentialKind.CENTRE, CredentialKind.PARTICIPANT}
    [words] = {text for key, text in learning.queued("recognised:") if "certificate is there" in text}
    assert "badge" not in words.lower()


def test_an_assessment_that_is_opened_again_takes_all_of_it_back_until_it_is_signed_anew(learning):
    signs(learning)
    first = badge(learning)
    learning.database.write_now(lambda session: reopened(session, "TN-1", "A level was wrong.", learning.now))
    assert {row.revocation for row in given(learning)} == {Revocation.REOPENED}
    assert {row.reason for row in given(learning)} == {"A level was wrong."}
    learning.now += timedelta(days=1)
    signs(learning)
    second = badge(learning)
    assert (second.revoked_at, second.code != first.code, second.token != first.token) == (None, True, True)
    assert independent.revoked_in(the_list(learning)) == {first.status_index}


def test_a_revoked_badge_has_its_bit_in_the_list_that_it_names(learning):
    signs(learning)
    row = badge(learning)
    learning.does("ada", recognition_revoking.revoke, row.id, "It was signed for another centre.")
    claims, where = the_list(learning), independent.claims_of(row.token)["credentialStatus"]
    assert claims["id"] == where["statusListCredential"]
    assert independent.revoked_in(claims) == {int(where["statusListIndex"])}


def test_certificates_stand_in_no_list(learning):
    signs(learning)
    for row in given(learning, kind=CredentialKind.PARTICIPANT):
        learning.does("ada", recognition_revoking.revoke, row.id, "Why not.")
    assert independent.revoked_in(the_list(learning)) == set()


def test_nobody_takes_back_what_is_not_theirs_to_take(learning, subtests):
    signs(learning)
    row = badge(learning)
    for name in ["nino", "amina", "omar"]:
        with subtests.test(name=name):
            assert isinstance(learning.does(name, recognition_revoking.revoke, row.id, "x"), Refusal)
            assert isinstance(learning.does(name, recognition_revoking.reissue, row.id, "x"), Refusal)
            assert isinstance(learning.does(name, recognition_revoking.find, row.code), Refusal)
            assert badge(learning).revoked_at is None


def test_revoking_twice_keeps_the_first_reason(learning):
    signs(learning)
    row = badge(learning)
    learning.does("ada", recognition_revoking.revoke, row.id, "The first reason.")
    learning.does("ada", recognition_revoking.revoke, row.id, "Another one.")
    assert badge(learning).reason == "The first reason."
    assert len(learning.queued("revoked:")) == 2  # both who contributed, once


def test_a_new_one_takes_the_place_of_the_old_one(learning):
    signs(learning)
    row = badge(learning)
    made = learning.does("ada", recognition_revoking.reissue, row.id, "The name was wrong.")
    old, new = given(learning, kind=CredentialKind.BADGE)
    assert (old.revocation, new.revoked_at, new.code) == (Revocation.REPLACED, None, made.code)
    assert isinstance(learning.does("ada", recognition_revoking.reissue, row.id, "Again."), Refusal)


def test_nothing_is_replaced_while_the_assessment_is_open(learning):
    signs(learning)
    row = badge(learning)
    learning.database.write_now(lambda session: reopened(session, "TN-1", "x", learning.now))
    assert isinstance(learning.does("ada", recognition_revoking.reissue, row.id, "x"), Refusal)


def test_what_is_given_and_taken_back_is_audited(learning):
    signs(learning)
    learning.does("ada", recognition_revoking.revoke, badge(learning).id, "Why.")
    written = select(AuditLine).where(AuditLine.subject_kind == "credential").order_by(col(AuditLine.id))
    lines = learning.database.read_now(lambda session: [(line.verb, line.scope) for line in session.exec(written)])
    assert [verb for verb, _scope in lines] == ["give"] * 4 + ["revoke"]
    assert len({scope for _verb, scope in lines}) == 1


def test_an_old_badge_is_verified_after_the_key_has_changed(learning):
    signs(learning)
    old = badge(learning)
    learning.does(None, recognition_keys.rotate, programme(learning))
    asked = learning.does("grace", recognition_checks.by_words, old.token)
    assert asked.held.holds
    assert asked.was_signed
    independent.claims_of(old.token)
    learning.does("ada", recognition_revoking.reissue, old.id, "New key.")
    kids = {
        json.loads(independent.bytes_of(row.token.split(".")[0]))["kid"]
        for row in given(learning, kind=CredentialKind.BADGE)
    }
    assert len(kids) == 2
    assert the_list(learning)["id"] == independent.claims_of(old.token)["credentialStatus"]["statusListCredential"]


def test_the_secret_of_a_retired_key_is_gone_and_there_is_one_in_use(learning):
    signs(learning)
    learning.does(None, recognition_keys.rotate, programme(learning))
    rows = learning.database.read_now(
        lambda session: list(session.exec(select(SigningKey).order_by(col(SigningKey.id))))
    )
    assert [(row.secret is None, row.retired_at is None) for row in rows] == [(True, False), (False, True)]


def test_lists_are_found_at_the_address_that_was_told(learning):
    learning.does(None, recognition_keys.publish_at, programme(learning), "https://bot.example.org")
    signs(learning)
    status = independent.claims_of(badge(learning).token)["credentialStatus"]
    assert status["statusListCredential"] == "https://bot.example.org/badges/status/0"
    assert the_list(learning)["id"] == status["statusListCredential"]
    learning.does(None, recognition_keys.rotate, programme(learning))
    assert the_list(learning)["id"] == status["statusListCredential"]


def test_there_is_no_list_before_there_is_a_key_and_no_second_one_before_it_is_needed(learning):
    assert learning.does(None, recognition_badges.status_token, programme(learning), 0) is None
    signs(learning)
    assert learning.does(None, recognition_badges.status_token, programme(learning), 1) is None
    assert learning.does(None, recognition_badges.status_token, programme(learning), -1) is None


def test_a_badge_that_was_changed_is_told_apart_from_ours(learning):
    signs(learning)
    token = badge(learning).token
    head, payload, signature = token.split(".")
    other = payload[:-2] + ("AA" if payload[-2:] != "AA" else "BB")
    assert (
        learning.does("grace", recognition_checks.by_words, f"{head}.{other}.{signature}").why
        == recognition_checks.NOT_OURS
    )
    assert learning.does("grace", recognition_checks.by_words, f" {token[:80]}\n{token[80:]} ").held.holds


def test_what_a_stolen_key_signs_in_the_name_of_a_real_badge_is_not_ours(learning):
    signs(learning)
    row = badge(learning)
    stolen = learning.does(
        None, lambda work: recognition_keys.secret_of(recognition_keys.key_row(work, programme(learning)))
    )
    claims = independent.claims_of(row.token)
    claims["name"] = "Something else"
    forged = tokens.signed(claims, stolen, tokens.OPEN_BADGE)
    assert learning.does("grace", recognition_checks.by_words, forged).why == recognition_checks.NOT_OURS


def test_guessing_codes_ends_after_a_few(learning):
    signs(learning)
    codes = [f"AAAAAA{letter}{letter}" for letter in "BCDEFG"]
    refusals = [learning.does("grace", recognition_checks.by_words, code) for code in codes]
    assert [one.why == recognition_checks.UNKNOWN for one in refusals] == [True] * 5 + [False]
    assert isinstance(learning.does("grace", recognition_checks.by_words, badge(learning).code), Refusal)
    learning.now += timedelta(hours=2)
    assert learning.does("grace", recognition_checks.by_words, badge(learning).code).held.holds


def test_a_code_is_read_as_it_was_meant(learning):
    signs(learning)
    code = badge(learning).code
    assert learning.does("grace", recognition_checks.by_words, f" {code[:4].lower()}-{code[4:].lower()} ").held.holds


def test_a_badge_that_is_sent_as_a_file_is_answered_when_it_has_been_fetched(learning):
    signs(learning)
    file = FileReference(FileKind.DOCUMENT, "file-badge.jwt", "badge.jwt", size=3000)

    def address_of(work):

        return work.session.exec(select(Address.id).where(Address.person_id == work.person_id)).one()

    address = learning.does("grace", address_of)
    learning.does("grace", recognition_checks.bring, file, address)

    def fetched(work, data):
        row = work.session.exec(select(WantedFile)).one()
        recognition_checks.arrived(work, row, asyncio.run(recognition_checks.read(row, data)))

    learning.does("grace", fetched, badge(learning).token.encode() + b"\n")
    [(_key, text)] = learning.queued("file:")
    assert "Yes, this holds." in text.replace("*", "")
    assert "carries our signature" in text


def test_another_file_is_no_badge(learning, subtests):
    signs(learning)
    for number, data in enumerate([b"", b"\xff\xfe\x00", b"%PDF-1.7", b"{}", b"a.b.c", b"." * 200_000]):
        with subtests.test(data=data):

            def fetched(work, number=number, data=data):
                row = WantedFile(id=number, person_id=work.person_id, address_id=1)
                recognition_checks.arrived(work, row, asyncio.run(recognition_checks.read(row, data)))

            learning.does("grace", fetched)
            [(_key, text)] = learning.queued(f"file:{number}")
            assert "This is not a badge of ours" in text


def test_a_person_sees_their_own_and_those_of_their_centre_and_no_others(learning):
    signs(learning)
    kinds = [one.kind for one in learning.does("omar", recognition_lists.held)]
    assert sorted(kinds) == ["badge", "centre", "participant"]
    assert learning.does("grace", recognition_lists.held) == ()
    assert not learning.does("grace", recognition_lists.any_to_see)
    [leilas] = [
        row for row in given(learning, kind=CredentialKind.PARTICIPANT) if row.person_id == learning.number_of("leila")
    ]
    assert isinstance(learning.does("omar", recognition_lists.one, leilas.id), Refusal)
    assert isinstance(learning.does("grace", recognition_lists.one, badge(learning).id), Refusal)


def test_whoever_is_forgotten_takes_their_certificate_with_them_and_the_centre_keeps_its_own(learning):
    signs(learning)
    assert learning.does("omar", mydata.kept).certificates == 1
    assert len(learning.does("omar", mydata.record)["credential"]) == 1
    code = given(learning, kind=CredentialKind.PARTICIPANT, person_id=learning.number_of("omar"))[0].code
    learning.does("omar", forgetting.ask)
    learning.now += timedelta(days=8)
    learning.does(None, forgetting.erase_due)
    assert len(given(learning, kind=CredentialKind.PARTICIPANT)) == 1
    assert badge(learning).revoked_at is None
    assert learning.does("grace", recognition_checks.by_words, code).why == recognition_checks.UNKNOWN


def test_the_secret_key_leaves_the_database_in_no_message_and_no_export(learning):
    signs(learning)
    secret = learning.database.read_now(lambda session: key_in_use(session, 1).secret)
    payloads = learning.database.read_now(lambda s: json.dumps([row.payload for row in s.exec(select(OutboxRow))]))
    audit = learning.database.read_now(lambda s: json.dumps([row.detail for row in s.exec(select(AuditLine))]))
    told = json.dumps([learning.does(name, mydata.record) for name in ("omar", "amina", "ada")])
    assert not any(secret in text for text in (payloads, audit, told, badge(learning).token))


def test_the_index_of_a_badge_is_told_from_those_of_other_lists():
    assert status_list.place(status_list.BITS - 1) == (0, status_list.BITS - 1)
    assert status_list.place(status_list.BITS) == (1, 0)


def test_an_assessment_that_is_not_signed_is_not_recognised(learning):
    number = signs(learning)
    learning.database.write_now(lambda session: reopened(session, "TN-1", "x", learning.now))

    def state(work):
        return work.session.get_one(Assessment, number).state

    assert learning.does(None, state) is AssessmentState.OPEN
    with pytest.raises(AssertionError):
        learning.does("amina", recognition.recognise, number)


@pytest.mark.parametrize(
    ("noted", "qr", "told"),
    [
        ({}, "check {code}", []),
        (
            {LINK: "https://t.me/Bot?start="},
            "https://t.me/Bot?start=check-{code}",
            ["Telegram: https://t.me/Bot?start=check-{code}"],
        ),
        ({CONTACT: "@bot:example.org"}, "check {code}", ["Telegram: write to @bot:example.org: !check {code}"]),
    ],
    ids=["nothing", "link", "contact"],
)
def test_a_certificate_leads_to_the_bot_as_far_as_its_channels_have_told_how(learning, noted, qr, told):
    signs(learning)

    def note(session):
        session.add_all(
            ChannelState(channel="telegram", account="1", name=name, value=value) for name, value in noted.items()
        )

    learning.database.write_now(note)
    [held, *_others] = learning.does("omar", recognition_lists.held)
    ways = learning.does("omar", ways_in, "check", held.code)
    drawn = page.certificate(held, ways, "en", TRANSLATOR.bound(Reader("en")))
    assert drawn.qr == qr.format(code=held.code)
    assert [unisolated(one.text) for one in drawn.ways] == [words.format(code=held.code) for words in told]
