"""Why a spreadsheet file is not opened at all; beside the reader, because that needs openpyxl."""

from enum import StrEnum

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how files of Excel before 2007 begin, and encrypted ones of today


class Trouble(StrEnum):
    """What a file is that no reader shall touch."""

    LOCKED = "locked"
    OLD = "old"
    NO_SPREADSHEET = "no spreadsheet"
    DAMAGED = "damaged"
    TOO_BIG = "too big"
    MACROS = "macros"
    NOT_EXCEL = "not Excel"
    ENTITIES = "entities"


IN_WORDS = {
    Trouble.LOCKED: "the workbook is protected by a password; please save it without one.",
    Trouble.OLD: "this is a file of an old Excel (.xls); please save it as .xlsx.",
    Trouble.NO_SPREADSHEET: "the file is not a spreadsheet, although its name says so; please save it as .xlsx.",
    Trouble.DAMAGED: "the file is damaged and could not be read; please save it anew.",
    Trouble.TOO_BIG: "the file is too big once unpacked; please take pictures and other sheets out of it.",
    Trouble.MACROS: "the workbook holds macros; please save it as .xlsx, without them.",
    Trouble.NOT_EXCEL: "the file is not a workbook of Excel; please save it as .xlsx.",
    Trouble.ENTITIES: "the file defines entities of its own (DOCTYPE), which spreadsheets never do; please save it anew.",
}
