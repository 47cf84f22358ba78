"""How the sentences of a text hang together: which lean on the one before, and which open what those behind them tell.

"The bay is too warm. Three farms lost their seedlings." Asked for the warmth, no word of the second sentence is met; it is there
for the first one.
"""

import re

_POINTS_BACK = re.compile(
    r"(?:이러한|이런|이는|이를|이에|이어|이로|그는|그녀는|그의|그녀의|그러나|하지만|그런데|그런데도|그래서|그|또|또한"
    r"|다만|반면|덕분에|때문에|한편|특히|"
    r"여기에|이와|이때|(?:이들|그들|그중|나머지)(?:[은는이가을를에])?|"
    r"He|She|It|Its|They|Their|His|Her|This|That|These|Those|But|And|So|Yet|However|Also|Then|Still|Such|Instead"
    r"|\w+, in turn)\b"
)
# With words that say so a reason is about what stands before it: "The school closed. That is because few children were left."
_GIVES_REASON = re.compile(
    r".*(?:때문|탓|덕분|까닭|이유)(?:이?다|이었다|입니다|이라고 .{1,12}|이라는 .{1,12})\.[\"”’]?$|.*되면서다\.$"
    r"|(?:This|That|It) (?:is|was) (?:because|why)\b"
)
# Whom these mean only the sentence before says.
_PRONOUN = re.compile(
    r"그는|그녀는|그의|그녀의|그도|그녀도|이들|그들|(?:He|She|They|His|Her|Their)\b|(?:It|This|That|These|Those) "
)
# What makes a short sentence a fact of its own rather than the opening of what follows.
_COMPLETE = re.compile(r"\d|[\"“”‘’']")
_OPENING_LETTERS = {True: 24, False: 62}


def points_back(sentence: str) -> bool:
    """Return whether a sentence begins with a word that leans on the one before: "She", "However", 그는, 나머지."""
    return _POINTS_BACK.match(sentence) is not None


def needs_antecedent(sentence: str) -> bool:
    """Return whether a sentence begins with a pronoun for what the one before it names: "She found ...", "그는 ..."."""
    return _PRONOUN.match(sentence) is not None


def leans(sentence: str) -> bool:
    """Return whether a sentence says little without the one before: it points back, or gives the reason of that one."""
    return points_back(sentence) or _GIVES_REASON.match(sentence) is not None


def opens_paragraph(sentence: str) -> bool:
    """Return whether a sentence is a short statement that those behind it fill: "Warming is the larger threat."."""
    letters = len(sentence.rstrip(".!? "))
    korean = any("가" <= character <= "힣" for character in sentence)
    return letters <= _OPENING_LETTERS[korean] and not sentence.endswith("?") and not _COMPLETE.search(sentence)
