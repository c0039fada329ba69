"""Where each country of the network stands on a map of squares: about as on a map of the world, north at the top."""

_ROWS = """
.. .. .. DE PL UA .. .. KZ
.. .. FR HR RS RO MD GE AZ
PT ES IT ME MK .. TR AM ..
.. .. .. AL GR .. IL JO ..
.. MA TN .. .. EG .. .. ..
SN CI GH NG CM .. ET SO ..
.. .. .. .. .. TZ KE .. ..
.. .. .. .. AO ZM MW .. ..
.. .. .. .. .. ZW MZ .. ..
"""

PLACES: dict[str, tuple[int, int]] = {
    code: (column, row)
    for row, line in enumerate(_ROWS.split("\n")[1:-1])
    for column, code in enumerate(line.split())
    if code != ".."
}
