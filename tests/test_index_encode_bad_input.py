"""What is wrong with a model directory, a library or a text is told, or does no harm."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tiny_models import WORDS, tiny_encoder, write_tokenizer

from api.command import main
from fakes import FakeEncoder, write_files
from index.encode import Encoder, load_encoder
from index.encode.protocol import TokenEncoder
from index.encode.sbert import SentenceTransformerEncoder
from index.encode.shipped import EMBEDDINGS, FILES, FOLDER, SETTINGS
from index.errors import EncoderError, QuestionError, StoreMismatch
from index.search.model import LEGS, Hit
from index.search.searcher import Searcher
from index.store.library import Library

Damage = Callable[[Path], None]

# Texts that may come from anywhere.
ODD = {
    "emoji only": "🕊️🇺🇳👩‍👩‍👧‍👦",
    "mixed scripts": "安全 security безопасность أمن सुरक्षा ความปลอดภัย 안보 セキュリティ",
    "traditional characters": "聯合國安全理事會決議",
    "full-width digits": "２０１８年１２．６吨",
    "only punctuation": "，。！？……——「」",
    "NUL": "和\x00平",
    "only NUL": "\x00",
    "control characters": "\x01\x02\x7f\u202e",
    "unassigned": "\uffff\ue000\ufffd",
    "combining marks": "a\u0301\u0301\u0301",
    "byte order mark": "\ufeff和平",
    "one word of 9,000 letters": "a" * 9_000,
}
EMPTY = {"empty": "", "white space": " \u3000\n\t"}
LONG = {"100,000 characters": "反恐与和平 peace " * 8_334}
HALVES = {"lone surrogates": "和\ud83d平", "an escaped byte": "\udce4"}
ALL = {**ODD, **EMPTY, **LONG, **HALVES}
NO_TOKENS = ("only punctuation", "only NUL", "empty", "white space")


@pytest.fixture(scope="module")
def shipped() -> TokenEncoder:
    encoder = load_encoder()
    assert isinstance(encoder, TokenEncoder)
    return encoder


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_encoder(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def tiny(tiny_folder: Path) -> Encoder:
    return load_encoder(str(tiny_folder))


# Directories


def linked(folder: Path) -> Path:
    """A directory like the shipped one; a file is replaced, never written to."""
    folder.mkdir()
    for path in FOLDER.iterdir():
        if path.is_file():
            (folder / path.name).symlink_to(path)
    return folder


def replace(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def halve(path: Path) -> None:
    content = path.read_bytes()
    replace(path, content[: len(content) // 2])


def change(path: Path, **values: object) -> None:
    replace(path, json.dumps(json.loads(path.read_text("utf8")) | values).encode())


def save_weights(folder: Path, tensors: dict[str, np.ndarray]) -> None:
    from safetensors.numpy import save_file

    (folder / "model.safetensors").unlink()
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def write_another_graph(folder: Path) -> None:
    """An ONNX model that is no encoder: it gives back what it is given."""
    import onnx
    from onnx import TensorProto, helper

    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in ("given", "out")
    ]
    nodes = [helper.make_node("Identity", ["given"], ["out"])]
    graph = helper.make_graph(nodes, "another", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    (folder / "model.onnx").unlink()
    onnx.save(model, folder / "model.onnx")


def break_weights(folder: Path) -> None:
    """Every bit of the first tensors is set: as float16, they are no numbers."""
    content = bytearray((folder / "model.safetensors").read_bytes())
    start = 8 + int.from_bytes(content[:8], "little")
    content[start : start + 1_536] = b"\xff" * 1_536
    replace(folder / "model.safetensors", bytes(content))


def add_a_piece(folder: Path) -> None:
    settings = json.loads((folder / "tokenizer.json").read_text("utf8"))
    settings["model"]["vocab"]["[NEW]"] = len(settings["model"]["vocab"])
    replace(folder / "tokenizer.json", json.dumps(settings, ensure_ascii=False).encode())


NEEDED = (*FILES, SETTINGS)
SHIPPED_DAMAGES: dict[str, tuple[Damage, str]] = {
    **{
        f"{name} is missing": (lambda folder, n=name: (folder / n).unlink(), f"lacks {name}")
        for name in NEEDED
        if name != "model.onnx"  # without it the directory is sentence-transformers' to read
    },
    **{
        f"{name} is truncated": (lambda folder, n=name: halve(folder / n), f"unusable .*{name}")
        for name in NEEDED
    },
    **{
        f"{name} is empty": (lambda f, n=name: replace(f / n, b""), f"unusable .*{name}")
        for name in NEEDED
    },
    "another hidden size than the weights": (
        lambda folder: change(folder / "config.json", hidden_size=768),
        r"model\.safetensors: .*44317 × 384, not F16 × 44317 × 768",
    ),
    "another vocabulary than the weights": (
        lambda folder: change(folder / "config.json", vocab_size=30_522),
        "not F16 × 30522 × 384",
    ),
    "no hidden size": (
        lambda folder: replace(folder / "config.json", b'{"vocab_size": 44317}'),
        "does not give hidden_size",
    ),
    "settings that are no object": (
        lambda folder: replace(folder / SETTINGS, b"[256]"),
        "does not give max_seq_length",
    ),
    "weights of another architecture": (
        lambda folder: save_weights(folder, {"shared.weight": np.zeros((9, 9), np.float16)}),
        r"unusable model\.safetensors",
    ),
    "weights in single precision": (
        lambda folder: save_weights(folder, {EMBEDDINGS: np.zeros((44_317, 384), np.float32)}),
        r"is F32 × 44317 × 384, not F16",
    ),
    "weights that are no numbers": (break_weights, "not numbers"),
    "a graph of another architecture": (write_another_graph, r"unusable model\.onnx"),
    "a tokenizer of another vocabulary": (add_a_piece, r"unusable tokenizer\.json: 44318 pieces"),
}


@pytest.mark.parametrize("damage", SHIPPED_DAMAGES)
def test_a_directory_like_the_shipped_one_is_refused_when(tmp_path: Path, damage: str) -> None:
    folder = linked(tmp_path / "model")
    spoil, message = SHIPPED_DAMAGES[damage]
    spoil(folder)
    with pytest.raises(EncoderError, match=message) as raised:
        load_encoder(str(folder))
    assert str(folder) in raised.value.message
    assert raised.value.hint


def put_foreign_weights(folder: Path) -> None:
    """Weights of a DistilBERT of the same sizes: only the embeddings have names that fit."""
    from transformers import DistilBertConfig, DistilBertModel

    config = DistilBertConfig(
        vocab_size=len(WORDS), dim=32, n_layers=1, n_heads=2, hidden_dim=64,
        max_position_embeddings=64,
    )  # fmt: skip
    DistilBertModel(config).save_pretrained(folder / "other")
    (folder / "other" / "model.safetensors").replace(folder / "model.safetensors")


def put_no_numbers(folder: Path) -> None:
    from safetensors.numpy import load_file

    tensors = load_file(folder / "model.safetensors")
    tensors["embeddings.LayerNorm.weight"][:] = np.nan
    save_weights(folder, tensors)


def clear(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def drop_tokenizer(folder: Path) -> None:
    for path in folder.glob("tokenizer*"):
        path.unlink()


TINY_DAMAGES: dict[str, tuple[Damage, str]] = {
    "everything is missing": (shutil.rmtree, "no model directory"),
    "it is empty": (clear, "could not be loaded"),
    "it has no weights": (lambda f: (f / "model.safetensors").unlink(), "no file named"),
    "it has no tokenizer": (drop_tokenizer, "tokenizer is missing"),
    **{
        f"{name} is truncated": (lambda f, n=name: halve(f / n), "could not be loaded")
        for name in ("config.json", "model.safetensors", "tokenizer.json")
    },
    **{
        f"{name} is empty": (lambda f, n=name: replace(f / n, b""), "could not be loaded")
        for name in ("config.json", "model.safetensors", "tokenizer.json")
    },
    "another hidden size than the weights": (
        lambda f: change(f / "config.json", hidden_size=64),
        r"other sizes than its config\.json says",
    ),
    "an unknown kind of model": (
        lambda f: change(f / "config.json", model_type="zebra"),
        "zebra",
    ),
    "weights of another architecture": (put_foreign_weights, "weights of another architecture"),
    "weights that are no numbers": (put_no_numbers, "gives no vectors of numbers"),
}


@pytest.mark.parametrize("damage", TINY_DAMAGES)
def test_a_sentence_transformers_directory_is_refused_when(
    tmp_path: Path, tiny_folder: Path, damage: str
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_folder, folder)
    spoil, message = TINY_DAMAGES[damage]
    spoil(folder)
    with pytest.raises(EncoderError, match=message) as raised:
        load_encoder(str(folder))
    assert str(folder) in raised.value.message
    assert "directory" in raised.value.hint


@pytest.mark.parametrize(
    ("name", "message"), [("", "is blank"), (" ", "is blank"), (__file__, "no model directory")]
)
def test_a_name_that_means_no_directory_is_refused(name: str, message: str) -> None:
    with pytest.raises(EncoderError, match=message):
        load_encoder(name)


def test_a_tokenizer_that_knows_more_than_the_model_is_refused(tmp_path: Path) -> None:
    folder = tiny_encoder(tmp_path / "model", vocab_size=len(WORDS) // 2)
    with pytest.raises(EncoderError, match="fails"):
        load_encoder(str(folder))


def test_an_encoder_need_not_be_a_bert(tmp_path: Path) -> None:
    from transformers import T5Config, T5EncoderModel

    folder = tmp_path / "t5"
    folder.mkdir()
    write_tokenizer(folder)
    config = T5Config(
        vocab_size=len(WORDS), d_model=24, d_kv=12, d_ff=48, num_layers=1, num_heads=2
    )
    T5EncoderModel(config).save_pretrained(folder)
    encoder = load_encoder(str(folder))
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert encoder.dimensions == 24
    # It names no longest text: 60,000 tokens would all be compared with each other.
    assert_unit(encoder.encode_passages(["和平。" * 20_000]), 24)


# Libraries


def built(folder: Path, encoder: Encoder) -> Path:
    with Library.open(folder / "library", encoder, create=True) as held:
        held.add(write_files(folder / "files"))
    return folder / "library"


def test_a_library_of_another_encoder_names_both_and_what_to_do(
    tmp_path: Path, shipped: Encoder
) -> None:
    library = built(tmp_path, FakeEncoder(salt="-other"))
    with pytest.raises(StoreMismatch) as raised:
        Library.open(library, shipped)
    assert "fake-other" in raised.value.message
    assert "rostrum-zh-en" in raised.value.message
    assert "rostrum index --rebuild" in raised.value.hint
    with Library.open(library, FakeEncoder(salt="-other")) as held:
        assert held.searcher().search("毒品").hits


def test_the_command_tells_it_and_the_rebuild_it_names_mends_it(
    tmp_path: Path, tiny_folder: Path
) -> None:
    library = built(tmp_path, FakeEncoder(salt="-other"))
    asked = ["search", "毒品", "--library", str(library), "--encoder", str(tiny_folder)]
    refused = CliRunner().invoke(main, asked)
    assert refused.exit_code == 1
    assert "fake-other" in refused.stderr
    assert str(tiny_folder) in refused.stderr
    assert "rostrum index --rebuild" in refused.stderr
    rebuild = ["index", "--rebuild", *asked[2:]]
    assert CliRunner().invoke(main, rebuild).exit_code == 0
    assert CliRunner().invoke(main, asked).exit_code == 0


def test_a_library_whose_encoder_is_gone_says_how_to_go_on(
    tmp_path: Path, tiny_folder: Path, shipped: Encoder
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_folder, folder)
    library = built(tmp_path, load_encoder(str(folder)))
    shutil.rmtree(folder)
    with Library.open(library) as held:
        with pytest.raises(EncoderError, match="built with this encoder") as raised:
            held.searcher().search("毒品")
        assert str(folder) in raised.value.message
        assert "rostrum index --rebuild" in raised.value.hint
        held.rebuild(shipped)
        assert held.searcher().search("毒品").hits


def test_a_library_whose_encoder_has_changed_is_not_searched(
    tmp_path: Path, tiny_folder: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_folder, folder)
    library = built(tmp_path, load_encoder(str(folder)))
    shutil.rmtree(folder)
    tiny_encoder(folder, intermediate_size=128)
    with Library.open(library) as held, pytest.raises(StoreMismatch, match="dimensions"):
        held.searcher().search("毒品")


# Texts


def assert_unit(vectors: np.ndarray, dimensions: int) -> None:
    assert vectors.dtype == np.float32
    assert vectors.shape[1] == dimensions
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)


@pytest.mark.parametrize("which", ["shipped", "tiny"])
def test_any_text_has_a_vector(which: str, request: pytest.FixtureRequest) -> None:
    encoder: Encoder = request.getfixturevalue(which)
    texts = list(ALL.values())
    questions, passages = encoder.encode_questions(texts), encoder.encode_passages(texts)
    for vectors in (questions, passages):
        assert len(vectors) == len(texts)
        assert_unit(vectors, encoder.dimensions)


@pytest.mark.parametrize("name", ALL)
def test_tokens_of_any_text_are_unit_vectors_and_silence_has_none(
    shipped: TokenEncoder, name: str
) -> None:
    vector, tokens = shipped.encode_question_tokens(ALL[name])
    vectors, (own,) = shipped.encode_passage_tokens([ALL[name]])
    np.testing.assert_array_equal(vectors, [vector])
    np.testing.assert_array_equal(own, tokens)
    assert_unit(vectors, shipped.dimensions)
    assert_unit(tokens, shipped.token_dimensions)
    if name in NO_TOKENS:
        assert len(tokens) == 0
    if name in LONG:
        assert len(tokens) == 254


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("聯合國安全理事會決議", "联合国安全理事会决议"),
        ("２０１８年１２．６吨", "2018年12.6吨"),
        ("ＡＢＣ　Ⅳ", "ABC IV"),
        ("和\x00平", "和平"),
        ("\ufeff和平", "和平"),
        ("和\ud83d平", "和\ufffd平"),
        ("\ud83d\ude00 和平", "😀 和平"),
        (LONG["100,000 characters"], LONG["100,000 characters"][:2_000]),
    ],
)
def test_what_looks_alike_has_the_same_vector(shipped: TokenEncoder, odd: str, plain: str) -> None:
    first, second = shipped.encode_questions([odd, plain])
    np.testing.assert_array_equal(first, second)


# Searches


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, shipped: TokenEncoder) -> Iterator[Library]:
    """A small library, with a document that says nothing."""
    folder = tmp_path_factory.mktemp("odd")
    silent = folder / "silent.txt"
    silent.write_text("……\n\n🕊️🇺🇳\n\n———。！？\n\n聯合國２０１８\n", encoding="utf-8")
    with Library.open(folder / "library", shipped, create=True) as library:
        report = library.add([*write_files(folder / "files"), silent])
        assert not report.failed
        yield library


def assert_numbers(hits: tuple[Hit, ...]) -> None:
    for hit in hits:
        for value in (hit.score, hit.similarity, hit.share, hit.late):
            assert value is None or math.isfinite(value)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("name", ODD)
def test_any_question_is_searched(held: Library, name: str) -> None:
    searcher = Searcher(held)
    hits = searcher.search(ODD[name], 50).hits
    assert len(hits) == sum(summary.passages for summary in held.documents())
    assert_numbers(hits)
    for leg in LEGS:
        assert_numbers(searcher.search(ODD[name], 50, legs=(leg,)).hits)
    likeness = searcher.likeness(ODD[name], list(ALL.values()))
    for values in (likeness.cosines, likeness.met, likeness.weakest):
        assert values.shape == (len(ALL),)
        assert np.isfinite(values).all()


def test_a_question_of_punctuation_is_searched_by_its_vector_alone(held: Library) -> None:
    hits = Searcher(held).search("？！", 50).hits
    assert {hit.late for hit in hits} == {None}
    cosines = [hit.similarity for hit in hits]
    assert cosines == sorted(cosines, key=lambda cosine: -(cosine or 0))
    assert len(set(cosines)) > 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("empty", "empty"),
        ("white space", "empty"),
        ("100,000 characters", "100,008 characters"),
        ("lone surrogates", "not valid Unicode"),
        ("an escaped byte", "not valid Unicode"),
    ],
)
def test_what_is_no_question_is_refused(held: Library, name: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message) as raised:
        Searcher(held).search(ALL[name])
    assert raised.value.hint
    raised.value.message.encode()


@pytest.mark.parametrize("command", ["search", "ask"])
@pytest.mark.parametrize("name", HALVES)
def test_the_command_refuses_half_a_character(held: Library, command: str, name: str) -> None:
    line = json.dumps({"id": "q1", "question": HALVES[name]})
    for arguments, stdin in (
        ([HALVES[name]], None),
        (["--questions", "-"], line),
    ):
        done = CliRunner().invoke(
            main, [command, "--library", str(held.path), *arguments], input=stdin
        )
        assert done.exit_code == 2, done.output
        assert "not valid Unicode" in done.stderr
