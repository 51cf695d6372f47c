"""Takes the endpoint's key and login out of what the endpoint says, however it writes them."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from pipeline.llm.endpoint import Endpoint

KEY_MIN_CHARS = 8  # a shorter key is a placeholder such as "none", and would eat ordinary words
_QUOTED_KEY = re.compile(r"\b(?:(?:sk|pk|key|gsk)[-_]|AIza)[\w*.-]{6,}")  # as endpoints quote it: sk-abc***xyz
_BETWEEN = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]{0,2}"  # what a line's end, or signs that nobody sees, put within it
_NO_DIGIT = r"[\s,:;\\x-]{0,3}"
_LOGIN_SCHEME = re.compile(r"\b(Bearer|Basic)\s+(?!\[key\])[\w.~+/=*-]{8,}")


class Redactor:
    """Knows the secrets of one endpoint: key, login, and what stands behind the "?" of its address."""

    def __init__(self, endpoint: Endpoint) -> None:
        secrets = [endpoint.api_key.get_secret_value()]
        secrets += [value for _name, value in parse_qsl(urlsplit(endpoint.base_url).query)]
        if endpoint.login is not None:
            login = endpoint.login.get_secret_value()
            secrets += [login, login.partition(":")[2]]
        long = sorted({s for s in secrets if len(s) >= KEY_MIN_CHARS}, key=len, reverse=True)
        both = [way for secret in long for way in (secret, secret[::-1])]
        forms = [form for way in both for form in (*_as_base64(way), *_as_numbers(way), _as_escaped(way))]
        self._secret = re.compile("|".join(forms)) if forms else None

    def exact(self, text: str) -> str:
        """`text` without the secrets themselves: for answers, where other words that look like a key are content."""
        return self._secret.sub("[key]", text) if self._secret else text

    def __call__(self, text: str) -> str:
        """`text` without the secrets, also as endpoints quote a part of them: for errors and logs."""
        return _QUOTED_KEY.sub("[key]", _LOGIN_SCHEME.sub(r"\1 [key]", self.exact(text)))


def _as_escaped(secret: str) -> str:
    """A pattern for the secret in any case, also with blanks between, and with any of its characters escaped.

    As JSON, HTML, URLs or Python escape them.
    """
    return f"(?i:{_BETWEEN.join(map(_escaped, secret))})"


def _as_numbers(secret: str) -> Iterator[str]:
    """Patterns for its bytes as numbers, and for base64 and base32 of it once more in base64."""
    data = secret.encode()
    for form in ("02x", "d", "o", "08b"):
        yield f"(?i:{_NO_DIGIT.join(format(byte, form) for byte in data)})"
    yield re.escape(base64.b32encode(data).decode().rstrip("=")[: len(data) * 8 // 5]) + r"\w?={0,6}"
    yield from _as_base64(base64.b64encode(data).decode().rstrip("="))


def _escaped(character: str) -> str:
    code = f"{ord(character):x}"
    ways = [
        rf"\\{{0,8}}{re.escape(character)}",
        rf"\\{{1,8}}(?:u00|x|u\{{0{{0,8}}){code}\}}?",
        rf"%(?:25){{0,4}}{code}",
    ]
    return f"(?:{'|'.join([*ways, rf'&#(?:0{{0,8}}{ord(character)}|x0{{0,8}}{code});?'])})"


def _as_base64(secret: str) -> list[str]:
    """Patterns for the secret within a longer text in base64: what of it no byte before or behind it changes."""
    found = []
    for before in range(3):
        written = base64.b64encode(b"\0" * before + secret.encode()).decode().rstrip("=")
        first = -(-8 * before // 6)
        last = 8 * (before + len(secret.encode())) // 6
        body = re.escape(written[first:last]).replace(r"\+", "[+-]").replace("/", "[/_]")
        found.append(body + (r"\w?={0,2}" if last < len(written) else "={0,2}"))
    return found
