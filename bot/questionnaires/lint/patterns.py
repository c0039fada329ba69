"""Patterns that re2 refuses, written so that it takes them and they mean the same."""

import re

from bot.questionnaires.xpath.functions.patterns import pattern_problem

_ONE = r"(?:\\[dDwWsS]|\[\^?(?:\\.|[^\]\\])+\]|[\w ])"  # what matches a single character
_AHEAD_FIRST = re.compile(r"\^?((?:\(\?[=!](?:\[[^\]]*\]|\\.|[^()\\\[])*\))+)(.*)", re.DOTALL)
_EACH_AHEAD = re.compile(r"\(\?([=!])((?:\[[^\]]*\]|\\.|[^()\\\[])*)\)")
_NOT_AHEAD_LAST = re.compile(rf"(.*)\(\?!({_ONE})\)", re.DOTALL)
_AHEAD_LAST = re.compile(r"(.*)\(\?=([^()]*)\)", re.DOTALL)
_BEHIND_FIRST = re.compile(r"\(\?<=([^()]*)\)(.*)", re.DOTALL)
_NOT_BEHIND_FIRST = re.compile(rf"\(\?<!({_ONE})\)(.*)", re.DOTALL)
_IN_BRACKETS = re.compile(r"\(.*\)|\[[^\]]*\]")
_LONGEST = 500  # characters of a pattern; longer ones are not looked through
_POSSESSIVE = re.compile(r"(?<!\\)([*+?}])\+")


def in_words(told: str) -> str:
    """What re2 says, for people who write forms."""
    if "(?" in told:
        return "this pattern looks ahead or behind, as in (?=…) and (?!…), which is not possible here."
    if re.search(r"\\[1-9]", told):
        return "this pattern refers back to a part of itself, as in \\1, which is not possible here; compare two answers with =."
    if "missing )" in told:
        return "this pattern has a bracket that is never closed."
    return told


def rewritten(subject: str, pattern: str) -> str:
    """An expression that means the same as `regex(subject, pattern)`; empty where none is known."""
    parts = _conditions(pattern) if len(pattern) <= _LONGEST else []
    if not parts or any(pattern_problem(part) for part, _wanted in parts):
        return ""
    told = []
    for part, wanted in parts:
        quoted = f"'{part}'" if "'" not in part else f'"{part}"'
        told.append(f"regex({subject}, {quoted})" if wanted else f"not(regex({subject}, {quoted}))")
    return " and ".join(told)


def _conditions(pattern: str) -> list[tuple[str, bool]]:  # noqa: PLR0911  one way for each kind of pattern
    """Patterns, each with whether it must be found."""
    if found := _AHEAD_FIRST.fullmatch(pattern):
        if "|" in _IN_BRACKETS.sub("", found[2]):
            return []
        looks = [(_from_the_start(inside), sign == "=") for sign, inside in _EACH_AHEAD.findall(found[1])]
        return [*looks, *([(f"^{found[2]}", True)] if found[2] not in {"", ".*", ".*$"} else [])]
    if found := _NOT_AHEAD_LAST.fullmatch(pattern):
        return [(f"{found[1]}({_other(found[2])}|$)", True)]
    if found := _NOT_BEHIND_FIRST.fullmatch(pattern):
        return [(f"(^|{_other(found[1])}){found[2]}", True)]
    if found := _AHEAD_LAST.fullmatch(pattern):
        return [(found[1] + _whole(found[2]), True)]
    if found := _BEHIND_FIRST.fullmatch(pattern):
        return [(_whole(found[1]) + found[2], True)]
    return [(_POSSESSIVE.sub(r"\1", pattern), True)]


def _from_the_start(pattern: str) -> str:
    return pattern.removeprefix(".*") if pattern.startswith(".*") and "|" not in pattern else f"^{_whole(pattern)}"


def _whole(pattern: str) -> str:
    return f"({pattern})" if "|" in pattern else pattern


def _other(one: str) -> str:
    """What matches every character but those."""
    if one.startswith("\\"):
        return one.swapcase()
    if one.startswith("["):
        return f"[{one[2:]}" if one.startswith("[^") else f"[^{one[1:]}"
    return f"[^{one}]"
