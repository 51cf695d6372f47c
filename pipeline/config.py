"""config.toml and the environment become one frozen Config."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from pipeline.errors import ConfigError
from schemas.records import Record

ENV_PREFIX = "RIBAO_"
CONFIG_VARIABLE = "RIBAO_CONFIG"
CHECKOUT = Path(__file__).resolve().parent.parent  # ribao runs from its checkout: prompts/ and config.toml are there


class Paths(Record):
    data_dir: Path = Path("data")
    digests_dir: Path = Path("digests")
    models_dir: Path = Path()


class Sources(Record):
    huggingface_url: str = "https://huggingface.co"
    arxiv_api_url: str = "https://export.arxiv.org/api/query"
    arxiv_pdf_url: str = "https://arxiv.org/pdf"
    timeout_s: float = Field(20.0, gt=0)
    tries: int = Field(4, ge=1)


class Download(Record):
    contact: str = ""
    interval_s: float = Field(3.0, ge=0)
    max_mb: float = Field(100, gt=0)
    timeout_s: float = Field(60.0, gt=0)
    tries: int = Field(4, ge=1)


class Extract(Record):
    workers: int = Field(0, ge=0)
    timeout_s: float = Field(60.0, gt=0)
    memory_mb: int = Field(1024, ge=256)
    max_pages: int = Field(300, ge=1)


class Llm(Record):
    base_url: str = ""
    model: str = ""
    passes: Literal["auto", "single", "focused"] = "auto"
    temperature: float = Field(0.0, ge=0, le=2)
    context_tokens: int = Field(128_000, ge=2048)
    max_output_tokens: int = Field(8000, ge=256)
    timeout_s: float = Field(180.0, gt=0)
    tries: int = Field(5, ge=1)
    deadline_s: float = Field(600.0, gt=0)
    concurrency: int = Field(4, ge=1)


class Local(Record):
    model: str = "qwen2.5-coder-1.5b"
    context_tokens: int = Field(8192, ge=2048)
    threads: int = Field(0, ge=0)
    timeout_s: float = Field(900.0, gt=0)


class DigestSettings(Record):
    failed_facts: Literal["mark", "drop"] = "mark"


class Config(Record):
    """All settings. Relative paths have been resolved against the configuration file's folder."""

    paths: Paths = Paths()
    sources: Sources = Sources()
    download: Download = Download()
    extract: Extract = Extract()
    llm: Llm = Llm()
    local: Local = Local()
    digest: DigestSettings = DigestSettings()


def load_config(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """Read `path`, or $RIBAO_CONFIG, or ./config.toml, or the checkout's; then apply the environment.

    Raises ConfigError for a missing named file, bad TOML, an unknown key or a value out of range.
    """
    environ = os.environ if environ is None else environ
    path = _find(path, environ)
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except OSError as e:
        raise ConfigError(str(path), f"cannot be read ({e.strerror})", "name another file with --config") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise ConfigError(str(path), f"is not valid TOML: {e}") from e
    _check_keys(tables, str(path))
    _apply_environment(tables, environ)
    try:
        config = Config.model_validate(tables)
    except ValidationError as e:
        first = e.errors()[0]
        key = ".".join(str(p) for p in first["loc"])
        raise ConfigError(str(path), f"{key} = {first['input']!r}: {first['msg']}") from None
    return config.model_copy(update={"paths": _absolute(config.paths, path.parent)})


def _find(path: Path | None, environ: Mapping[str, str]) -> Path:
    if path is not None:
        return path
    if environ.get(CONFIG_VARIABLE):
        return Path(environ[CONFIG_VARIABLE])
    here = Path("config.toml")
    return here.resolve() if here.exists() else CHECKOUT / "config.toml"


def _absolute(paths: Paths, folder: Path) -> Paths:
    models = paths.models_dir
    if str(models) in ("", "."):
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        models = Path(cache) / "ribao" / "models"
    return Paths(
        data_dir=(folder / paths.data_dir.expanduser()).resolve(),
        digests_dir=(folder / paths.digests_dir.expanduser()).resolve(),
        models_dir=(folder / models.expanduser()).resolve(),
    )


def _check_keys(tables: dict[str, Any], where: str) -> None:
    for section, table in tables.items():
        if section not in Config.model_fields:
            raise ConfigError(where, f"unknown section [{section}]", _nearest(section, list(Config.model_fields)))
        if not isinstance(table, dict):
            raise ConfigError(where, f"{section} must be a section", f"write [{section}]")
        valid = list(_section_fields(section))
        for key in table:
            if key not in valid:
                raise ConfigError(where, f"unknown key {section}.{key}", _nearest(key, valid))


def _section_fields(section: str) -> dict[str, Any]:
    model = Config.model_fields[section].annotation
    assert isinstance(model, type)
    assert issubclass(model, Record)
    return dict(model.model_fields)


def _apply_environment(tables: dict[str, Any], environ: Mapping[str, str]) -> None:
    names = {
        f"{ENV_PREFIX}{section}_{key}".upper(): (section, key)
        for section in Config.model_fields
        for key in _section_fields(section)
    }
    for name, value in environ.items():
        if not name.startswith(ENV_PREFIX) or name == CONFIG_VARIABLE:
            continue
        if name not in names:
            raise ConfigError(name, "unknown environment variable", _nearest(name, list(names)))
        section, key = names[name]
        tables.setdefault(section, {})[key] = value


def _nearest(word: str, valid: list[str]) -> str:
    close = difflib.get_close_matches(word, valid, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"valid are {', '.join(sorted(valid))}"
