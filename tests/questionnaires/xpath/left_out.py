"""The cases that are not for us, each with its reason."""

from enum import Enum

from tests.questionnaires.xpath.cases import Case


class Reason(Enum):
    DOCUMENT_NOT_RECORDED = (
        "the recording kept a placeholder instead of the document, and it cannot be told from the case"
    )
    LENIENT_DATE = "only a browser takes this for a date"
    NAMESPACES = "names in a form are compared as they are written, with their prefix"


_STRING = "native/string.spec.js"
_IF = "openrosa-xpath/if.spec.js"
_BROWSERS_DATE = "Sat Nov 21 2026 21:36:00 GMT-0700 (Mountain Standard Time)"

LEFT_OUT: dict[Reason, frozenset[tuple[str, str, str]]] = {
    Reason.DOCUMENT_NOT_RECORDED: frozenset(
        {
            (_STRING, "string(self::node())", "/#0/#1"),
            (_STRING, "string()", "/#0/#1"),
            (_STRING, "string(node())", "/#0/#3"),
            (_STRING, "string(self::node())", "/#0/#3"),
            (_STRING, "string()", "/#0/#3"),
            (_STRING, "string()", "/#0/#5/#0"),
            (_STRING, "string()", "/#0/#7/#0"),
            (_STRING, "string(attribute::node()[1])", "/#0/#13"),
            (_STRING, "string(attribute::node()[3])", "/#0/#13"),
            (_STRING, "string()", "/#0/#9/#0"),
            (_STRING, "string()", "/#0/#11/#0"),
            (_STRING, "normalize-space()", "/#0/#3"),
            (_STRING, "normalize-space()", "/#0/#5"),
            (_STRING, "normalize-space()", "/#0/#7"),
            (
                _IF,
                'if( /data/a ="1" and /data/b ="1", "Eligible", if( /data/a ="0" or /data/d ="0", "Not-Eligible", "nothing"))',
                "/",
            ),
            (
                _IF,
                'if( /data/a ="1" and /data/b ="1", "Eligible", if( /data/d ="0" or /data/b ="0", "Not-Eligible", "nothing"))',
                "/",
            ),
            (_IF, "count( if(true(), //b, //a ))", "/"),
            (
                "openrosa-xpath/weighted-checklist.spec.js",
                "weighted-checklist(9, 9, /thedata/somenodes/*, /thedata/someweights/*)",
                "/",
            ),
        }
    ),
    Reason.LENIENT_DATE: frozenset(
        {
            ("openrosa-xpath/format-date.spec.js", f"format-date('{_BROWSERS_DATE}', '%e | %a' )", "/"),
            ("openrosa-xpath/format-date.spec.js", f"format-date-time('{_BROWSERS_DATE}', '%e | %a' )", "/"),
        }
    ),
    Reason.NAMESPACES: frozenset({(_STRING, "string(namespace-uri(/*))", "/#1/#3/#1")}),
}


def reason_for(case: Case) -> Reason | None:
    return next((reason for reason, keys in LEFT_OUT.items() if case.key in keys), None)
