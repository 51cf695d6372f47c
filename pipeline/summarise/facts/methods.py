"""What a paper calls its own method, model or system."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.summarise.facts.cells import is_cited
from pipeline.summarise.facts.model_names import is_model, method_of
from pipeline.words.vocabulary import either, pattern
from schemas.records import PaperText

METRIC = pattern("results.metrics")
KNOWN = pattern("data.known")

LEAST_MENTIONS = 4  # a paper names its own method more often than any other name of its introduction
OPENING_BLOCKS = 25  # paragraphs from the start: the abstract and the introduction name the method
DATASET_SHARE = 0.15  # of a name's mentions that follow "on"
_NO_SYSTEM = re.compile(rf"{METRIC.pattern}|{KNOWN.pattern}")
ANY_CASE = 4  # letters of a name that tables may write in another case: U-Net, u-net
LEAST_OURS, MANY_OURS = 2, 4  # times that a name of a table is called "our"; a family of models is often "our BERT"
_STEM = re.compile(r"[A-Z](?=\w*[A-Z-])[A-Za-z]*(?:-[A-Z][A-Za-z]+)*(?=$|[-\s(\d])")
_NO_STEM = frozenset({"ours", "our", "base", "baseline", "model", "method", "avg", "average", "full"})
_NAME = r"(?:Dr\. )?[A-Z][\w.+]*(?:-[A-Za-z0-9][\w.+]*)*"
_CALLED = re.compile(
    rf"(?:\b[Ww]e (?:\w+ )?{either('aspects.proposal', 'made')}\w*|\b(?:called|named|dubbed|termed|namely|coined)|"
    rf"\b[Oo]ur (?:method|model|approach|framework|algorithm|system|agent)s?,?)"
    rf"\s+(?!(?:[a-z-]+\s+)*(?:implementation|version|analysis)\s(?:of|for)\s)(?:[a-z-]+\s+){{0,6}}?"
    rf"(?P<name>{_NAME})(?![\w-]|\s+[A-Z])(?:\s+and\s+(?P<second>{_NAME})(?![\w-]|\s+[A-Z]))?"
)
_OURS_OF_TWO = re.compile(  # "Our system, Jina Test (built on"
    r"\b[Oo]ur (?:method|approach|framework|algorithm|system|agent|pipeline), "
    r"(?P<name>[A-Z]\w+ [A-Z]\w+)(?=[,(]| \(| [a-z])"
)
_INTRODUCED = re.compile(  # "We propose an architecture, the Transformer": theirs, however common
    rf"\b[Ww]e (?:\w+ )?{either('aspects.proposal', 'own')}\w* (?:an?|our) [^.,;:()]{{3,80}},\s"
    rf"(?:(?:the|called|named|dubbed|termed|namely) )*(?P<name>{_NAME})(?![\w-])"
)
_INITIALS = re.compile(r"(?<![A-Za-z])[A-Z]{3,6}(?![A-Za-z])")
_COINED = re.compile(r"(?<![\w-])[A-Z](?=[\w-]*[A-Z])[A-Za-z]*(?:-[A-Z][A-Za-z]+)*(?![\w-])")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ACRONYM = re.compile(r"(?P<long>(?:[A-Za-z][\w-]*\s+){1,7})\((?P<name>[A-Z][\w.+-]{1,14})\)")
_SO = r"\b(?:called|named|termed|dubbed|coined)"
_OWN_WORK = re.compile(r"(?i)\b(?:we|our|this (?:paper|work|article)|propos\w+|introduc\w+|present\w*|new|novel)\b")
_PRESENTED = re.compile(rf"\b[Ww]e (?:\w+ )?{either('aspects.proposal', 'own')}\w* (?:the|an?|our)(?: [\w-]+){{1,7}}$")
_NAMED_SO = re.compile(rf"{_SO} (?:[\w-]+ ){{0,4}}$")  # what ends so, before an acronym's words
_OURS = re.compile(r"(?i)\bours?\b|\bproposed\b|\bthis work\b")
_SHORT = re.compile(r"(?<![\w-])[A-Z]{2,5}(?![\w-])")
_OUTDOES = re.compile(r"(?i)\b(?:outperform\w*|surpass\w*|improv\w+ (?:over|upon))\b")
_REACH = 60  # characters behind these, where whom it is better than is named
# behind a name: what it is made with, that it is data, that it is cited
_WITH_OURS = re.compile(r"[\w.-]* (?:is|are|was|were) [^.;]{0,40}\b(?:with|by|using) our\b")
_DATA = re.compile(r"(?: \([^()]*\))?(?:,| is|:)?(?: (?:an?|the|our) [^.;]{0,50}?)? (?:dataset|benchmark|corpus)s?\b")
_CITATION = re.compile(r"s?\s*(?:\((?:[A-Z][^()]{2,60})?(?:19|20)\d\d[a-z]?\)|\[\d+[^\[\]]{0,12}\])")
_ACHIEVES = re.compile(
    r",? (?:\w+ly )?(?:shows?|attains?|achieves?|outperforms?|improves?|enables?|reaches|surpasses|matches)\b"
)
_NO_METHOD = re.compile(
    rf"(?:{either('data.abbreviations')}|(?=[A-Z][a-z]*$){either('data.openers')}|"
    rf"{either('sections.pointers', 'name')}|{either('data.languages')}|{either('data.common')})"
)


def own_names(paper: PaperText, title: str) -> tuple[str, ...]:
    """The names under which the authors speak of their own work, the surest first; empty where they give none."""
    text = " ".join(b.text for b in paper.blocks if b.kind not in ("reference", "figure_text"))
    opening = " ".join(b.text for b in paper.blocks[:OPENING_BLOCKS] if b.kind in ("abstract", "paragraph", "list"))
    head = method_of(title)
    found = [head] if head else []
    found += _acronyms(f"{title}. {opening}", head)
    called = (m for m in _CALLED.finditer(opening) if not re.match(_SO, m[0]) or _OWN_WORK.search(_so_far(opening, m)))
    counted = Counter(name.rstrip(".") for match in called for name in match.group("name", "second") if name)
    for name, _ in counted.most_common():
        mentions = len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w])", text))
        measured_on = len(re.findall(rf"\bon (?:the )?{re.escape(name)}(?!\w)", text))
        if measured_on > mentions * DATASET_SHARE:
            continue  # a dataset of theirs, which no row is
        if mentions >= LEAST_MENTIONS and not _NO_METHOD.fullmatch(name) and not is_model(name):
            found.append(name)
    found += (match["name"].rstrip(".") for match in _INTRODUCED.finditer(opening))
    found += (m["name"] for m in _OURS_OF_TWO.finditer(opening) if text.count(m["name"]) >= LEAST_MENTIONS)
    found += _of_labels(paper, text)
    of_title = [head, *_of_title(paper, title)]
    found += of_title[1:]
    named = tuple(
        name
        for name in dict.fromkeys(found)
        if name in of_title or not (is_cited_in(name, text) or _is_data(name, text) or _NO_SYSTEM.fullmatch(name))
    )
    labels = {row[0].text.strip("* •") for b in paper.blocks if b.table is not None for row in b.table.rows}
    nets = (name.removesuffix("Net") for name in named if name.removesuffix("Net") in labels)
    named = tuple(dict.fromkeys((*named, *nets)))  # E-Deflare of E-DeflareNet
    return named or tuple(_uncited(paper, text)) or tuple(dict.fromkeys(_studied(paper, title, opening)))


def is_own(label: str, names: tuple[str, ...]) -> bool:
    """Whether a row or column of a table is the paper's own: "Ours", "Coconut (Ours)", "PaSa-7b", "+ Dr. GRPO"."""
    return bool(_OURS.search(label)) or names_one(label, names)


def names_one(label: str, names: tuple[str, ...]) -> bool:
    """Whether a label has one of the names in it."""
    return any(_names(label, name) for name in names)


def without_names(label: str, names: tuple[str, ...]) -> str:
    """A label without the paper's own names and what they are joined to: of "R1-Distill-Qwen-7B" nothing is left."""
    for name in names:
        label = re.sub(rf"(?i)(?:(?<![\w-])|-){re.escape(name)}(?!\w)(?:-[\w.-]+)?", "", label)
    return label.strip(" -+")


def _names(label: str, name: str) -> bool:
    """Whether a label has the name as a word of its own, or behind its base model: Qwen2-7B-HingePO."""
    written = re.escape(name).replace(r"\-", "[- ]")  # DeepSeek-R1, DeepSeek R1
    case = re.IGNORECASE if len(name) >= ANY_CASE else 0
    size = r"(?:\d{2,3})?" if name[-1:].isalpha() else ""  # Foo-Net18 is Foo-Net
    found = re.search(rf"(?:(?<![\w-])(?P<base>[\w./-]+)-|(?<![\w-])){written}{size}(?!\w)", label, case)
    return found is not None and (not found["base"] or is_model(found["base"]))


def _of_labels(paper: PaperText, text: str) -> Iterator[str]:
    """Names at the heads of tables' rows and columns that sentences call "our": our ResNets, our Oat-Zero."""
    tables = [b.table for b in paper.blocks if b.table is not None]
    cells = [row[0].text for table in tables for row in table.rows] + [c.text for t in tables for c in t.rows[0][1:]]
    stems = Counter(match[0] for cell in cells if (match := _STEM.match(cell.strip("* +"))))
    for name in stems:
        if len(name) < ANY_CASE or _NO_METHOD.fullmatch(name) or name.lower() in _NO_STEM:
            continue
        ours = len(re.findall(rf"\b[Oo]urs?:? (?:[\w-]+ ){{0,2}}{re.escape(name)}s?(?![\w ]*baseline)(?!\w)", text))
        ours += LEAST_OURS * sum(bool(_WITH_OURS.match(text, end)) for end in _ends(name, text))
        if ours >= (MANY_OURS if is_model(name) else LEAST_OURS):
            yield name


def _of_title(paper: PaperText, title: str) -> Iterator[str]:
    """Initials of words of the title that stand in tables' labels: VPT of "Introducing Visual Perception Token".

    A word that joins several is as many: WSM of "WideSkyMap".
    """
    words = [part for word in re.findall(r"[A-Za-z]\w*", title) for part in _HUMP.split(word)]
    initials = "".join(word[0] if word[0].isupper() else "_" for word in words)
    labels = [row[0].text for b in paper.blocks if b.table is not None for row in b.table.rows]
    for name in dict.fromkeys(name for label in labels for name in _INITIALS.findall(label)):
        if name in initials and not (_NO_METHOD.fullmatch(name) or _outdone(name, paper)):
            yield name


def _outdone(name: str, paper: PaperText) -> bool:
    """Whether the paper says by name that its method is better: "improves over both Direct Calling and PTC"."""
    text = " ".join(b.text for b in paper.blocks if b.kind in ("abstract", "paragraph", "caption"))
    return any(
        re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text[m.end() : m.end() + _REACH].split(". ")[0])
        for m in _OUTDOES.finditer(text)
    )


def _uncited(paper: PaperText, text: str) -> list[str]:
    """The name of the abstract that heads rows beside cited works, and that no citation follows anywhere."""
    abstract = " ".join(b.text for b in paper.blocks if b.kind == "abstract")
    tables = [b.table for b in paper.blocks if b.table is not None]
    compared = [t for t in tables if any(is_cited(row[0].text) for row in t.rows)]
    labels = [row[0].text.strip("* ") for table in compared for row in table.rows[table.header_rows :]]
    found = Counter[str]()
    for name in dict.fromkeys(match[0] for match in _COINED.finditer(abstract)):
        heads = any(re.match(rf"{re.escape(name)}(?![\w-])", label) for label in labels)
        others = is_model(name) or is_cited_in(name, text) or _NO_METHOD.fullmatch(name) or _NO_SYSTEM.search(name)
        mentions = len(re.findall(rf"(?<![\w-]){re.escape(name)}(?!\w)", text))
        if heads and not others and mentions >= LEAST_MENTIONS:
            found[name] = mentions
    return [name for name, _ in found.most_common(1)]


def _studied(paper: PaperText, title: str, opening: str) -> Iterator[str]:
    """What a study without a method of its own is about: an abbreviation of its title, beside others in its tables.

    TT of "Rethinking Thinking Tokens", which the opening writes out, and RL of "Rethinking RL Scaling", which the title
    has itself.
    """
    written = (m for m in _ACRONYM.finditer(opening) if abbreviates(m["name"], m["long"]))
    short = {m["name"] for m in written if " ".join(m["long"].split()[-len(m["name"]) :]).lower() in title.lower()}
    short |= set(_SHORT.findall(title))
    tables = [b.table for b in paper.blocks if b.table is not None]
    for name in sorted(short):
        whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        for table in tables:
            heads = [" ".join(table.header(column)) for column in range(1, len(table.rows[0]))]
            labels = [row[0].text for row in table.rows[table.header_rows :]]
            if any(0 < sum(bool(whole.search(said)) for said in side) < len(side) for side in (heads, labels)):
                yield name


def _is_data(name: str, text: str) -> bool:
    """Whether the paper calls the name a dataset: "ProsQA, a new dataset", "our ProsQA dataset"."""
    return any(_DATA.match(text, end) for end in _ends(name, text))


def is_cited_in(name: str, text: str) -> bool:
    """Whether a citation follows the name: it is another's."""
    within = len(re.findall(rf"\w-{re.escape(name)}(?!\w)", text))  # DeepSeek-R1-Zero is another's R1-Zero
    if within > len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)):
        return True
    return any(_CITATION.match(text, end) for end in _ends(name, text))


def _ends(name: str, text: str) -> Iterator[int]:
    """Where each mention of a name ends."""
    return (m.end() for m in re.finditer(rf"(?<![\w-]){re.escape(name)}", text))


def _acronyms(opening: str, head: str) -> Iterator[str]:
    """Short names in brackets behind the title's name, or behind words whose initials they are, in own sentences."""
    for match in _ACRONYM.finditer(opening):
        name, long = match["name"], match["long"].strip()
        if head and long.lower().endswith(head.lower()):
            yield name
            continue
        sentence = _so_far(opening, match) + long
        letters = re.sub(r"[^A-Z]", "", name)
        if len(letters) == 1 and _PRESENTED.search(sentence):  # "We present the Pathways Autoregressive ... (Parti)"
            letters = re.sub(r"[^A-Z]", "", name.upper())
        if (
            len(letters) >= 2
            and abbreviates(letters, long)
            and (
                re.search(rf"(?i)\bwe (?:\w+ )?{either('aspects.proposal', 'own')}", sentence)
                or (_named_so(opening, match) and _OWN_WORK.search(sentence))
                or _ACHIEVES.match(opening[match.end() :])
            )
            and not _NO_METHOD.fullmatch(name)
        ):
            yield name


def _so_far(text: str, match: re.Match[str]) -> str:
    """The sentence of a match up to it."""
    return text[max(0, text.rfind(". ", 0, match.start())) : match.start()]


def _named_so(opening: str, match: re.Match[str]) -> bool:
    """Whether the words that an acronym shortens are said to be a name."""
    return bool(_NAMED_SO.search(opening[: match.start("long")]) or re.search(rf"{_SO}\b", match["long"]))


def abbreviates(letters: str, long: str) -> bool:
    """Whether the words before the bracket hold the letters in order, each from some word on: MCOUT, GRPO, PaSa."""
    words = re.findall(r"[A-Za-z]+", long)
    for start in range(len(words)):
        if words[start][0].upper() == letters[0]:
            rest = iter("".join(words[start:]).upper())
            return all(letter in rest for letter in letters)
    return False
