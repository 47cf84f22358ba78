"""What can be wrong with a part of the articles that is asked, with feeds that bring some, and with the store of their files."""

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


class CorpusStoreError(HaeseolError):
    """The store that keeps the articles' files cannot be used. The files in corpus/ are as they were, or newer."""


class CorpusStoreUnreachable(CorpusStoreError):
    """Nobody answers there."""

    en = (
        "The store of the articles at {address} does not answer ({reason}). Nothing was lost; the same command goes on where it "
        "stopped. `haeseol doctor` shows the settings."
    )
    ko = (
        "글 저장소 {address}이(가) 대답하지 않아요({reason}). 잃은 것은 없어요. "
        "같은 명령을 다시 실행하면 멈춘 곳부터 이어서 해요. 설정은 `haeseol doctor`로 볼 수 있어요."
    )


class CorpusStoreRefused(CorpusStoreError):
    """The store answers, and does not do what it was asked."""

    en = (
        "The store of the articles at {address} refused: {reason}. Check the bucket, its rights and the key in the environment; "
        "nothing was lost. `haeseol doctor` shows the settings."
    )
    ko = (
        "글 저장소 {address}이(가) 거절했어요: {reason}. 버킷과 권한, 환경 변수의 키를 확인해 주세요. 잃은 것은 없어요. "
        "설정은 `haeseol doctor`로 볼 수 있어요."
    )


class CorpusStoreEmptied(CorpusStoreError):
    """Nothing of ours is there, though files came from there before: all articles would be deleted here too."""

    en = (
        "The store of the articles at {address} has nothing of ours any more, and {count} files came from there. "
        "Check HAESEOL_CORPUS and the bucket; nothing was deleted. "
        "To fill it again from corpus/, delete {path} and run the same command. "
        "`haeseol doctor` shows the settings."
    )
    ko = (
        "글 저장소 {address}에 저희 파일이 하나도 없어요. 전에 {count}개를 그곳에서 받았어요. "
        "HAESEOL_CORPUS와 버킷을 확인해 주세요. 지운 것은 없어요. "
        "corpus/에서 다시 채우려면 {path}을(를) 지우고 같은 명령을 실행해 주세요. "
        "설정은 `haeseol doctor`로 볼 수 있어요."
    )


class CorpusStoreClientMissing(CorpusStoreError):
    """The package that speaks to such a store is not installed."""

    en = (
        "The articles are kept at {address}, and what speaks to such a store is not installed. "
        "Run `pip install 'obstore>=0.12,<0.13'`."
    )
    ko = "글이 {address}에 있는데 그 저장소와 통신하는 패키지가 없어요. `pip install 'obstore>=0.12,<0.13'`를 실행해 주세요."
