"""Write `cldr.tsv` and `languages.tsv`: names of states and languages from CLDR, through Babel.

Run `python -m index.records.tables.make` after a new release of Babel. The tables ship with the
package because loading CLDR takes longer than answering a question.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale

_HERE = Path(__file__).parent
_NOT_STATES = frozenset(
    ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA")
)


def main() -> None:
    """Write both tables beside this script."""
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
    (_HERE / "cldr.tsv").write_text("\n".join(states) + "\n", encoding="utf-8")
    (_HERE / "languages.tsv").write_text("\n".join(languages) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
