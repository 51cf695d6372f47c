"""config.toml, the environment and the code's defaults agree; what is wrong is named with its remedy."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from pipeline.config import CHECKOUT, Config, Prices, load_config
from pipeline.errors import ConfigError

SHIPPED = CHECKOUT / "config.toml"
SECRET = "sk-do-not-show"


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


def wrong(path: Path | None = None, /, **environ: str) -> str:
    """The one line of the error."""
    with pytest.raises(ConfigError) as caught:
        load_config(path or SHIPPED, environ)
    line = str(caught.value)
    assert caught.value.exit_code == 2
    assert "\n" not in line
    return line


def test_the_shipped_file_says_just_what_the_code_defaults_to() -> None:
    tables = tomllib.loads(SHIPPED.read_text("utf-8"))
    shipped = Config.model_validate(tables)
    assert shipped.model_copy(update={"prices": Prices()}) == Config()  # prices have a date and no default
    defaults = Config().model_dump()
    assert {s: set(keys) for s, keys in tables.items()} == {s: set(keys) for s, keys in defaults.items()}


def test_a_file_elsewhere_has_the_shipped_prices_unless_it_names_its_own(tmp_path: Path) -> None:
    shipped = load_config(SHIPPED, {}).prices
    assert shipped.models
    assert load_config(written(tmp_path, "[llm]\n"), {}).prices == shipped
    own = load_config(written(tmp_path, '[prices]\ndate = "2026-01-01"\n'), {}).prices
    assert (own.date, own.models) == ("2026-01-01", ())


def test_every_shipped_key_has_its_comment_on_its_line() -> None:
    lines = [line for line in SHIPPED.read_text("utf-8").splitlines() if re.match(r"\w+ = ", line)]
    assert len(lines) == sum(len(section) for section in Config().model_dump().values())
    assert [line for line in lines if "  # " not in line and '" # ' not in line] == []


def test_no_secret_can_be_configured(tmp_path: Path) -> None:
    names = {key for section in Config().model_dump().values() for key in section}
    assert not [name for name in names if name.endswith(("key", "secret", "password"))]
    line = wrong(written(tmp_path, f'[llm]\napi_key = "{SECRET}"\n'))
    assert "llm.api_key" in line
    assert "OPENAI_API_KEY" in line
    assert SECRET not in line
    line = wrong(RIBAO_LLM_API_KEY=SECRET)
    assert "OPENAI_API_KEY" in line
    assert SECRET not in line


def test_an_address_with_a_password_is_refused_without_being_shown() -> None:
    line = wrong(RIBAO_LLM_BASE_URL=f"https://me:{SECRET}@host/v1")
    assert "RIBAO_LLM_BASE_URL" in line
    assert SECRET not in line


@pytest.mark.parametrize(
    "address", ["huggingface.co", "ftp://x", "https://", "http://[::1", "http://a b", "http://a..b", "file:///x"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    assert "RIBAO_SOURCES_HUGGINGFACE_URL" in wrong(RIBAO_SOURCES_HUGGINGFACE_URL=address)


def test_an_unknown_section_names_the_nearest(tmp_path: Path) -> None:
    line = wrong(written(tmp_path, "[downlod]\ntries = 2\n"))
    assert "unknown section [downlod]" in line
    assert "did you mean download?" in line


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    line = wrong(written(tmp_path, "[download]\nintervall_s = 2\n"))
    assert "unknown key download.intervall_s" in line
    assert "did you mean interval_s?" in line


def test_an_unknown_variable_names_the_nearest() -> None:
    line = wrong(RIBAO_DOWNLOAD_INTERVAL="2")
    assert line.startswith("RIBAO_DOWNLOAD_INTERVAL: unknown environment variable")
    assert "did you mean RIBAO_DOWNLOAD_INTERVAL_S?" in line


def test_a_key_outside_of_a_section_is_refused(tmp_path: Path) -> None:
    assert "download must be a section" in wrong(written(tmp_path, "download = 3\n"))


def test_every_key_has_its_variable(tmp_path: Path) -> None:
    shipped = tomllib.loads(SHIPPED.read_text("utf-8"))
    environ = {
        f"RIBAO_{section}_{key}".upper(): value if isinstance(value, str) else json.dumps(value)
        for section, keys in shipped.items()
        for key, value in keys.items()
    }
    environ["RIBAO_SITE_PRESETS"] = '{"lora": "q=lora"}'
    config = load_config(written(tmp_path, ""), environ)
    assert config.site.presets == {"lora": "q=lora"}
    expected = Config.model_validate(shipped)
    assert config.model_copy(update={"paths": expected.paths, "site": expected.site}) == expected


def test_the_environment_overrides_with_the_key_s_type() -> None:
    config = load_config(
        SHIPPED,
        {
            "RIBAO_DOWNLOAD_INTERVAL_S": "0.5",
            "RIBAO_DOWNLOAD_TRIES": "7",
            "RIBAO_LLM_MODEL": "m",
            "RIBAO_DIGEST_FAILED_FACTS": "drop",
            "PATH": "/bin",
        },
    )
    assert (config.download.interval_s, config.download.tries) == (0.5, 7)
    assert (config.llm.model, config.digest.failed_facts) == ("m", "drop")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RIBAO_DOWNLOAD_TRIES", "0"),
        ("RIBAO_DOWNLOAD_TRIES", "many"),
        ("RIBAO_DOWNLOAD_INTERVAL_S", "-1"),
        ("RIBAO_DOWNLOAD_INTERVAL_S", "inf"),
        ("RIBAO_SOURCES_TIMEOUT_S", "nan"),
        ("RIBAO_LLM_PASSES", "both"),
        ("RIBAO_LLM_TIMEOUT_S", ""),
        ("RIBAO_SITE_PRESETS", "lora"),
        ("RIBAO_PRICES_MODELS", '[{"model": 1}]'),
    ],
)
def test_a_value_out_of_range_names_the_variable_and_the_key(name: str, value: str) -> None:
    line = wrong(**{name: value})
    assert line.startswith(f"{name}: ")
    assert name.removeprefix("RIBAO_").replace("_", ".", 1).lower() in line


def test_a_wrong_value_in_the_file_names_the_file_and_the_key(tmp_path: Path) -> None:
    path = written(tmp_path, '[download]\ntries = "x"\n')
    assert wrong(path).startswith(f"{path}: download.tries = 'x'")


def test_a_missing_broken_or_unreadable_file_is_named(tmp_path: Path) -> None:
    assert "--config" in wrong(tmp_path / "none.toml")
    assert "cannot be read" in wrong(tmp_path)
    assert "not valid TOML" in wrong(written(tmp_path, "[download"))
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    assert "not valid TOML" in wrong(tmp_path / "config.toml")


def test_a_file_without_an_end_is_refused() -> None:
    with pytest.raises(ConfigError, match="is not valid TOML"):
        load_config(Path("/dev/zero"), {})


def test_relative_paths_are_resolved_against_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, '[paths]\ndata_dir = "d"\ndigests_dir = "../out"\nmodels_dir = "/weights"\n')
    paths = load_config(path, {}).paths
    assert paths.data_dir == tmp_path / "d"
    assert paths.digests_dir == tmp_path.parent / "out"
    assert paths.models_dir == Path("/weights")


def test_home_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, '[paths]\ndata_dir = "~/papers"\n')
    assert load_config(path, {}).paths.data_dir == Path.home() / "papers"
    assert "write the path out" in wrong(path, RIBAO_PATHS_DATA_DIR="~nobody-of-that-name/x")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other cache directories")
@pytest.mark.parametrize(
    ("variable", "folder"),
    [("/cache", "/cache/ribao/models"), ("", "~/.cache/ribao/models"), ("relative", "~/.cache/ribao/models")],
)
def test_weights_are_kept_in_the_user_s_cache_directory(
    variable: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", variable)
    assert load_config(SHIPPED, {}).paths.models_dir == Path(folder).expanduser().resolve()


def test_the_file_is_named_by_argument_then_variable_then_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, tries in (("argument", 2), ("variable", 3), ("folder", 5)):
        (tmp_path / name).mkdir()
        written(tmp_path / name, f"[download]\ntries = {tries}\n")
    variable = {"RIBAO_CONFIG": str(tmp_path / "variable/config.toml")}
    monkeypatch.chdir(tmp_path / "folder")
    assert load_config(tmp_path / "argument/config.toml", variable).download.tries == 2
    assert load_config(None, variable).download.tries == 3
    config = load_config(None, {})
    assert config.download.tries == 5
    assert config.paths.data_dir == tmp_path / "folder/data"
    monkeypatch.chdir(tmp_path)
    assert load_config(None, {}).paths.data_dir == CHECKOUT / "data"


def test_the_mirror_that_other_tools_are_told_of_is_used_unless_ribaos_own_variable_names_one() -> None:
    mirror = {"HF_ENDPOINT": "https://hf.example.org"}
    assert load_config(environ=mirror).sources.huggingface_url == "https://hf.example.org"
    own = mirror | {"RIBAO_SOURCES_HUGGINGFACE_URL": "https://own.example.org"}
    assert load_config(environ=own).sources.huggingface_url == "https://own.example.org"
    with pytest.raises(ConfigError, match="HF_ENDPOINT"):
        load_config(environ={"HF_ENDPOINT": "hf.example.org"})


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("", True),
        ("me@example.org", True),
        ("https://github.com/a/b/issues/new", True),
        ("me", False),
        ("a@b@c", False),
        ("javascript:alert(1)", False),
        ("a@b?cc=all@example.org", False),
    ],
)
def test_reports_go_to_an_e_mail_address_or_a_page(address: str, right: bool) -> None:
    environ = {"RIBAO_SITE_REPORT": address}
    if right:
        assert load_config(SHIPPED, environ).site.report == address
        return
    with pytest.raises(ConfigError, match=r"site\.report"):
        load_config(SHIPPED, environ)
