"""Which sentences of a text carry it: those that say most of what it keeps coming back to."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from bot.text.cohesion import leans
from bot.text.keywords import extract_terms

# A sentence of this many characters is of a good length; longer ones carry more words and no more of a point.
_GOOD_LENGTH = 90
_SHORTEST = 20
# A longer one is a list or three sentences in one: it is no point to remember, however much it says.
_LONGEST = 300
# What the title names counts more than what is only repeated.
_IN_TITLE = 1.5

# What leans on the sentence before says little alone.
_LEANING_COST = 0.6
# Words with which writers say that this is the point.
_IS_THE_POINT = re.compile(
    r"(?:결국|핵심|요컨대|교훈|결론|관건|시사|목표로)|\b(?:the (?:point|lesson|question|result) (?:is|was)|in short|above all|suggests?)\b"
)
_IS_THE_POINT_GAIN = 1.3
# Captions and asides.
_CAPTION = re.compile(r"(?:하고|되고) 있다\.$|\b(?:pictured|file photo)\b|사진[=.:]|ⓒ|©")


def salience(sentences: Sequence[str], title: str) -> list[float]:
    """Return how much each sentence carries of the text that all of them make, in their order; 0 for captions and questions.

    A title that is only the beginning of the first sentence does not make that one the point.
    """
    told = [set(extract_terms(sentence)) for sentence in sentences]
    counts = Counter(term for terms in told for term in terms)
    made = bool(sentences) and sentences[0].startswith(title.removesuffix("…"))
    in_title = set() if made else set(extract_terms(title))
    return [_score(sentence, terms, counts, in_title) for sentence, terms in zip(sentences, told, strict=True)]


def best_of_each_part(scores: Sequence[float], most: int) -> list[int]:
    """Return up to `most` places in order, the best of as many equal stretches; stretches without a score have none."""
    stretches = [range(len(scores) * i // most, len(scores) * (i + 1) // most) for i in range(most)]
    best = [max(stretch, key=scores.__getitem__) for stretch in stretches if stretch]
    return [i for i in best if scores[i] > 0]


def _score(text: str, terms: set[str], counts: Counter[str], in_title: set[str]) -> float:
    if len(text) < _SHORTEST or text.endswith("?") or _CAPTION.search(text):
        return 0.0
    # Exactly rounded: a sum whose terms come in the order of a set would differ from run to run.
    weight = math.fsum(math.log(1 + counts[term]) * (_IN_TITLE if term in in_title else 1.0) for term in terms)
    weight *= _LEANING_COST if leans(text) else 1.0
    weight *= _IS_THE_POINT_GAIN if _IS_THE_POINT.search(text) else 1.0
    weight *= min(1.0, _LONGEST / len(text))
    return weight / math.sqrt(max(len(text), _GOOD_LENGTH))
