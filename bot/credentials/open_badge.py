"""A badge of a centre as an Open Badges 3.0 credential: what stands in it, and nothing of any person."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


@dataclass(frozen=True)
class Evidence:
    """In counts and words: what was done, never by whom."""

    name: str
    narrative: str


@dataclass(frozen=True)
class OpenBadge:
    """Identifiers are UUIDs; every text is in `language`, a BCP 47 tag. `status` is `status_list.entry`."""

    id: str
    issuer: str  # a DID
    programme: str
    centre_id: str
    centre: str
    achievement_id: str
    name: str
    description: str
    criteria: str
    evidence: tuple[Evidence, ...]
    language: str
    valid_from: datetime
    status: dict[str, str]


def claims(badge: OpenBadge) -> dict[str, Any]:
    """The credential, ready to be signed: it stands at the top level of the token, beside the token's own claims."""
    identifier, subject = f"urn:uuid:{badge.id}", f"urn:uuid:{badge.centre_id}"
    issuer = {"id": badge.issuer, "type": ["Profile"], "name": badge.programme}
    return {
        "@context": [VC, OPEN_BADGES],
        "id": identifier,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.name,
        "description": badge.description,
        "issuer": issuer,
        "validFrom": instant(badge.valid_from),
        "credentialSubject": {
            "id": subject,
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": badge.centre, "identityType": "name"}
            ],
            "achievement": {
                "id": f"urn:uuid:{badge.achievement_id}",
                "type": ["Achievement"],
                "achievementType": "Badge",
                "name": badge.name,
                "description": badge.description,
                "criteria": {"narrative": badge.criteria},
                "creator": issuer,
                "inLanguage": badge.language,
            },
        },
        "evidence": [{"type": ["Evidence"], "name": one.name, "narrative": one.narrative} for one in badge.evidence],
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": badge.status,
        "iss": badge.issuer,
        "jti": identifier,
        "sub": subject,
        "nbf": int(badge.valid_from.timestamp()),
    }


def instant(at: datetime) -> str:
    """In whole seconds: the token's own claims know no smaller ones, and both must tell the same."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
