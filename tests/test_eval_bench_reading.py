"""The bench of reading counts what it read, what failed, and what is known of it."""

from __future__ import annotations

import json
from pathlib import Path

from eval.bench.reading import as_json, measure, table
from fakes import MEETING_EN


def test_files_are_counted_by_format_with_what_is_known_of_them(tmp_path: Path) -> None:
    (tmp_path / "meeting.txt").write_text(MEETING_EN, encoding="utf-8")
    (tmp_path / "ALB_74_2019.txt").write_text("I congratulate you.", encoding="utf-8")
    (tmp_path / "note.md").write_text("# Note\n\nWords.\n", encoding="utf-8")
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "corpus.jsonl").write_text("{}", encoding="utf-8")
    markdown, pdf, text = measure([tmp_path])
    assert [markdown.format, pdf.format, text.format] == ["markdown", "pdf", "text"]
    assert (text.files, text.dated, text.with_symbol, text.spoken) == (2, 2, 1, 2)
    assert (markdown.files, markdown.dated, markdown.spoken) == (1, 0, 0)
    assert (pdf.files, pdf.failed) == (0, 1)
    assert text.text_bytes == len(MEETING_EN.encode()) + len("I congratulate you.")
    assert json.loads(as_json([text]))[0]["files"] == 2
    assert table([markdown, pdf, text]).count("\n") == 4
