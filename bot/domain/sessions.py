"""Of what kind a session is, who does what in it, and what it was proposed from."""

from enum import StrEnum


class SessionKind(StrEnum):
    PEER_LEARNING = "peer_learning"
    COACHING = "coaching"
    PRESENTATION = "presentation"
    NETWORK_DAY = "network_day"
    STEERING = "steering"
    PEER_VISIT = "peer_visit"


class HostPart(StrEnum):
    HOST = "host"
    CO_HOST = "co_host"
    INTERPRETER = "interpreter"


class OriginKind(StrEnum):
    """What a session was proposed from."""

    NEED = "need"
    TANDEM = "tandem"
    PRACTICE = "practice"
    VISIT = "visit"
    TOPIC = "topic"
    WISH = "wish"
