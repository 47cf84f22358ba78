"""How a Korean person's name is written in Latin letters: 전재석, Jeon Jae-seok.

By the Revised Romanization (Notification 2000-8 of the Ministry of Culture and Tourism), which writes given names syllable by
syllable, without the changes of sound between them; surnames as most of those who bear them do.
"""

import re
from collections.abc import Iterator

from bot.text.language import has_hangul
from bot.text.names.finding import SURNAMES, TITLE_WORDS, USUAL_SURNAMES, names

_FIRST, _VOWELS_OF_EACH, _FINALS_OF_EACH = 0xAC00, 21 * 28, 28
# In Unicode's order, "-" for what is not written.
INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()
VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()
# Syllables of which given names are made. Names from elsewhere mostly have others: 메르켈, 마크롱, 이레나.
_GIVEN = frozenset(
    "가강건겸경광국권규균근금기길나남다단담대덕도동두라란래려련령례로록루률린림만명모무문미민배백범별병보복봉빈산삼상새서석선설"
    "섭성세소솔송수숙순슬승시식신심아안애양언여연열엽영예오옥온완용우욱운웅원월유윤율은을의익인일재전정제조종주준중지진찬창채"
    "천철청초춘충치태택판평표필하학한해향헌혁현형혜호홍화환효후훈휘희흠"
)
_GIVEN_SYLLABLES = 2
# What somebody is called or does, with up to two words before it that say where: 전재석 군수, 서정휘 중앙은행 부총재.
_TITLED = re.compile(
    rf" (?:\S{{1,14}} ){{0,2}}?[가-힣A-Za-z]{{0,8}}?(?:{TITLE_WORDS}|씨|군수|구청장|이장|[과팀부처단소관청점학회]장|총재|[교목검판]사|위원|사관|"
    r"간호사|기사|학생|주무관|조합장|선장|셰프|대원|코치|스님|신부)(?:들?[은는이가을를의도만와과]|에게|께|에 |[\s,.…“”\"'’)]|$)"
)
# The last syllable of places, and of 한솔대, 손해가, 반대한 and 반대로.
_ENDS_OTHERS = frozenset("시군구읍면도대가한로")


def romanized_persons(text: str) -> Iterator[tuple[str, str]]:
    """Yield the Korean persons that a text names with their names in Latin letters, in order; none of another text.

    One is told by a surname of one syllable before a given name of two, and by a title behind it.
    """
    for name in names(text) if has_hangul(text) else ():
        surname, given = name.text[:1], name.text[1:]
        is_name = surname in SURNAMES and len(given) == _GIVEN_SYLLABLES and _GIVEN.issuperset(given)
        if is_name and given[-1] not in _ENDS_OTHERS and _TITLED.match(text, name.end):
            called = USUAL_SURNAMES.get(surname, ("",))[0] or _romanize(surname)
            yield name.text, f"{called.capitalize()} {'-'.join(map(_romanize, given)).capitalize()}"


def compose(initial: int, vowel: int, final: int) -> str:
    """Return the syllable with these places in `INITIALS`, `VOWELS` and `FINALS`."""
    return chr(_FIRST + initial * _VOWELS_OF_EACH + vowel * _FINALS_OF_EACH + final)


def _romanize(syllable: str) -> str:
    place = ord(syllable) - _FIRST
    letters = (
        INITIALS[place // _VOWELS_OF_EACH],
        VOWELS[place % _VOWELS_OF_EACH // _FINALS_OF_EACH],
        FINALS[place % _FINALS_OF_EACH],
    )
    return "".join(letters).replace("-", "")
