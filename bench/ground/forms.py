"""Writes a value in the forms that papers, models and Chinese texts use for it."""

from __future__ import annotations

from decimal import Decimal

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def forms(value: Decimal) -> dict[str, str]:
    """Every supported form of a value, by the form's name; each reads back as the value."""
    plain = f"{value:f}"
    found = {"plain": plain, "full_width": plain.translate(_FULL_WIDTH)}
    if value < 0:
        found["minus"] = "−" + plain[1:]
        return {k: v for k, v in found.items() if k != "full_width"}
    if value >= 1000:
        found["comma"] = f"{value:,f}"
    found |= _powers(value)
    found |= _scaled(value)
    if value == value.to_integral_value() and 10 < value < 10**12:
        found["chinese"] = chinese_text(int(value))
    return found


def percent_forms(value: Decimal) -> dict[str, str]:
    """The forms of a percentage: 85 is 85%, 百分之八十五, 0.85."""
    found = {
        "sign": f"{value:f}%",
        "spaced": f"{value:f} %",
        "full_width": f"{value:f}％",
        "words": f"{value:f} percent",
    }
    found["fraction"] = f"{value / 100:f}"
    if value == value.to_integral_value() and 0 < value <= 100:
        found["chinese"] = "百分之" + chinese_text(int(value))
    elif 0 < value < 100:
        whole, _, rest = f"{value:f}".partition(".")
        found["chinese"] = (
            "百分之" + chinese_text(int(whole)) + "点" + "".join("零一二三四五六七八九"[int(d)] for d in rest)
        )
    return found


def _powers(value: Decimal) -> dict[str, str]:
    if value == 0 or Decimal("0.01") < value < 10000:
        return {}
    exponent = value.adjusted()
    mantissa = f"{value.scaleb(-exponent).normalize():f}"
    superscript = str(exponent).translate(_SUPERSCRIPT)
    found = {
        "e": f"{mantissa}e{exponent}",
        "e_minus": f"{mantissa}e{exponent}".replace("-", "−"),
        "times": f"{mantissa} × 10^{{{exponent}}}",
        "dot": f"{mantissa}·10{superscript}",
        "caret": f"{mantissa}x10^{exponent}",
        "latex": f"${mantissa} \\times 10^{{{exponent}}}$",
    }
    if mantissa == "1":
        found["power"] = f"10^{{{exponent}}}"
        found["power_unicode"] = f"10{superscript}"
    return found


def _scaled(value: Decimal) -> dict[str, str]:
    found = {}
    for name, size, text in (
        ("k", 10**3, "K"), ("million", 10**6, " million"), ("m", 10**6, "M"), ("b", 10**9, "B"),
        ("wan", 10**4, "万"), ("yi", 10**8, "亿"),
    ):  # fmt: skip
        head = value / size
        if 1 <= head < 10000 and len(f"{head.normalize():f}") <= 5:
            found[name] = f"{head.normalize():f}{text}"
    return found


def chinese_text(value: int) -> str:
    """A whole number from 0 to 10**12 as Chinese numerals: 120000 is 十二万.

    Raises ValueError outside that range.
    """
    if not 0 <= value < 10**12:
        raise ValueError(f"{value} is not between 0 and 10**12")
    if value == 0:
        return "零"
    parts: list[str] = []
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = value // scale % 10**4
        if not section:
            continue
        gap = bool(parts) and section < 1000
        parts.append(("零" if gap else "") + _section_text(section) + name)
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text


def _section_text(value: int) -> str:
    out, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // scale % 10
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        else:
            gap = True
    return out
