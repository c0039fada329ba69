"""What others fetch to verify a badge, without asking anybody."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest

from tests.credentials import independent
from tests.transcripts.recognised import reopened, signed
from tests.transcripts.world import Named
from tests.usecases.learning import Learning
from tests.web.test_site import visiting

pytestmark = pytest.mark.slow  # keys and signatures

AMINA = Named("amina", language="en", centre="TN-1", role="centre_coordinator", scope="centre")
MET = {"of": "eight_areas_in_depth", "people": "amina", "rated": "44", "needs": "action"}


async def test_a_revoked_badge_is_found_in_the_list_that_it_names(database, translator):
    learning = Learning(database)
    learning.joins(AMINA)
    await database.write(lambda session: signed(session, "TN-1", learning.now, **MET))
    async with visiting(database, translator) as browser:
        before = await browser.get("/badges/status/0")
        await database.write(lambda session: reopened(session, "TN-1", "x", learning.now + timedelta(days=1)))
        after = await browser.get("/badges/status/0")
        keys = await browser.get("/badges/keys.json")
        nothing = [
            (await browser.get(f"/badges/status/{number}")).status for number in ("1", "x", "-1", "999999999999")
        ]
    assert (before.status, before.headers["content-type"]) == (200, "application/vc+jwt")
    assert before.headers["access-control-allow-origin"] == "*"
    assert before.headers["cross-origin-resource-policy"] == "cross-origin"
    revoked = [independent.revoked_in(independent.claims_of(answer.text)) for answer in (before, after)]
    assert [len(one) for one in revoked] == [0, 1]
    [key] = keys.json["keys"]
    kid = json.loads(independent.bytes_of(after.text.split(".")[0]))["kid"]
    assert key["kid"] == kid
    assert key["x"] == urlsafe_b64encode(independent.public_bytes(kid)).decode().rstrip("=")
    assert "d" not in key
    assert nothing == [404, 404, 404, 404]


async def test_before_the_first_badge_there_is_neither_list_nor_key(database, translator):
    Learning(database)
    async with visiting(database, translator) as browser:
        found, keys = await browser.get("/badges/status/0"), await browser.get("/badges/keys.json")
    assert (found.status, keys.status, keys.json) == (404, 200, {"keys": []})
