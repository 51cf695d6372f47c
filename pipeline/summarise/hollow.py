"""Knows sentences about inference that only say again what goes in, what comes out and what the model is."""

from __future__ import annotations

import re

from pipeline.ground.cited import sentences_of
from schemas.summary import NOT_REPORTED, SAYS_NOTHING, Summary

NEWS = 2  # characters that no other field says: one may be a particle, two are a word
# Characters of the words that any such sentence has: the model reads this, and then gives that, without further steps.
_PLAIN = frozenset(
    "不需要没有额外步骤与和或及的地了把被由从在对用按就即可会都也并后前时里中上出入先再然随最终直接根据依逐个词一段张次单整全部每"
    "普通同样相照常自己行模型网络系统方法程序策略编码解器户使者训练好微调强化学习监督读取收输提交给得到产生成写完预测判断计算作答回"
    "续推理过结果案文字问题图像本数这其它该"
)
_WORD = re.compile(r"[一-鿿]+|[^\W_一-鿿]+")


def without_hollow(summary: Summary) -> Summary:
    """The summary whose inference says something of its own, or that nothing is reported."""
    if summary.inference.strip(" 。") in ("", *SAYS_NOTHING):
        return summary
    fields = (summary.task, summary.input, summary.output, summary.architecture, summary.training)
    told = " ".join(sentences_of(text)[0] for text in fields)
    plain, sentences = sentences_of(summary.inference)
    kept = [s.written for s in sentences if not _says_again(plain[s.start : s.end], told)]
    text = "".join(summary.inference[start:end] for start, end in kept)
    return summary.model_copy(update={"inference": text or NOT_REPORTED})


def _says_again(sentence: str, told: str) -> bool:
    """Whether a sentence has no number, no name and hardly a word that is not in `told` or in every such sentence."""
    pairs = {told[at : at + 2] for at in range(len(told) - 1)}
    new = 0
    for word in _WORD.findall(sentence):
        if word[0].isascii():
            if word.isdigit() or word.casefold() not in told.casefold():
                return False
            continue
        beside = zip(word, ("", *word), (*word[1:], ""), strict=False)
        new += sum(c not in _PLAIN and not {f"{left}{c}", f"{c}{right}"} & pairs for c, left, right in beside)
    return new < NEWS
