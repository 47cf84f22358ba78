"""What can be wrong with a part of the articles that is asked."""

from bot.errors import HaeseolError


class ScopeError(HaeseolError):
    """What is to be asked cannot be: a tag, a range of days, chosen articles."""


class ScopeInvalid(ScopeError):
    """A part of it has a value that cannot be."""

    en = "What is to be asked cannot be read: {field} is {value}, and should be {expected}. See `haeseol ask --help`."
    ko = "물어볼 범위를 읽을 수 없어요. {field} 값이 {value}인데 {expected} 꼴이어야 해요. `haeseol ask --help`를 봐 주세요."


class ScopeEmpty(ScopeError):
    """No article belongs to it."""

    en = "No article is in what you ask ({scope}). Widen it; `haeseol list` shows what there is."
    ko = "물어본 범위({scope})에 글이 없어요. 범위를 넓혀 주세요. 어떤 글이 있는지는 `haeseol list`로 볼 수 있어요."
