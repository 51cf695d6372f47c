"""The regular expressions of the number reader, over text whose signs and digits are already plain."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.words.vocabulary import either
from schemas.grounding import UnitClass

# One character for one, so that spans hold in the original text.
PLAIN = str.maketrans(
    {
        "−": "-",
        "‐": "-",
        "‑": "-",
        "﹣": "-",
        "－": "-",
        "％": "%",
        "．": ".",
        "＋": "+",
        "＝": "=",
        "（": "(",
        "）": ")",
    }
    | {"＜": "<", "＞": ">", "～": "~", "〜": "~", "∼": "~", "—": "–", "‒": "–", "／": "/", "［": "[", "］": "]"}
    | {chr(0xFF10 + d): str(d) for d in range(10)}
    | {chr(0x1D7CE + 10 * k + d): str(d) for k in range(5) for d in range(10)}  # mathematical bold … monospace digits
)
_PLAIN_RE = re.compile("[" + "".join(re.escape(chr(c)) for c in PLAIN) + "]")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")


def plain_text(text: str) -> str:
    """Text with plain signs and digits, of the same length."""
    return text if text.isascii() else _PLAIN_RE.sub(lambda m: PLAIN[ord(m[0])], text)


_SPACE = "[\u00a0\u2009\u202f]"  # no-break, thin, narrow no-break: used between groups of three digits
# "20 000": a group that begins with 0 is no number of its own, so a plain space joins it to what precedes it.
_INT = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)|[1-9]\d{{0,2}}(?:\x20 ?0\d\d)(?![0-9.])|\d+)"
)
_NUM = rf"(?:{_INT}(?:\.\d+)?|\.\d+)".replace(r"\d", "[0-9]")
TIMES = r"\s?(?:[×xX·⋅∗*✕⨯•∙]|\\times|\\cdot)\s?"


def _power(group: str) -> str:
    """An exponent as ^{…}, ^… or superscript digits, in the groups <group>1 to <group>3."""
    return (
        rf"(?:\s?\^\s?\{{\s?(?P<{group}1>[+-]?\s?[0-9]{{1,4}})(?:(?<=-[0-9])[abc*†‡§])?\s?\}}|\s?\^\s?(?P<{group}2>[+-]?[0-9]{{1,4}})"
        rf"|(?P<{group}3>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}}))"
    )


NUMBER_RE = re.compile(
    rf"(?P<num>{_NUM})"
    rf"(?:(?=\s?[eE^⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]|{TIMES}10)(?:"  # most numbers have no power: one look tells them
    rf"(?P<e>\s?[eE](?:\^\{{)?\s?(?P<ee>[+-]?[0-9]{{1,3}})\}}?(?![A-Za-z0-9_]))"
    rf"|(?P<sci>{TIMES}10{_power('s')})"
    rf"|(?P<flat>{TIMES}10\s?-\s?(?P<fe>[0-9]{{1,2}})(?![0-9]|\.[0-9]))"
    rf"|(?P<pow>{_power('p')})))?"
)
LETTER_E_RE = re.compile(r"(?<![\w.])l[eE](-[0-9]{1,2})(?![\w.])", re.ASCII)
# 10 的负四次方, 2 × 10 的 -5 次方
SPELLED_POWER_RE = re.compile(
    r"(?:(?<![\w.])(?P<mantissa>[0-9]+(?:\.[0-9]+)?)\s*(?:[×x*·]|乘以?)\s*)?(?<![0-9.])(?P<base>10|2|[二十])\s*的\s*"
    r"(?P<minus>负|-)?\s*(?P<exponent>[0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*次[方幂]"
)
BARE_FLAT_RE = re.compile(r"-([0-9]{1,2})(?![0-9A-Za-z]|\.[0-9]|[-/])")

SCALES = {
    "k": 10**3, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12, "thousand": 10**3, "million": 10**6,
    "billion": 10**9, "trillion": 10**12, "hundred": 100, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "十亿": 10**9, "十万": 10**5,
}  # fmt: skip
_SCALE = (
    r"(?:[\s-]?(?:hundred|thousand|million|billion|trillion)\b"
    r"|\s?[多余]?(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千)|[kKMBT](?![A-Za-z0-9]))"
)

DEVICE = (
    rf"(?=[A-Z9])(?:{either('hardware.makers')}[\s-]){{0,2}}"
    rf"(?:(?:{either('hardware.accelerators')})s?(?![0-9A-Za-z])|{either('training.settings', 'device')})"
)
UNITS: tuple[tuple[str, UnitClass, str], ...] = (  # pattern, class, factor to the class's base
    (r"\\?%|per\s?cent(?:age points?)?\b|pp\b|个?百分点", "percent", "1"),
    (rf"(?:{DEVICE}|core)(?:[\s-]?core)?[\s-]?(?:hours?|h)\b|GPU\s?小时|卡时", "gpu_time", "3600"),
    (rf"(?:{DEVICE}|core)(?:[\s-]?core)?[\s-]?days?\b|GPU\s?天", "gpu_time", "86400"),
    (r"ms\b|milliseconds?\b|毫秒", "time", "0.001"),
    (r"μs\b|µs\b|us\b|microseconds?\b|微秒", "time", "0.000001"),
    (r"secs?\b|seconds?\b|s(?![A-Za-z0-9/'’-])|秒", "time", "1"),
    (r"mins?\b|minutes?\b|分钟", "time", "60"),
    (r"hrs?\b|hours?\b|h(?![A-Za-z0-9/-])|个?小时", "time", "3600"),
    (r"days?\b|天", "time", "86400"),
    (r"weeks?\b|周", "time", "604800"),
    (r"KB\b|KiB\b", "bytes", "1000"),
    (r"MB\b|MiB\b", "bytes", "1000000"),
    (r"GB?\b|GiB\b", "bytes", "1000000000"),
    (r"TB\b|TiB\b", "bytes", "1000000000000"),
    (r"USD\b|dollars?\b|美元", "money", "1"),
    (r"个?\s?epochs?\b", "epochs", "1"),
    (r"(?:training |gradient |optimi[sz]ation |update |policy )?(?:steps?|iterations?)\b|步|次迭代", "steps", "1"),
    (r"个?\s?tokens?\b|词元", "tokens", "1"),
    (r"parameters?\b|params?\b|个?参数", "parameters", "1"),
    (rf"[×xX]?\s?{DEVICE}|[张块](?![图表照画幅纸])|个\s?GPU", "devices", "1"),
    (r"layers?\b|层", "layers", "1"),
    (r"[xX](?![A-Za-z0-9])|×(?!\s?[0-9])|times\b|-?fold\b|倍", "multiple", "1"),
)
# re.ASCII: a Chinese character ends a Latin word, as in 80GB显存
UNIT_RE = re.compile("|".join(rf"(?P<u{i}>{pattern})" for i, (pattern, _, _) in enumerate(UNITS)), re.ASCII)
ANY_UNIT_RE = re.compile("|".join(pattern for pattern, _, _ in UNITS), re.ASCII)  # says no in a third of the time
UNIT_OF = {f"u{i}": (unit, Decimal(factor)) for i, (_, unit, factor) in enumerate(UNITS)}
SCALE_RE = re.compile(_SCALE, re.ASCII)

PLUS_MINUS_RE = re.compile(rf"\s?(?:[_^]\{{\s?)?(?:±|\+/-|\\pm)\s?(?P<pm>{_NUM})")
RANGE_RE = re.compile(rf"(?:-|\s?[–~]\s?|\s(?:to|through)\s|\s?[至到]\s?)(?P<num>{_NUM})(?![0-9]|\.[0-9]|/[0-9])")
RATIO_RE = re.compile(r"\s?/\s?([1-9][0-9]{0,5})(?![0-9A-Za-z]|\.[0-9]|\s?/)")

# What holds digits and is no number. Everything here is looked for around digits that were found, since searching
# a whole paper for all of it takes longer than reading its numbers (bench/ground).
REFERENCE_RE = re.compile(r"([A-Za-z]+)\.?[\s~]?\(?(?:[A-Z]\.)?$")
REFERENCE_LIST_RE = re.compile(r"[a-z]?\)?(?:\([a-z]\))?\s?(?:,|and|–|-|to|&|[、和与至到])\s?(?:and\s)?\(?(?:[A-Z]\.)?")
# A word may end like these, and points at nothing: 词表, 代表, 意图, 方式, 环节. What may stand before one is no noun.
CHINESE_REFERENCE_RE = re.compile(
    r"(?:(?:(?<![\u3400-\u9fff])|(?<=[见如在由从与和及或的按于到至该此本附主子插而但则且即以照参看是])"
    r"|(?<=根据|依据|其中|另外|此外))[表图式节章]格?|第|图表|公式|等式|[章小]节|阶段|步骤|附录|算法|定理|引理|方案)\s?[(（]?$"
)
CHINESE_SECTION_RE = re.compile(r"(?:\.[0-9]+)*\s?小?[节章](?!点)")
POINTED_RE = re.compile(
    r"[0-9]{1,3}(?![0-9]|[.,][0-9]{3}|(?:\.[0-9]+)?\s?%)"
)  # Table 3, 公式(512); four digits are a quantity
MEASURED_RE = re.compile(  # a Chinese measure word makes digits a quantity: 意图 3 个, but 图 3 个别
    r"\s?(?:[种份套台帧篇千万亿倍秒]|个(?![别体性])|[项条](?![目件形])|[张层次](?![量次叠要])|[组类步轮](?![合成似别型骤廓])"
    r"|天(?!然)|小时|分钟)"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
URL_RE = re.compile(r"https?://\S+|www\.\S+|10\.[0-9]{4,9}/\S+")
CITATION_RE = re.compile(r"\[[0-9]{1,3}(?:\s?[,;–-]\s?[0-9]{1,3})*\]")
DATE_RE = re.compile(
    r"(?:19|20)[0-9]{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
    r"|(?:19|20)[0-9]{2}\s?年(?:\s?[0-9]{1,2}\s?月(?:\s?[0-9]{1,2}\s?日)?)?|[0-9]{1,2}\s?月\s?[0-9]{1,2}\s?日"
    rf"|[0-9]{{1,2}}\s{_MONTH},?\s(?:19|20)[0-9]{{2}}\b"
    r"|[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{5}(?:v[0-9]+)?(?![0-9])"  # an arXiv id
)
MONTH_BEFORE_RE = re.compile(rf"\b{_MONTH}\s(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s)?$")
DAY_RE = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?(?:,?\s(?:19|20)[0-9]{2})?(?![0-9.%])")
ARXIV_BEFORE_RE = re.compile(r"(?i:arxiv)\s?:?\s?$")
YEAR_RE = re.compile(r"(?:19[5-9]|20[0-3])[0-9](?![0-9,%]|\.[0-9])")
YEAR_BEFORE_RE = re.compile(
    r"(?:al\.?,?|&\s?[A-Z][\w'-]+,?|\b[A-Z][\w'-]+,)\s\(?$"
    r"|(?:\b[A-Z][A-Za-z]*[A-Z][A-Za-z]*)['’]?\s$",
    re.ASCII,
)
YEAR_WORD_RE = re.compile(r"(?:[(;,]\s?|\b(?:in|since|In|Since|of|by|until|from|early|late|mid)\s)$")
YEAR_AFTER_RE = re.compile(r"[a-z]?\s?[);,.](?![0-9])|[a-z]?$")
NAME_RE = re.compile(r"(?P<name>[A-Za-z][\w-]*)\s$", re.ASCII)  # before a number: "Llama 3", "Python 3.11"
LISTED_RE = re.compile(r"[0-9]+(?:\.[0-9]+)?[kKMBT]/")  # between two sizes of a list: 110M/340M
PHASE_RE = re.compile(r"\b(?:[Ss]tage|[Pp]hase)\s$")  # the final stage 300 steps
COUNTED_RE = re.compile(r"\s(?:steps|epochs|iterations|updates|hours|days)\b")
VERSION_RE = re.compile(r"[0-9]{1,4}(?![0-9]|,[0-9]{3})")  # behind a name
LIST_MARK_RE = re.compile(r"[0-9]{1,2}(?:[.)]\s+|、\s?)(?=[*_`]{0,3}[\u4e00-\u9fff])")
LIST_ITEM_RE = re.compile(r"[0-9]{1,2}[.)]\s")
