"""config.toml and the environment become one frozen Config."""

from __future__ import annotations

import contextlib
import os
import re
import tomllib
from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError, from_json

from pipeline.errors import ConfigError, did_you_mean, reason_of
from pipeline.messages import LANG_VARIABLE, _
from pipeline.messages.foreign import in_words
from schemas.records import Record

ENV_PREFIX = "RIBAO_"
MOST_BYTES = 1_000_000  # of a configuration; a device in its place has no end
CONFIG_VARIABLE = "RIBAO_CONFIG"
HF_VARIABLE = "HF_ENDPOINT"
CHECKOUT = Path(__file__).resolve().parent.parent  # ribao runs from its checkout: prompts/ and config.toml are there

_SECRET_WORDS = ("api_key", "key", "secret", "token", "password")


def _web_address(text: str) -> str:
    """`text` if it is an http(s) address without a user name or password, which a log would show."""
    try:
        parts = urlsplit(text)
        (parts.hostname or "").encode("idna")  # as a connection does: ValueError for a label without letters, too
        well_formed = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        well_formed = False
    if not well_formed or any(c.isspace() for c in text):
        raise PydanticCustomError("address", _("must be an address that begins with https:// or http://"))
    if "@" in parts.netloc:
        raise PydanticCustomError("secret", _("must hold no user name or password"))
    return text


def _mail_or_web_address(text: str) -> str:
    """`text` if it is an e-mail address, or an address as _web_address wants it."""
    return text if re.fullmatch(r"[^\s@:/?&,;<>\"]+@[^\s@:/?&,;<>\"]+", text) else _web_address(text)


def _from_json(value: Any) -> Any:
    """A list or a table that came as the text of a variable. Raises ValueError."""
    return from_json(value) if isinstance(value, str) else value


Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Address = Annotated[str, AfterValidator(_web_address)]
PresetName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]


class Paths(Record):
    data_dir: Path = Path("data")
    digests_dir: Path = Path("digests")
    site_dir: Path = Path("site")
    models_dir: Path = Path()
    interests_file: Path = Path("interests.toml")
    embedding_file: Path = Path()


class Sources(Record):
    huggingface_url: Address = "https://huggingface.co"
    arxiv_api_url: Address = "https://export.arxiv.org/api/query"
    arxiv_pdf_url: Address = "https://arxiv.org/pdf"
    timeout_s: Seconds = 20.0
    tries: int = Field(4, ge=1)
    outage_s: float = Field(300.0, ge=0, allow_inf_nan=False)


class Download(Record):
    contact: str = ""
    interval_s: float = Field(3.0, ge=0, allow_inf_nan=False)
    max_mb: float = Field(100, gt=0, allow_inf_nan=False)
    timeout_s: Seconds = 60.0
    deadline_s: Seconds = 900.0
    tries: int = Field(4, ge=1)


class Extract(Record):
    workers: int = Field(0, ge=0)
    timeout_s: Seconds = 60.0
    memory_mb: int = Field(1024, ge=256)
    max_pages: int = Field(300, ge=1, le=1000)
    ocr: Literal["auto", "off"] = "auto"
    ocr_language: str = Field("eng", pattern=r"^\w+(\+\w+)*$")


class Llm(Record):
    base_url: Address | Literal[""] = ""
    model: str = ""
    passes: Literal["auto", "single", "focused"] = "auto"
    edit: bool = True
    temperature: float = Field(0.0, ge=0, le=2)
    context_tokens: int = Field(128_000, ge=2048)
    max_output_tokens: int = Field(8000, ge=256)
    timeout_s: Seconds = 180.0
    tries: int = Field(5, ge=1)
    deadline_s: Seconds = 600.0
    outage_s: float = Field(300.0, ge=0, allow_inf_nan=False)
    concurrency: int = Field(4, ge=1)
    max_concurrency: int = Field(0, ge=0)
    rpm: int = Field(0, ge=0)
    tpm: int = Field(0, ge=0)
    stream: bool = True
    stall_s: Seconds = 60.0
    reasoning_tokens: int = Field(8000, ge=0)


class Local(Record):
    model: str = "qwen2.5-coder-1.5b"
    context_tokens: int = Field(8192, ge=2048)
    threads: int = Field(0, ge=0)
    timeout_s: Seconds = 900.0


class DigestSettings(Record):
    failed_facts: Literal["mark", "drop"] = "mark"
    footnotes: bool = False


class Price(Record):
    """US dollars per million tokens of one model at one host."""

    model: str
    host: str  # with the port, as in the endpoint's URL
    input: Decimal = Field(ge=0)
    cached_input: Decimal | None = Field(None, ge=0)  # None: the same as other input
    output: Decimal = Field(ge=0)
    at_most: bool = False  # the highest price of several tariffs


class Prices(Record):
    date: str = ""
    source: str = ""
    batch_factor: Decimal = Field(Decimal("0.5"), gt=0, le=1)  # of a reply out of a batch, against the prices below
    models: Annotated[
        tuple[Price, ...], BeforeValidator(_from_json)
    ] = ()  # a model that is not listed has an unknown price


class Site(Record):
    url: Address | Literal[""] = ""
    report: Annotated[str, AfterValidator(_mail_or_web_address)] | Literal[""] = ""
    presets: Annotated[dict[PresetName, str], BeforeValidator(_from_json)] = Field(default_factory=dict)


class Config(Record):
    """All settings. Relative paths have been resolved against the configuration file's folder."""

    paths: Paths = Paths()
    sources: Sources = Sources()
    download: Download = Download()
    extract: Extract = Extract()
    llm: Llm = Llm()
    local: Local = Local()
    digest: DigestSettings = DigestSettings()
    site: Site = Site()
    prices: Prices = Prices()
    # a config.toml of the working folder that names the endpoint and that nobody has named; None: the user's own word
    unconfirmed: Path | None = Field(None, exclude=True)
    by_name: bool = Field(False, exclude=True)  # the model was named on the command line


def load_config(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """Read `path`, or $RIBAO_CONFIG, or ./config.toml, or the checkout's; then apply the environment.

    Raises ConfigError for a missing named file, bad TOML, an unknown key or a value out of range.
    """
    environ = os.environ if environ is None else environ
    named = path is not None or bool(environ.get(CONFIG_VARIABLE))
    path = config_path(path, environ)
    try:
        with path.open("rb") as file:
            tables: dict[str, Any] = tomllib.loads(file.read(MOST_BYTES).decode("utf-8"))
    except OSError as e:
        another, made = _("name another file with --config"), _("make it: ribao init --config {path}", path=path)
        remedy = made if isinstance(e, FileNotFoundError) else another
        raise ConfigError(str(path), _("cannot be read ({reason})", reason=reason_of(e)), remedy) from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise ConfigError(str(path), _("is not valid TOML: {reason}", reason=reason_of(e))) from e
    if "prices" not in tables and path.resolve() != CHECKOUT / "config.toml":
        tables["prices"] = _own_prices()
    from_environment = _overrides(environ)
    for (section, key), name in from_environment.items():
        if isinstance(table := tables.setdefault(section, {}), dict):
            table[key] = environ[name]
    try:
        config = Config.model_validate(tables)
    except ValidationError as e:
        raise _error(e.errors()[0], path, from_environment) from None
    from_file = bool(config.llm.base_url) and ("llm", "base_url") not in from_environment
    strange = from_file and not _is_confirmed(path, config.llm.base_url, named)
    update = {"paths": _absolute(config.paths, path.parent), "unconfirmed": path if strange else None}
    return config.model_copy(update=update)


def _own_prices() -> dict[str, Any]:
    """The prices of the checkout's file, which a file elsewhere has unless it names its own."""
    with contextlib.suppress(OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        prices: dict[str, Any] = tomllib.loads((CHECKOUT / "config.toml").read_text("utf-8")).get("prices", {})
        return prices
    return {}


def _is_confirmed(path: Path, base_url: str, named: bool) -> bool:
    """Whether the user has named this file with this endpoint once, or it is the checkout's own; remembered if so."""
    path = path.resolve()
    if path == CHECKOUT / "config.toml":
        return True
    memory = platformdirs.user_config_path("ribao", appauthor=False) / "endpoints.txt"
    line = f"{base_url}\t{path}"
    try:
        known = line in memory.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        known = False
    if named and not known:
        with contextlib.suppress(OSError, UnicodeEncodeError):  # then it is to be named again
            memory.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with memory.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
    return named or known


def config_path(path: Path | None, environ: Mapping[str, str]) -> Path:
    """The file that settings are read from; a named one need not be there."""
    if path is not None:
        return path
    if environ.get(CONFIG_VARIABLE):
        return Path(environ[CONFIG_VARIABLE])
    here = Path("config.toml")
    return here.resolve() if here.exists() else CHECKOUT / "config.toml"


def _overrides(environ: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """The variable that sets a section's key, for each that one sets. Raises ConfigError for one that sets none."""
    known = {
        f"{ENV_PREFIX}{section}_{key}".upper(): (section, key)
        for section, keys in Config().model_dump().items()
        for key in keys
    }
    ours = [name for name in environ if name.startswith(ENV_PREFIX) and name not in (CONFIG_VARIABLE, LANG_VARIABLE)]
    for name in ours:
        if name not in known:
            raise ConfigError(name, _("unknown environment variable"), _remedy(name, known))
    found = {known[name]: name for name in ours}
    if environ.get(HF_VARIABLE):  # what Hugging Face's own tools read a mirror from
        found.setdefault(("sources", "huggingface_url"), HF_VARIABLE)
    return found


def _error(first: ErrorDetails, path: Path, from_environment: Mapping[tuple[str, str], str]) -> ConfigError:
    """What pydantic found, in the words of config.toml."""
    section, *keys = (str(part) for part in first["loc"])
    known = Config().model_dump()
    if section not in known:
        return ConfigError(str(path), _("unknown section [{section}]", section=section), _nearest(section, known))
    if not keys:
        return ConfigError(
            str(path), _("{section} must be a section", section=section), _("write [{section}]", section=section)
        )
    if keys[0] not in known[section]:
        return ConfigError(
            str(path),
            _("unknown key {section}.{keys}", section=section, keys=keys[0]),
            _remedy(keys[0], known[section]),
        )
    shown = "" if "@" in str(first["input"]) else f" = {str(first['input'])[:80]!r}"
    source = from_environment.get((section, keys[0]), str(path))
    return ConfigError(
        source, f"{section}.{keys[0]}{shown}: {in_words(first['msg'])}", _("see config.toml for what it means")
    )


def _absolute(paths: Paths, folder: Path) -> Paths:
    if paths.models_dir == Path():
        paths = paths.model_copy(update={"models_dir": cache_dir() / "models"})
    try:
        return Paths(**{name: (folder / path.expanduser()).resolve() for name, path in paths})
    except RuntimeError as e:
        raise ConfigError("[paths]", _("begins with ~, but {reason}", reason=e), _("write the path out")) from e


def cache_dir() -> Path:
    """The user's folder for what can be fetched or made again."""
    return platformdirs.user_cache_path("ribao", appauthor=False)


def _remedy(word: str, valid: Collection[str]) -> str:
    if word.lower().endswith(_SECRET_WORDS):
        return _("a secret comes from the environment only: OPENAI_API_KEY")
    return _nearest(word, valid)


def _nearest(word: str, valid: Collection[str]) -> str:
    return did_you_mean(word, valid, least=0.5) or _("valid are {names}", names=", ".join(sorted(valid)))
