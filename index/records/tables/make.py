"""Write `cldr.tsv`, `languages.tsv` and `alpha3.tsv` from CLDR, through Babel.

They name states and languages, and give codes of three letters their twin of two.

Run `python -m index.records.tables.make` after a new release of Babel. The tables ship with the
package because loading CLDR takes longer than answering a question.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale
from babel.core import get_global

_HERE = Path(__file__).parent
_NOT_STATES = frozenset(
    ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA")
)


def main() -> None:
    """Write the tables beside this script."""
    chinese, english = Locale.parse("zh_Hans_CN"), Locale("en")
    traditional = Locale.parse("zh_Hant_TW")
    states = [
        f"{code}\t{chinese.territories[code]}\t{english.territories[code]}"
        f"\t{traditional.territories[code]}"
        for code in sorted(english.territories)
        if len(code) == 2 and code not in _NOT_STATES and code in chinese.territories
    ]
    languages = [
        f"{english.languages[code]}\t{chinese.languages[code]}"
        for code in sorted(english.languages)
        if len(code) <= 3 and code in chinese.languages and " " not in english.languages[code]
    ]
    codes = [
        f"{code}\t{others[0]}"
        for code, others in sorted(get_global("territory_aliases").items())
        if len(code) == 3 and code.isalpha() and len(others) == 1 and len(others[0]) == 2
    ]
    (_HERE / "alpha3.tsv").write_text("\n".join(codes) + "\n", encoding="utf-8")
    (_HERE / "cldr.tsv").write_text("\n".join(states) + "\n", encoding="utf-8")
    (_HERE / "languages.tsv").write_text("\n".join(languages) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
