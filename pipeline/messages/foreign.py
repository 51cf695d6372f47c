"""What libraries and the system say, in the reader's language."""

from __future__ import annotations

import re

from pipeline.messages import N_, _

# As they say it; what they quote is carried over. The longer of two that fit comes first.
_TYPER = (
    N_("Missing command."),
    N_("No such command {name}."),
    N_("No such command {name}. Did you mean {known}?"),
    N_("No such option: {name}"),
    N_("No such option: {name} (Possible options: {known})"),
    N_("Option {name} requires an argument."),
    N_("Option {name} does not take a value."),
    N_("Got unexpected extra argument(s) ({words})"),
    N_("Missing argument {name}."),
    N_("Missing option {name}."),
    N_("Invalid value: {reason}"),
    N_("Invalid value for {name}: {reason}"),
    N_("{value} is not one of {choices}."),
    N_("File {name} does not exist."),
)
_PYDANTIC = (
    N_("Field required"),
    N_("Extra inputs are not permitted"),
    N_("Input is not a valid path"),
    N_("Input should be {expected}"),
    N_("Input should be a finite number"),
    N_("Input should be a valid boolean"),
    N_("Input should be a valid boolean, unable to interpret input"),
    N_("Input should be a valid decimal"),
    N_("Input should be a valid dictionary"),
    N_("Input should be a valid dictionary or instance of {record}"),
    N_("Input should be a valid integer"),
    N_("Input should be a valid integer, got a number with a fractional part"),
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be a valid list"),
    N_("Input should be a valid number"),
    N_("Input should be a valid number, unable to parse string as a number"),
    N_("Input should be a valid string"),
    N_("Input should be a valid tuple"),
    N_("Input should be greater than {least}"),
    N_("Input should be greater than or equal to {least}"),
    N_("Input should be less than {most}"),
    N_("Input should be less than or equal to {most}"),
    N_("Invalid JSON: {reason}"),
    N_("String should have at most {count} characters"),
    N_("String should match pattern '{pattern}'"),
)
_TOML = (
    N_("{reason} (at line {line}, column {column})"),
    N_("{reason} (at end of document)"),
    N_("Cannot declare {name} twice"),
    N_("Cannot overwrite a value"),
    N_("Expected '=' after a key in a key/value pair"),
    N_("Expected newline or end of document after a statement"),
    N_("Expected ']' at the end of a table declaration"),
    N_("Illegal character {name}"),
    N_("Invalid initial character for a key part"),
    N_("Invalid statement"),
    N_("Invalid value"),
    N_("Unclosed array"),
    N_("Unterminated string"),
)
_JSON = (
    N_("Expecting value"),
    N_("Expecting property name enclosed in double quotes"),
    N_("Expecting ',' delimiter"),
    N_("Expecting ':' delimiter"),
    N_("Extra data"),
    N_("Unterminated string starting at"),
    N_("Invalid control character at"),
    N_("{reason} at line {line} column {column}"),
    N_("EOF while parsing a list"),
    N_("EOF while parsing a string"),
    N_("EOF while parsing a value"),
    N_("EOF while parsing an object"),
    N_("expected ident"),
    N_("expected value"),
    N_("key must be a string"),
    N_("trailing characters"),
)
_SYSTEM = (
    N_("[Errno {number}] {reason}"),
    N_("No such file or directory"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("Read-only file system"),
    N_("File name too long"),
    N_("Too many levels of symbolic links"),
    N_("Input/output error"),
    N_("Address already in use"),
    N_("Connection refused"),
    N_("Name or service not known"),
    N_("Temporary failure in name resolution"),
    N_("No address associated with hostname"),
    N_("Network is unreachable"),
    N_("No route to host"),
    N_("Connection reset by peer"),
    N_("Connection timed out"),
    N_("timed out"),
    N_("All connection attempts failed"),
    N_("Server disconnected without sending a response."),
)
_SAID = sorted((*_TYPER, *_PYDANTIC, *_TOML, *_JSON, *_SYSTEM), key=len, reverse=True)


def _pattern(message: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", message)
    return re.compile("".join(f"(?P<{p}>.+?)" if n % 2 else re.escape(p) for n, p in enumerate(parts)), re.DOTALL)


def in_words(said: str) -> str:
    """What a library says, in the reader's language; unknown words stay as they are."""
    said = said.removeprefix("Value error, ")  # pydantic's, before the words of a check
    for message in _SAID:
        if found := _pattern(message).fullmatch(said):
            values = {name: in_words(part) if name == "reason" else part for name, part in found.groupdict().items()}
            return _(message, **values)
    return said
