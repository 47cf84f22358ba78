"""Words of a sentence that tell what it is there for: a reason, a contrast, a way of doing, what somebody says, a definition."""

import re
from collections.abc import Sequence

import numpy as np

from bot.models.embeddings.embedder import Floats
from bot.retrieval.aspects import ASPECTS

_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # a reason, also one that only an ending gives
        r"때문|탓|덕분|까닭|이유|위해|위한|려고|고자|느라|므로|으니|어서|아서|해서|따라|비롯|원인|계기|되면서|면서"
        r"|\b(?:because|since|so|due to|owing|thanks to|reason|therefore|led to|caused?|result|in order to|to avoid|why|meant)\b",
        # a reason that says so
        r"때문|탓[이에]|덕분|까닭|이유|위해|원인|계기"
        r"|\b(?:because|due to|owing to|thanks to|reasons?|caused?|so that|in order to)\b",
        # a contrast
        r"그러나|하지만|반면|다만|달리|보다|대신|지만|\b(?:but|however|whereas|while|unlike|than|instead|although|though|yet)\b",
        # a way of doing something, or a step of it
        r"방식|방법|과정|통해|이용|사용|먼저|다음|단계|순서|으로써"
        r"|\b(?:by|using|through|first|then|next|after|method|process|step|works?)\b",
        # what a word means
        r"(?:이란|란|라는|뜻|의미|말한다|부른다|불린다|일컫|가리킨다)|\b(?:means?|called|known as|refers?|is an?|are|defined)\b",
        r"\d",
        r"[\"“”]",
        # a denial
        r"않|못|없|아니|\b(?:not|no|never|nor|without)\b|n't\b",
    )
)
GIVES_REASON = 1
"""Which of the cues is a reason that says so."""


def find_cues(sentences: Sequence[str]) -> Floats:
    """Return which cues each sentence has, 0 or 1, and how much it tells of each side of an article; (sentences, cues)."""
    found = [
        [*(cue.search(text) is not None for cue in _CUES), *(aspect.tells(text) for aspect in ASPECTS)]
        for text in sentences
    ]
    return np.array(found, dtype=np.float32).reshape(len(sentences), len(_CUES) + len(ASPECTS))
