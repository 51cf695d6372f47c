"""Any model of the hub by its address, and how models are named, found and verified."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import WeightsError
from pipeline.llm.catalogue import PackageIndex, find_weights, known_weights
from pipeline.llm.weights import ensure_weights, verify
from tests.cli_day import ribao_here
from tests.llm.hub import (
    DATA,
    SHA256,
    TEST,
    gets,
    hub,
    nobody,
    refused,
)


def other(url: str, folder: Path, name: str = "owner/repo-GGUF/test-q4.gguf") -> Path:
    return ensure_weights(f"hub:{name}", folder, url, trusted=lambda: True)


def test_any_hub_file_is_fetched_once(tmp_path: Path) -> None:
    with hub() as server:
        path = other(server.url, tmp_path)
        assert path.read_bytes() == DATA
        assert path.parent == tmp_path
        asked = len(server.exchanges)
        assert other(server.url, tmp_path) == path
        assert len(server.exchanges) == asked


def test_a_hub_file_without_a_stated_hash_is_fetched_only_once_its_user_says_so(tmp_path: Path) -> None:
    with hub() as server:
        with pytest.raises(
            WeightsError, match=r"states no SHA-256.*; if you trust it, `ribao models pull hub:.*--unver"
        ):
            ensure_weights("hub:owner/repo-GGUF/test-q4.gguf", tmp_path, server.url)
        assert gets(server) == []
        settings = {"sources_huggingface_url": server.url}
        pull = ["models", "pull", "hub:owner/repo-GGUF/test-q4.gguf"]
        assert "--unverified" in ribao_here(pull, tmp_path, None, None, **settings).stderr
        pulled = ribao_here([*pull, "--unverified"], tmp_path, None, None, **settings)
        assert Path(pulled.stdout.strip()).read_bytes() == DATA
    with hub(stated=SHA256) as server:  # the hub's word is enough
        assert ensure_weights("hub:owner/repo-GGUF/test-q4.gguf", tmp_path, server.url).read_bytes() == DATA


def test_any_hub_file_is_gone_on_with_where_the_hub_states_its_hash(
    tmp_path: Path,
) -> None:
    part = tmp_path / "owner__repo-GGUF__test-q4.gguf.part"
    part.write_bytes(DATA[:1000])
    with hub(stated=SHA256) as server:
        assert other(server.url, tmp_path).read_bytes() == DATA
        assert gets(server) == ["bytes=1000-"]


def test_any_hub_file_is_begun_again_where_nothing_says_that_it_is_the_same(
    tmp_path: Path,
) -> None:
    part = tmp_path / "owner__repo-GGUF__test-q4.gguf.part"
    part.write_bytes(b"GGUF of yesterday")
    with hub() as server:
        assert other(server.url, tmp_path).read_bytes() == DATA


def test_any_hub_file_that_was_whole_already_is_used(tmp_path: Path) -> None:
    part = tmp_path / "owner__repo-GGUF__test-q4.gguf.part"
    part.write_bytes(DATA)
    with hub(stated=SHA256) as server:
        assert other(server.url, tmp_path).read_bytes() == DATA


@pytest.mark.parametrize(
    ("data", "stated", "fact"),
    [
        (b"<html>", None, "is no GGUF file"),
        (b"", None, "is no GGUF file"),
        (DATA, "0" * 64, "has SHA-256"),
    ],
)
def test_a_hub_file_that_is_no_model_is_refused_and_removed(
    tmp_path: Path, data: bytes, stated: str | None, fact: str
) -> None:
    with hub(data, stated=stated) as server, pytest.raises(WeightsError, match=fact):
        other(server.url, tmp_path)
    assert [p.name for p in tmp_path.iterdir() if not p.name.endswith(".lock")] == []


def test_a_hub_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with hub() as server, pytest.raises(WeightsError) as caught:
        other(server.url, tmp_path, "owner/repo/none.gguf")
    assert str(caught.value).endswith("the hub failed (HTTP 404); check the name and the network")


@pytest.mark.parametrize(
    "name",
    ["", "x.gguf", "o/x.gguf", "o/r/x.bin", "../r/x.gguf", "o/../x.gguf", "o/r/../../x.gguf", "/r/x.gguf", "o//x.gguf",
     "o/r/x?y.gguf", "o/r/x#y.gguf", "o/r/%2e%2e/x.gguf", "o/r/x y.gguf", "o/r/" + "x" * 300 + ".gguf"],
)  # fmt: skip
def test_a_name_that_leaves_its_folder_or_address_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WeightsError, match="names no hub file"):
        other(nobody(), tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF...")
    assert ensure_weights(str(path), tmp_path / "models", nobody()) == path
    path.write_bytes(b"<html>")
    with pytest.raises(WeightsError, match="is no GGUF file"):
        ensure_weights(str(path), tmp_path / "models", nobody())
    assert path.exists()


@pytest.mark.parametrize(
    "name",
    ["qwen", "", "none.gguf", "~nobody-of-that-name/x.gguf", "x" * 5000, "/", "a\0b"],
)
def test_what_is_neither_name_nor_file_lists_the_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(WeightsError) as caught:
        ensure_weights(name, tmp_path, nobody())
    assert "qwen2.5-coder-1.5b, qwen2.5-coder-0.5b" in str(caught.value)


def test_a_folder_that_takes_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where a folder should be")
    assert "cannot be kept in" in refused(nobody(), tmp_path / "models" / "x")


def test_verify_tells_right_from_wrong_from_absent(tmp_path: Path) -> None:
    path = tmp_path / TEST.file
    assert verify(TEST, tmp_path) is None
    path.write_bytes(DATA)
    assert verify(TEST, tmp_path) is True
    path.write_bytes(DATA[:-1] + b"!")
    assert verify(TEST, tmp_path) is False
    path.write_bytes(DATA[:-1])
    assert verify(TEST, tmp_path) is False


def test_the_known_weights_add_up() -> None:
    known = known_weights()
    assert len({w.name for w in known}) == len({w.file for w in known}) == len(known)
    for weights in known:
        assert find_weights(weights.name) is weights
        assert weights.sources[0].kind == "hub"  # where its authors put it; all else is a fallback
        for parts in [source for source in weights.sources if isinstance(source, PackageIndex)]:
            assert (parts.count - 1) * parts.part_bytes < weights.size_bytes <= parts.count * parts.part_bytes
    assert find_weights("other") is None
