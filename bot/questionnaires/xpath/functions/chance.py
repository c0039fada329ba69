"""Chance that can be told again: everything follows from the stored seed and the place of the question."""

import hashlib
import math
from collections.abc import Iterator
from uuid import UUID

from bot.questionnaires.xpath.errors import XPathValueError
from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.nodes import Node, NodeSet, path_of
from bot.questionnaires.xpath.paths import node_set
from bot.questionnaires.xpath.values import Value, to_number

_MODULUS, _MULTIPLIER = 2_147_483_647, 16_807  # Park and Miller's generator, which the XForms specification asks for
_LONGEST_ID = 1_000
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MANTISSA = 53  # bits of a float


def _drawn(frame: Frame, more: int = 0) -> bytes:
    frame.effort.draws += 1
    place = path_of(frame.current, numbered=True)
    key = "\n".join((frame.surroundings.seed, place, frame.expression, str(frame.effort.draws), str(more)))
    return hashlib.sha256(key.encode("utf-8")).digest()


def _random(frame: Frame) -> float:
    return math.ldexp(int.from_bytes(_drawn(frame)) >> (256 - _MANTISSA), -_MANTISSA)


def _uuid(frame: Frame, *length: Value) -> str:
    if not length:
        return str(UUID(bytes=_drawn(frame)[:16], version=4))
    wanted = to_number(length[0], frame.zone)
    if not 0 <= wanted <= _LONGEST_ID:
        raise XPathValueError(f"uuid() makes 0 to {_LONGEST_ID} characters.")
    drawn = b"".join(_drawn(frame, more) for more in range(math.ceil(wanted / 32)))
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in drawn[: int(wanted)])


def _randomize(frame: Frame, nodes: Value, *seed: Value) -> NodeSet:
    if seed:
        number = to_number(seed[0], frame.zone)
        if not math.isfinite(number):
            raise XPathValueError("The seed of randomize() must be a number.")
        chosen = math.trunc(number)
    else:
        chosen = int.from_bytes(_drawn(frame)[:4])
    return shuffled(node_set(nodes), chosen)


def shuffled(nodes: NodeSet, seed: int) -> NodeSet:
    """The same order as in Enketo and Collect for the same seed."""
    numbers = _park_miller(seed)
    order: list[Node] = []
    for index, node in enumerate(nodes):
        place = math.floor(next(numbers) * (index + 1))
        order.append(node)
        if place != index:
            order[index], order[place] = order[place], node
    return tuple(order)


def _park_miller(seed: int) -> Iterator[float]:
    state = int(math.fmod(seed, _MODULUS))
    if state <= 0:
        state += _MODULUS - 1
    while True:
        state = state * _MULTIPLIER % _MODULUS
        yield (state - 1) / (_MODULUS - 1)


FUNCTIONS = table(
    Function("random", _random, 0, 0),
    Function("uuid", _uuid, 0, 1),
    Function("randomize", _randomize, 1, 2, reads=False),
)
