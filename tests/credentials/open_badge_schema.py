"""What Open Badges 3.0 says of the fields of a credential, as far as ours has them: written after its data model.

The published schema lets anything else stand beside them; this one does not, so that a misspelt field is noticed.
"""

URI = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:\S+$"}
TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}


def one_of_the_types(name):
    return {"type": "array", "items": TEXT, "contains": {"const": name}, "minItems": 1}


def fields(required, **others):
    return {
        "type": "object",
        "properties": {**required, **others},
        "required": list(required),
        "additionalProperties": False,
    }


PROFILE = fields({"id": URI, "type": one_of_the_types("Profile")}, name=TEXT, url=URI, description=TEXT)
ACHIEVEMENT = fields(
    {
        "id": URI,
        "type": one_of_the_types("Achievement"),
        "criteria": fields({}, id=URI, narrative=TEXT),
        "description": TEXT,
        "name": TEXT,
    },
    achievementType={
        "enum": ["Achievement", "Assessment", "Award", "Badge", "Certificate", "QualityAssuranceCredential"]
    },
    creator=PROFILE,
    inLanguage={"type": "string", "pattern": r"^[a-z]{2,4}(-[A-Za-z0-9]{2,8})*$"},
    humanCode=TEXT,
    tag={"type": "array", "items": TEXT},
)
IDENTITY = fields(
    {
        "type": {"const": "IdentityObject"},
        "hashed": {"type": "boolean"},
        "identityHash": TEXT,
        "identityType": {"enum": ["name", "systemId", "identifier", "emailAddress"]},
    }
)
SUBJECT = fields(
    {"type": one_of_the_types("AchievementSubject"), "achievement": ACHIEVEMENT},
    id=URI,
    identifier={"type": "array", "items": IDENTITY},
    narrative=TEXT,
)
EVIDENCE = fields(
    {"type": one_of_the_types("Evidence")}, id=URI, name=TEXT, narrative=TEXT, description=TEXT, genre=TEXT
)
STATUS = fields(
    {
        "type": {"const": "BitstringStatusListEntry"},
        "statusPurpose": {"const": "revocation"},
        "statusListIndex": {"type": "string", "pattern": r"^\d+$"},
        "statusListCredential": URI,
    },
    id=URI,
)
CREDENTIAL = fields(
    {
        "@context": {
            "type": "array",
            "prefixItems": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.0\.\d\.json$"},
            ],
            "minItems": 2,
        },
        "id": URI,
        "type": {
            **one_of_the_types("VerifiableCredential"),
            "minContains": 1,
            "allOf": [one_of_the_types("OpenBadgeCredential")],
        },
        "name": TEXT,
        "issuer": PROFILE,
        "validFrom": MOMENT,
        "credentialSubject": SUBJECT,
    },
    description=TEXT,
    evidence={"type": "array", "items": EVIDENCE},
    credentialSchema={"type": "array", "items": fields({"id": URI, "type": TEXT})},
    credentialStatus=STATUS,
)
TOKEN_CLAIMS = ("iss", "jti", "sub", "nbf")
