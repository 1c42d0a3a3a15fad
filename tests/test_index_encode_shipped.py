"""The shipped encoder: the vectors of sentence-transformers but for int8, without torch.

The bound is a cosine of .99 with single precision (measured over the seeds: .998 in the mean).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encode import Encoder, load_encoder
from index.encode.protocol import TokenEncoder
from index.encode.shipped import FOLDER, OnnxEncoder
from index.encode.text import simplify
from index.errors import EncoderError

TEXTS = (
    "上海合作组织秘书长说，2018年缴获了12.6吨毒品。",
    "How many weapons did the CSTO confiscate in 2018?",
    "S/PV.8626 第2396（2017）号决议 resolution 2396 (2017)",
    "恐怖主义不能也不应与任何宗教、国籍或文明相联系。" * 30,
    "，。！",
    "🕊️ peace",
    "Ⅳ ＡＢＣ　１２３",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def test_vectors_are_those_of_sentence_transformers(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    oracle = SentenceTransformer(str(FOLDER), device="cpu")
    expected = oracle.encode(list(TEXTS), normalize_embeddings=True, show_progress_bar=False)
    for vectors in (encoder.encode_passages(TEXTS), encoder.encode_questions(TEXTS)):
        cosines = (vectors * expected).sum(1)
        assert cosines.min() > 0.99, cosines


def test_vectors_have_length_one_and_the_stated_shape(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert encoder.encode_questions([]).shape == (0, encoder.dimensions)


def test_a_text_has_the_same_vectors_alone_and_among_others(encoder: Encoder) -> None:
    assert isinstance(encoder, TokenEncoder)
    together, tokens = encoder.encode_passage_tokens(TEXTS)
    for text, vector, own in zip(TEXTS, together, tokens, strict=True):
        alone, alone_tokens = encoder.encode_question_tokens(text)
        np.testing.assert_array_equal(alone, vector)
        np.testing.assert_array_equal(alone_tokens, own)


def test_token_vectors_are_unit_vectors_and_punctuation_has_none(encoder: Encoder) -> None:
    assert isinstance(encoder, TokenEncoder)
    _, tokens = encoder.encode_passage_tokens(["恐怖主义，威胁和平。", "，。！"])
    assert [len(own) for own in tokens] == [3, 0]
    np.testing.assert_allclose(np.linalg.norm(tokens[0], axis=1), 1.0, atol=1e-5)


def test_the_projection_keeps_what_late_interaction_compares(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "projection.npy").unlink()
    texts = ["联合国维持和平行动需要更多资源。", "Peacekeeping operations need more resources."]
    (_, full), (_, small) = (
        OnnxEncoder(place).encode_passage_tokens(texts) for place in (folder, FOLDER)
    )
    assert small[0].shape[1] < full[0].shape[1]
    np.testing.assert_allclose(small[0] @ small[1].T, full[0] @ full[1].T, atol=0.08)


def test_a_translation_is_nearer_than_another_sentence(encoder: Encoder) -> None:
    chinese = ("恐怖主义是对国际和平与安全的威胁。", "今天下雨了。", "他们签署了一项贸易协定。")
    english = (
        "Terrorism is a threat to international peace and security.",
        "It rained today.",
        "They signed a trade agreement.",
    )
    cosines = encoder.encode_questions(english) @ encoder.encode_passages(chinese).T
    assert cosines.argmax(1).tolist() == [0, 1, 2]


def test_traditional_characters_give_the_vector_of_the_simplified(encoder: Encoder) -> None:
    traditional, simplified = encoder.encode_questions(["安全理事會的決議", "安全理事会的决议"])
    np.testing.assert_array_equal(traditional, simplified)
    assert simplify("聯合國 UN") == "联合国 UN"


def test_a_very_long_text_is_cut_and_not_refused(encoder: Encoder) -> None:
    assert encoder.encode_questions(["反恐" * 50_000]).shape == (1, encoder.dimensions)


def test_it_runs_without_torch() -> None:
    code = (
        "import sys; from index.encode import load_encoder; load_encoder().encode_questions(["
        "'和平']);"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_files_are_small_enough_to_ship() -> None:
    assert sum(p.stat().st_size for p in FOLDER.rglob("*") if p.is_file()) <= 60_000_000


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"lacks model\.onnx"):
        OnnxEncoder(tmp_path)


def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    return folder


@pytest.mark.parametrize(
    "name", ["model.safetensors", "tokenizer.json", "model.onnx", "projection.npy"]
)
def test_a_truncated_file_is_an_error_and_not_a_wrong_vector(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(EncoderError, match="unusable"):
        OnnxEncoder(folder)


def test_any_other_directory_goes_to_sentence_transformers(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "model.onnx").unlink()
    other = load_encoder(str(folder))
    cosines = (other.encode_passages(TEXTS[:2]) * load_encoder().encode_passages(TEXTS[:2])).sum(1)
    assert cosines.min() > 0.99
    assert other.dimensions == json.loads((folder / "config.json").read_text())["hidden_size"]


def test_an_unknown_name_is_an_error_that_says_what_to_give() -> None:
    with pytest.raises(EncoderError, match="ROSTRUM_DOWNLOAD"):
        load_encoder("no-such-organisation/no-such-model")
