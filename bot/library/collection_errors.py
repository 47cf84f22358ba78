"""What can be wrong with a part of the articles that is asked, and with the feeds that bring some."""

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


class FeedError(HaeseolError):
    """Feeds that a reader follows cannot be used."""


class FeedMissing(FeedError):
    """No such feed is followed."""

    en = "No feed at {address} is followed. `haeseol feed list` shows those that are."
    ko = "{address}은(는) 받아 보는 피드가 아니에요. 받아 보는 피드는 `haeseol feed list`로 볼 수 있어요."


class FeedsUnusable(FeedError):
    """The file of the followed feeds cannot be read or written."""

    en = "The followed feeds in {path} cannot be used: {reason}. Mend the file, or its permissions; it was left as it is."
    ko = "받아 보는 피드 {path}을(를) 쓸 수 없어요: {reason}. 파일이나 권한을 고쳐 주세요. 파일은 그대로 두었어요."
