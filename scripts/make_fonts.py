"""Make the reduced typefaces of forms/fonts from Debian's fonts-noto-core (Noto Sans, SIL Open Font License 1.1).

    python scripts/make_fonts.py [/usr/share/fonts/truetype/noto]

Run it only to change the repertoire. What is kept: every letter a name of commune or a sentence of ours may hold (Latin and its
extensions, the ʻokina, French punctuation), kerning, a few signs. Hinting goes: it triples the size and screens no
longer need it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "forms" / "fonts"
STYLES = ("Regular", "Bold", "Italic")
REPERTOIRE = (
    range(0x0020, 0x007F),  # Basic Latin
    range(0x00A0, 0x0100),  # Latin-1: all of WinAnsi's accents
    range(0x0100, 0x0250),  # Latin Extended-A and -B
    range(0x02B0, 0x02E0),  # Spacing modifier letters: ʻ ʼ
    range(0x1E00, 0x1F00),  # Latin Extended Additional
    range(0x2010, 0x2028),  # Hyphens, dashes, quotes, bullets, ellipsis
    range(0x202F, 0x203B),  # Narrow no-break space, per mille, single guillemets
    (0x2044, 0x20AC, 0x2116, 0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
)
FIXED_DATE = 3_850_000_000
"""`head.modified` (seconds since 1904), so that the same source gives the same bytes."""


def reduce(source: Path, target: Path) -> None:
    """Write the part of the typeface `source` that we use to `target`."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=["kern", "mark", "ccmp"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], legacy_cmap=False)
    options.drop_tables += ["GDEF", "STAT", "FFTM", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for part in REPERTOIRE for code in part])
    subsetter.subset(font)
    font["head"].modified = FIXED_DATE
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format == 4]
    font.save(target)


def main() -> None:
    source = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/truetype/noto")
    for style in STYLES:
        target = FONTS / f"NotoSans-{style}.ttf"
        reduce(source / target.name, target)
        print(f"{target.name}: {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
