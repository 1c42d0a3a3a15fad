"""Stand-ins at the seams: an encoder without a model, and documents small enough to read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+")


@dataclass(frozen=True)
class FakeEncoder:
    """Texts with the same characters and words lie together: no training, no file, no chance.

    Each Chinese character, pair of characters and Latin word has a fixed pseudo-random vector; a
    text is the normalised sum of its own. `salt` gives another model with another digest.
    """

    dimensions: int = 64
    salt: str = ""

    @property
    def name(self) -> str:
        return f"fake{self.salt}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.salt}/{self.dimensions}".encode()).hexdigest()

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vector(text)
        return vectors

    def _vector(self, text: str) -> NDArray[np.float32]:
        tokens = _TOKEN.findall(text.lower()) or [text]
        pairs = [first + second for first, second in pairwise(tokens)]
        total = np.sum([self._direction(token) for token in (*tokens, *pairs)], axis=0)
        unit: NDArray[np.float32] = (total / np.linalg.norm(total)).astype(np.float32)
        return unit

    def _direction(self, token: str) -> NDArray[np.float64]:
        seed = hashlib.blake2b(f"{self.salt}/{token}".encode(), digest_size=8).digest()
        return np.random.default_rng(int.from_bytes(seed, "big")).standard_normal(self.dimensions)


MEETING_ZH = """联合国\tS/PV.9001

安全理事会

第七十五年

第九〇〇一次会议

2020年3月5日星期四上午10时举行

纽约

主席：\t张三先生\t(中国)
成员：\t比利时\t德克罗先生
\t波兰\t科瓦尔斯基先生

议程项目

中亚局势

上午10时05分开会。

通过议程

议程通过。

主席：我欢迎诺罗夫先生出席会议。我请诺罗夫先生发言。

诺罗夫先生（上海合作组织）（以俄语发言）：本组织五年来缴获了212.1吨毒品，占全球缴获量的百分之三十五。

我们根据第2396（2017）号决议打击外国恐怖主义作战人员。

科瓦尔斯基先生（波兰）（以英语发言）：波兰反对对乌克兰的侵略。克里米亚属于乌克兰。

我们支持预防性外交，也支持妇女参与和平进程。

下午1时散会。
"""

MEETING_EN = """United Nations\tS/PV.9002

Security Council

Seventy-fifth year

9002nd meeting

Tuesday, 10 March 2020, 10 a.m.

New York

President:\tMr. Kowalski\t(Poland)

Agenda

The situation in Central Asia

The meeting was called to order at 10.05 a.m.

Adoption of the agenda

The agenda was adopted.

The President: I now give the floor to Mr. Norov.

Mr. Norov (Shanghai Cooperation Organization) (spoke in Russian): Our organization seized 212.1 \
tons of drugs in five years, which is 35 per cent of all seizures.

Mr. Dupont (France) (spoke in French): France welcomes the ceasefire and calls for humanitarian \
access. Water is scarce in the valley.

The meeting rose at 1 p.m.
"""

NOTE_ZH = "水资源简报\n\n山谷里缺水。农民需要水库和灌溉渠。\n\n冰川正在融化。\n"


def write_files(folder: Path) -> tuple[Path, Path, Path]:
    """A meeting in Chinese (S/PV.9001), one in English (S/PV.9002) and a note without a symbol."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"meeting.txt": MEETING_ZH, "english.txt": MEETING_EN, "note.txt": NOTE_ZH}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    meeting, english, note = (folder / name for name in texts)
    return meeting, english, note
