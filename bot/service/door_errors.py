"""Errors of the doors for programs: their keys, and their line."""

from bot.errors import HaeseolError


class LineFull(HaeseolError):
    """More programs ask at once than are answered in time."""

    en = "{waiting} questions wait already. Ask again in a moment."
    ko = "이미 질문 {waiting}개가 기다리고 있어요. 잠시 뒤에 다시 물어봐 주세요."


class KeyMissing(HaeseolError):
    """A key that is to be revoked and is not there."""

    en = "There is no key {id}. `haeseol key list` shows those that there are."
    ko = "{id}(이)라는 키가 없어요. 있는 키는 `haeseol key list`로 볼 수 있어요."


class KeysUnusable(HaeseolError):
    """The file of the keys cannot be read or written."""

    en = "The keys in {path} cannot be used: {reason}. Check its permissions, or delete it and make keys with `haeseol key new`."
    ko = "{path}의 키를 쓸 수 없어요: {reason}. 권한을 확인하거나, 지우고 `haeseol key new`로 다시 만들어 주세요."
