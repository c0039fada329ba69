"""What is signed can be verified by anybody, offline, and by no key but the one that signed it."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.credentials import open_badge, status_list, tokens
from bot.credentials.keys import NotAKeyError, key_id, new_key, public_jwk, public_key
from bot.credentials.open_badge import Evidence, OpenBadge
from bot.credentials.tokens import NotSignedByUsError, signed, verified
from tests.credentials import independent
from tests.credentials.open_badge_schema import CREDENTIAL, TOKEN_CLAIMS

AT = datetime(2026, 11, 28, 16, 30, 5, 999_000, tzinfo=UTC)
KEY = new_key()
BADGE = OpenBadge(
    id="01936f3e-7b5a-7c3e-8f00-000000000001",
    issuer=KEY.did,
    programme="ETF Network for Excellence",
    centre_id="01936f3e-7b5a-7c3e-8f00-000000000002",
    centre="სსიპ „ახალი თალგა“",
    achievement_id="01936f3e-7b5a-7c3e-8f00-000000000003",
    name="Eight areas in depth",
    description="The centre has assessed itself.",
    criteria="At least 40 indicators are rated.",
    evidence=(Evidence("Indicators rated", "44 of 48"),),
    language="en",
    valid_from=AT,
    status=status_list.entry("https://bot.example.org/badges/status/0", 7),
)
TOKEN = signed(open_badge.claims(BADGE), KEY, tokens.OPEN_BADGE)


def test_a_badge_is_verified_by_two_libraries_that_did_not_sign_it():
    claims = independent.claims_of(TOKEN)
    assert claims == open_badge.claims(BADGE)
    assert verified(TOKEN, [new_key().did, KEY.did]) == claims


def test_the_header_says_no_more_than_open_badges_allows():
    assert json.loads(independent.bytes_of(TOKEN.split(".")[0])) == {"alg": "EdDSA", "kid": KEY.kid, "typ": "JWT"}


def test_the_fields_are_those_of_open_badges():
    claims = independent.claims_of(TOKEN)
    credential = {name: value for name, value in claims.items() if name not in TOKEN_CLAIMS}
    assert [error.message for error in Draft202012Validator(CREDENTIAL).iter_errors(credential)] == []


def test_the_claims_of_the_token_say_the_same_as_the_credential():
    claims = independent.claims_of(TOKEN)
    assert claims["iss"] == claims["issuer"]["id"] == KEY.did
    assert claims["jti"] == claims["id"] == f"urn:uuid:{BADGE.id}"
    assert claims["sub"] == claims["credentialSubject"]["id"]
    assert datetime.fromtimestamp(claims["nbf"], UTC) == datetime.fromisoformat(claims["validFrom"])


@given(st.integers(0, len(TOKEN) - 2), st.sampled_from("Aa0_-Zz9"))  # of the last sign, four bits mean nothing
def test_a_single_changed_sign_is_noticed(place, sign):
    changed = TOKEN[:place] + sign + TOKEN[place + 1 :]
    if changed != TOKEN:
        with pytest.raises(NotSignedByUsError):
            verified(changed, [KEY.did])


@pytest.mark.parametrize(
    "token",
    ["", "x", "a.b.c", "é.é.é", "\0", TOKEN + "." + TOKEN, "A" * 30_000, TOKEN.rpartition(".")[0] + "."],
    ids=lambda token: repr(token[:10]),
)
def test_what_is_no_token_of_ours_is_told_apart(token):
    with pytest.raises(NotSignedByUsError):
        verified(token, [KEY.did])


def test_somebody_elses_key_signs_nothing_for_us():
    other = new_key()
    forged = signed(open_badge.claims(BADGE), other, tokens.OPEN_BADGE)
    with pytest.raises(NotSignedByUsError):
        verified(forged, [KEY.did])
    head, payload, signature = forged.split(".")
    claimed = json.loads(independent.bytes_of(head)) | {"kid": KEY.kid}
    claimed = urlsafe_b64encode(json.dumps(claimed).encode()).decode().rstrip("=")
    with pytest.raises(NotSignedByUsError):
        verified(f"{claimed}.{payload}.{signature}", [KEY.did])


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_another_algorithm_is_refused(algorithm):
    head = urlsafe_b64encode(json.dumps({"alg": algorithm, "kid": KEY.kid}).encode()).decode().rstrip("=")
    with pytest.raises(NotSignedByUsError):
        verified(f"{head}.{TOKEN.split('.')[1]}.", [KEY.did])


def test_a_credential_that_begins_tomorrow_is_verified_all_the_same():
    """Whether it holds yet is asked of a clock, and not of the signature."""
    later = datetime.now(UTC) + timedelta(days=30)
    assert verified(signed({"nbf": int(later.timestamp())}, KEY, tokens.LIST), [KEY.did])


def test_the_secret_of_a_key_is_not_in_its_words():
    assert KEY.secret not in f"{KEY!r} {KEY}"
    assert KEY.secret not in json.dumps(public_jwk(KEY.did))
    assert "d" not in public_jwk(KEY.did)


def test_a_did_key_of_the_specification_is_read():
    """The first example of the did:key method for Ed25519."""
    did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    assert public_key(did).public_bytes_raw() == independent.public_bytes(key_id(did))


@pytest.mark.parametrize(
    "did", ["", "did:key:", "did:key:z", "did:key:z0OIl", "did:web:example.org", "did:key:z" + "2" * 200]
)
def test_what_is_no_key_is_refused(did):
    with pytest.raises(NotAKeyError):
        public_key(did)


@given(st.sets(st.integers(0, status_list.BITS - 1), max_size=40))
def test_just_the_revoked_ones_have_their_bit(revoked):
    claims = status_list.claims("https://bot.example.org/badges/status/0", KEY.did, revoked, AT)
    assert independent.revoked_in(claims) == revoked


def test_a_list_is_a_credential_of_its_own():
    where = "https://bot.example.org/badges/status/0"
    token = signed(status_list.claims(where, KEY.did, [3], AT), KEY, tokens.LIST)
    claims = independent.claims_of(token)
    assert claims["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert claims["id"] == claims["jti"] == where == BADGE.status["statusListCredential"]
    assert claims["credentialSubject"]["statusPurpose"] == BADGE.status["statusPurpose"] == "revocation"
    assert claims["issuer"] == claims["iss"] == KEY.did


def test_a_list_has_an_address_also_where_nothing_is_published():
    named = status_list.address("", KEY.did, 0)
    assert named.startswith("urn:uuid:")
    assert named == status_list.address("", KEY.did, 0) != status_list.address("", KEY.did, 1)
    assert status_list.address("https://bot.example.org/", KEY.did, 1) == "https://bot.example.org/badges/status/1"
    assert status_list.place(status_list.BITS + 5) == (1, 5)
