"""Why a sentence is marked weak or unsupported, in the reader's words."""

from bot.bilingual import Bilingual

NOTHING_LIKE_IT = Bilingual("글에 이런 내용이 없어요", "no passage says this")
NOT_QUITE_SAID = Bilingual(
    "비슷한 내용은 있지만 똑같지는 않아요", "the passage says something close, but not quite this"
)
NOT_CONFIRMED = Bilingual("다시 읽어 보니 확실하지 않아요", "a second reading did not confirm it")
DENIES_WHAT_IS_SAID = Bilingual("글은 아니라고 하지 않아요", "the passage does not deny this")
SAYS_WHAT_IS_DENIED = Bilingual("글은 그렇지 않다고 해요", "the passage denies this")
SAYS_THE_OPPOSITE = Bilingual("글은 반대로 말해요", "the passage says the opposite")
YES_AND_DENIED = Bilingual("‘네’라고 하고 아니라고 해서 어느 쪽인지 알 수 없어요", "it says yes and then denies")
EXCHANGED_ROLES = Bilingual("누가 한 일인지가 글과 달라요", "who does it is another in the passage")
NOT_ALL = Bilingual("글은 모두 그렇다고 하지 않아요", "the passage does not say it of all")
QUOTED_OTHERWISE = Bilingual("따옴표 안의 말이 글과 달라요", "the quoted words are not those of the passage")
READ_BY_MACHINE = Bilingual(
    "그림에서 기계가 읽은 글이라 틀릴 수 있어요", "the passage was read from a picture by machine and may have mistakes"
)

# How the last character of a number is read decides between 이라는 and 라는.
_ENDS_OPEN = frozenset("2459aeijkoqsuvwyz")


def number_is_nowhere(number: str) -> Bilingual:
    """Say that no passage has `number`."""
    return Bilingual(f"{number}{_called(number)} 수는 어느 글에도 없어요", f"the number {number} is in no passage")


def number_is_elsewhere(number: str) -> Bilingual:
    """Say that `number` is in the evidence, but not where the sentence is from."""
    return Bilingual(
        f"{number}{_called(number)} 수는 이 대목에 없어요", f"the number {number} is not in the passage that says this"
    )


def number_belongs_to(number: str, owner: str) -> Bilingual:
    """Say that the passage gives `number` to `owner`, not to whom the sentence gives it."""
    return Bilingual(
        f"{number}{_called(number)} 수는 {owner}의 것이에요", f"the number {number} belongs to {owner} in the passage"
    )


def address_is_nowhere(address: str) -> Bilingual:
    """Say that no passage has `address`."""
    return Bilingual(f"{address} 주소는 어느 글에도 없어요", f"the address {address} is in no passage")


def name_is_nowhere(name: str) -> Bilingual:
    """Say that the cited passages do not have `name`."""
    return Bilingual(f"‘{name}’{_called(name)} 이름은 이 대목에 없어요", f"the name {name} is not in the passage")


def _called(word: str) -> str:
    last = word.rstrip(" .)").lower()[-1:]
    if "가" <= last <= "힣":
        return "라는" if (ord(last) - 0xAC00) % 28 == 0 else "이라는"
    return "라는" if last in _ENDS_OPEN else "이라는"
