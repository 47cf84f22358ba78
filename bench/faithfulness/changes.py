"""Known changes of a real sentence, in either language: what it becomes, and whether the sentence still supports it.

Each change is a rule over words (English) or morphemes (Korean) and gives up where its rule does not apply. A few in a hundred
come out odd; they teach, and are not measured on: `bench/faithfulness/articles` is written by hand.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bench.faithfulness.opposites import OPPOSITES, STRONGER
from bot.bilingual import Language
from bot.text.morphology import Morpheme, join_morphemes, split_morphemes

Label = Literal["supported", "not_said", "contradicted", "not_supported"]


@dataclass(frozen=True, slots=True)
class Change:
    """A claim made of a sentence, by which change, and what the sentence says of it."""

    kind: str
    claim: str
    label: Label


def change(sentence: str, language: Language, names: tuple[str, ...], luck: random.Random) -> Iterator[Change]:
    """Yield every change that can be made of `sentence`; `names` are those of other texts, to be put in the place of its own."""
    rules = _KOREAN if language == "ko" else _ENGLISH
    for kind, label, rule in rules:
        claim = rule(sentence, luck)
        if claim is not None and claim != sentence:
            yield Change(kind, claim, label)
    named = exchange_name(sentence, language, names, luck)
    if named is not None:
        yield Change("entity", named, "not_supported")
    detailed = insert_detail(sentence, language, luck)
    if detailed is not None:
        yield Change("detail", detailed, "not_said")
    for mine, theirs, label in _exchanged_words(language):
        found = re.search(mine, sentence)
        if found and luck.random() < 0.6:
            said = theirs if found.group()[:1].islower() or language == "ko" else theirs[:1].upper() + theirs[1:]
            yield Change(
                "opposite" if label == "contradicted" else "some",
                sentence[: found.start()] + said + sentence[found.end() :],
                label,
            )


def _exchanged_words(language: Language) -> Iterator[tuple[str, str, Label]]:
    for pair in OPPOSITES[language].split(", "):
        one, other = pair.split("/")
        for mine, theirs in ((one, other), (other, one)):
            yield (rf"\b{mine}\b" if language == "en" else mine), theirs, "contradicted"
    yield from STRONGER[language]


# Numbers, in either language.

_NUMBER = re.compile(r"(?<![A-Za-z0-9.,-])\d[\d,]*(?:\.\d+)?")


def exchange_digits(sentence: str, luck: random.Random) -> str | None:
    """Return `sentence` with one number made another."""
    found = list(_NUMBER.finditer(sentence))
    if not found:
        return None
    match = luck.choice(found)
    digits = match.group()
    at = luck.randrange(len(digits))
    if not digits[at].isdigit():
        at = 0
    other = luck.choice([d for d in "123456789" if d != digits[at]])
    return sentence[: match.start()] + digits[:at] + other + digits[at + 1 :] + sentence[match.end() :]


def exchange_numbers(sentence: str, luck: random.Random) -> str | None:
    """Return `sentence` with two numbers in each other's place."""
    found = [match for match in _NUMBER.finditer(sentence)]
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :] if a.group() != b.group()]
    pairs = [(a, b) for a, b in pairs if len(a.group()) == len(b.group())]
    if not pairs:
        return None
    one, other = luck.choice(pairs)
    between = sentence[one.end() : other.start()]
    return sentence[: one.start()] + other.group() + between + one.group() + sentence[other.end() :]


# Names.

_ENGLISH_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][a-z]{2,}|[A-Z]{2,})(?: [A-Z][a-z]+)*")
_NO_NAME = re.compile(
    r"^(?:The|This|That|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|President|Minister)$"
)


def find_names(sentence: str, language: Language) -> list[str]:
    """Return the names of `sentence` that can be exchanged."""
    if language == "en":
        return [name for name in dict.fromkeys(_ENGLISH_NAME.findall(sentence)) if not _NO_NAME.match(name)]
    return list(dict.fromkeys(m.form for m in split_morphemes(sentence) if m.tag == "NNP" and len(m.form) > 1))


def exchange_name(sentence: str, language: Language, names: tuple[str, ...], luck: random.Random) -> str | None:
    """Return `sentence` with one name replaced by one of `names`."""
    own = find_names(sentence, language)
    others = [name for name in luck.sample(names, min(20, len(names))) if name not in sentence]
    if not own or not others:
        return None
    return _replaced(sentence, language, {luck.choice(own): others[0]})


def exchange_names(sentence: str, luck: random.Random) -> str | None:
    """Return an English `sentence` with two names in each other's place, where no "and" or comma joins them."""
    own = find_names(sentence, "en")
    pairs = [
        (a, b)
        for i, a in enumerate(own)
        for b in own[i + 1 :]
        if not re.search(rf"{re.escape(a)}(?:,| and| or) {re.escape(b)}", sentence)
    ]
    if not pairs:
        return None
    one, other = luck.choice(pairs)
    return _replaced(sentence, "en", {one: other, other: one})


def _replaced(sentence: str, language: Language, names: dict[str, str]) -> str:
    pattern = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))
    said = pattern.sub(lambda match: names[match.group()], sentence)
    return _with_particles(said, set(names.values())) if language == "ko" else said


_PARTICLES = {
    "은": "은는",
    "는": "은는",
    "이": "이가",
    "가": "이가",
    "을": "을를",
    "를": "을를",
    "과": "과와",
    "와": "과와",
}


def _with_particles(sentence: str, names: set[str]) -> str:
    """Return a Korean sentence with the particles behind `names` as their last syllables want them."""
    for name in names:
        closed = "가" <= name[-1] <= "힣" and (ord(name[-1]) - 0xAC00) % 28 != 0
        sentence = re.sub(
            rf"(?<={re.escape(name)})[은는이가을를과와](?=[\s,.])",
            lambda match, closed=closed: _PARTICLES[match.group()][0 if closed else 1],  # type: ignore[misc]
            sentence,
        )
    return sentence


# Details that no source says.

_DETAILS: dict[Language, tuple[str, ...]] = {
    "en": (
        "for the first time", "in secret", "because of the cost", "after a long debate", "with help from the army", "twice a year",
        "for five years", "in the capital", "against the advice of experts", "within two weeks", "without telling anyone",
        "at the request of the government", "by mistake", "free of charge", "together with a rival company", "last summer",
        "to save money", "before the deadline", "despite the protests", "in three countries", "under a new law", "every Monday",
    ),
    "ko": (
        "처음으로", "비밀리에", "비용 때문에", "오랜 논의 끝에", "군의 도움으로", "해마다 두 번", "5년 동안", "수도에서", "전문가의 조언과 달리",
        "2주 안에", "아무에게도 알리지 않고", "정부의 요청으로", "실수로", "무료로", "경쟁사와 함께", "지난여름", "돈을 아끼려고", "기한 전에",
        "반대에도 불구하고", "세 나라에서", "새 법에 따라", "월요일마다",
    ),
}  # fmt: skip


def insert_detail(sentence: str, language: Language, luck: random.Random) -> str | None:
    """Return `sentence` with a detail more: at its end in English, behind its first topic or subject in Korean."""
    detail = luck.choice(_DETAILS[language])
    if language == "en":
        return (
            re.sub(r"[.]$", f" {detail}.", sentence) if sentence.endswith(".") and not sentence.endswith("..") else None
        )
    found = re.search(r"^.{2,40}?[가-힣](?:은|는|이|가) ", sentence)
    return f"{sentence[: found.end()]}{detail} {sentence[found.end() :]}" if found else None


# English.


def deny_english(sentence: str, luck: random.Random) -> str | None:
    """Return `sentence` denied, or its denial taken away."""
    for pattern, other in _DENIED:
        said, count = re.subn(pattern, other, sentence, count=1)
        if count:
            return said
    found = re.search(
        r"(?<=[a-z] )([a-z]{3,})(ed)(?= (?:the|a|an|in|to|his|her|its|their|that|with|for|on)\b)", sentence
    )
    if found and found.group() not in {"need", "used", "based", "called", "named"}:
        stem = found.group(1)
        verb = stem[:-1] if re.search(r"([bdgmnprt])\1$", stem) and not stem.endswith(("ss", "ll")) else stem
        verb = f"{verb[:-1]}y" if verb.endswith("i") else verb
        verb = (
            f"{verb}e"
            if re.search(r"(?:at|iv|uc|ir|is|ag|ov|ak|as|ut|os|nc|rg|rs|ls|yz|iz|us|id|ud|ad|ov|lv|rv|rc)$", verb)
            else verb
        )
        return sentence[: found.start()] + f"did not {verb}" + sentence[found.end() :]
    return None


_DENIED = (
    (r"\b(is|are|was|were|will|would|can|could|should|has|have|had|does|do|did|may|might|must) not ", r"\1 "),
    (r"\b(is|are|was|were|would|could|should|has|have|had|does|do|did)n[’']t ", r"\1 "),
    (r"\b(can)(?:not|'t) ", r"\1 "),
    (r"\bnever ", ""),
    (r"\b(is|are|was|were|will|would|can|could|should|has|had|may|might|must) (?!not|never)", r"\1 not "),
)


def turn_about_english(sentence: str, luck: random.Random) -> str | None:
    """Return "B because A" for "A because B", "B before A" for "A before B"; and after for before."""
    found = re.search(r"^(.{12,}?) (because|before|after|so that) (?!of\b)(.{12,}?)([.])$", sentence)
    if found is None:
        return None
    one, word, other, end = found.groups()
    if word in ("before", "after") and luck.random() < 0.5:
        return f"{one} {'after' if word == 'before' else 'before'} {other}{end}"
    return f"{other[0].upper()}{other[1:]} {word} {one[0].lower()}{one[1:]}{end}"


def drop_condition_english(sentence: str, luck: random.Random) -> str | None:
    """Return the main clause of a sentence with "if", "unless" or "when"."""
    found = re.search(r"^(?:If|Unless|When) [^,]{8,}, (?:then )?(.{15,})$", sentence)
    if found:
        return found.group(1)[0].upper() + found.group(1)[1:]
    found = re.search(r"^(.{15,}?),? (?:if|unless|provided that) .{8,}$", sentence)
    return f"{found.group(1)}." if found else None


def told_as_fact_english(sentence: str, luck: random.Random) -> str | None:
    """Return what somebody says, expects or claims as if it were so."""
    found = re.search(
        r"\b(?:said|says|claim(?:s|ed)?|believ(?:es|ed)|think(?:s)?|argu(?:es|ed)|expect(?:s|ed)?) that (.{20,})$",
        sentence,
    )
    return found.group(1)[0].upper() + found.group(1)[1:] if found else None


def promise_english(sentence: str, luck: random.Random) -> str | None:
    """Return what may, could, should or will be as what must be or is."""
    found = re.search(r"\b(may|might|could|should|can|plans? to|hopes? to|will)\b(?! not)", sentence)
    if found is None:
        return None
    word = found.group()
    other = (
        luck.choice(["must", "is certain to"]) if word in ("may", "might", "could", "can", "should") else "failed to"
    )
    return sentence[: found.start()] + other + sentence[found.end() :]


def shorten_english(sentence: str, luck: random.Random) -> str | None:
    """Return `sentence` without what stands in brackets, between commas or before its first comma."""
    said = re.sub(r" \([^()]*\)", "", sentence)
    if said == sentence:
        said = re.sub(
            r"^(?:In|On|At|During|After|Since|For|By) [^,]{3,40}, (\w)", lambda m: m.group(1).upper(), sentence
        )
    if said == sentence:
        said = re.sub(r", (?:which|who|where) [^,]{8,}, ", " ", sentence)
    return said


# Korean, by morphemes: only what stands behind the first one that changes is written anew.


def _ending(sentence: str) -> tuple[tuple[Morpheme, ...], int] | None:
    """Return the morphemes and where the last verb, adjective or copula begins; None without a plain ending."""
    found = split_morphemes(sentence)
    ends = [i for i, one in enumerate(found) if one.tag == "EF"]
    if not ends or found[ends[-1]].form not in ("다", "ᆫ다", "는다", "습니다", "ᆸ니다", "어요", "에요"):
        return None
    verbs = [i for i in range(ends[-1]) if found[i].tag.split("-")[0] in ("VV", "VA", "VX", "VCP", "VCN", "XSV", "XSA")]
    return (found, verbs[-1]) if verbs and ends[-1] - verbs[-1] <= 3 else None


def _rewritten(sentence: str, found: tuple[Morpheme, ...], at: int, tail: list[tuple[str, str]]) -> str:
    end = next(one for one in reversed(found) if one.tag == "EF").end
    begin = at
    while begin > 0 and sentence[found[begin].start - 1 : found[begin].start].strip():
        begin -= 1  # to the beginning of the word, so that contracted syllables are whole
    head = [(one.form, one.tag) for one in found[begin:at]]
    return sentence[: found[begin].start] + join_morphemes([*head, *tail]) + sentence[end:]


def _tail(found: tuple[Morpheme, ...], at: int) -> list[tuple[str, str]]:
    last = max(i for i, one in enumerate(found) if one.tag == "EF")
    return [(one.form, one.tag) for one in found[at : last + 1]]


def deny_korean(sentence: str, luck: random.Random) -> str | None:
    """Return `sentence` denied, or its denial taken away."""
    ending = _ending(sentence)
    if ending is None:
        return None
    found, at = ending
    tail = _tail(found, at)
    stem, tag = tail[0]
    if stem in ("않", "못하") and at >= 2 and found[at - 1].form == "지":
        return _rewritten(sentence, found, at - 2, [(found[at - 2].form, found[at - 2].tag), *_conjugated(tail[1:])])
    if tag == "VCN":
        return _rewritten(sentence, found, at, [("이", "VCP"), *tail[1:]])
    if tag == "VCP":
        return _rewritten(sentence, found, at, [("이", "JKC"), ("아니", "VCN"), *_conjugated(tail[1:])])
    if stem in ("있", "없") and tag == "VA":
        return _rewritten(sentence, found, at, [("없" if stem == "있" else "있", "VA"), *_conjugated(tail[1:])])
    said = "않" if luck.random() < 0.7 or len(tail) < 3 else "못하"
    action = tag.split("-")[0] in ("VV", "XSV") or (tag == "VX" and stem == "있")
    return _rewritten(sentence, found, at, [tail[0], ("지", "EC"), (said, "VX"), *_conjugated(tail[1:], action)])


def _conjugated(tail: list[tuple[str, str]], action: bool = False) -> list[tuple[str, str]]:
    past = any(tag == "EP" for _, tag in tail)
    plain = {"ᆫ다": "는다" if action else "다", "다": "다"}
    return [(plain.get(form, form) if not past else form, tag) for form, tag in tail]


def said_politely(sentence: str, luck: random.Random) -> str | None:
    """Return a plain sentence with the polite ending, or the other way round."""
    ending = _ending(sentence)
    if ending is None:
        return None
    found, at = ending
    tail = _tail(found, at)
    form = tail[-1][0]
    other = {"습니다": "다", "ᆸ니다": "다"}.get(form) or luck.choice(["습니다", "습니다", "어요"])
    return _rewritten(sentence, found, at, [*tail[:-1], (other, "EF")])


def must_korean(sentence: str, luck: random.Random) -> str | None:
    """Return what is or was so as what must be, is planned or is only expected."""
    ending = _ending(sentence)
    if ending is None or found_modal(ending):
        return None
    found, at = ending
    stem = _tail(found, at)[0]
    if stem[1].split("-")[0] not in ("VV", "XSV"):
        return None
    tail = luck.choice(
        [
            [("어야", "EC"), ("하", "VV"), ("ᆫ다", "EF")],
            [("을", "ETM"), ("예정", "NNG"), ("이", "VCP"), ("다", "EF")],
            [("을", "ETM"), ("것", "NNB"), ("으로", "JKB"), ("보이", "VV"), ("ᆫ다", "EF")],
        ]
    )
    return _rewritten(sentence, found, at, [stem, *tail])


def found_modal(ending: tuple[tuple[Morpheme, ...], int]) -> bool:
    """Return whether what stands before the end is an ability, a plan or a duty."""
    found, at = ending
    return any(
        one.form in ("수", "예정", "것", "계획", "어야", "야", "전망", "방침") for one in found[max(at - 4, 0) : at + 1]
    )


def done_korean(sentence: str, luck: random.Random) -> str | None:
    """Return what can be, is planned or expected as what was done."""
    found = split_morphemes(sentence)
    for i in range(len(found) - 4, 1, -1):
        verb, ending, noun = found[i - 2], found[i - 1], found[i]
        if (
            ending.form in ("을", "ᆯ")
            and ending.tag == "ETM"
            and noun.form in ("수", "예정", "계획", "전망", "방침", "것")
        ):
            if verb.tag.split("-")[0] not in ("VV", "XSV") or not any(one.tag == "EF" for one in found[i:]):
                return None
            return _rewritten(sentence, found, i - 2, [(verb.form, verb.tag), ("었", "EP"), ("다", "EF")])
    return None


def exchange_roles_korean(sentence: str, luck: random.Random) -> str | None:
    """Return `sentence` with who does it and whom or what it is done to in each other's place."""
    found = split_morphemes(sentence)
    doers = [
        i
        for i, one in enumerate(found)
        if one.form in ("이", "가", "은", "는") and one.tag in ("JKS", "JX") and _noun(found, i)
    ]
    goals = [
        i
        for i, one in enumerate(found)
        if one.tag in ("JKO", "JKB", "JC")
        and one.form in ("을", "를", "에게", "와", "과", "보다", "으로부터", "에")
        and _noun(found, i)
    ]
    pairs = [(a, b) for a in doers for b in goals if a != b and found[b].tag != "JC"]
    if not pairs:
        return None
    one, other = luck.choice(pairs)
    first, second = sorted((one, other))
    (a, b), (c, d) = _run(found, first), _run(found, second)
    if found[b].end > found[c].start:
        return None
    mine, theirs = sentence[found[a].start : found[b].end], sentence[found[c].start : found[d].end]
    if mine == theirs:
        return None
    said = (
        sentence[: found[a].start] + theirs + sentence[found[b].end : found[c].start] + mine + sentence[found[d].end :]
    )
    return _with_particles(said, {mine, theirs})


def _noun(found: tuple[Morpheme, ...], at: int) -> bool:
    return at > 0 and found[at - 1].tag in ("NNP", "NNG", "SL", "XSN") and found[at - 1].end == found[at].start


def _run(found: tuple[Morpheme, ...], at: int) -> tuple[int, int]:
    """Return the first and last morpheme of the nouns before the particle at `at`."""
    begin = at - 1
    while (
        begin > 0
        and found[begin - 1].tag in ("NNP", "NNG", "SL", "XPN")
        and found[begin].start - found[begin - 1].end <= 1
    ):
        begin -= 1
    return begin, at - 1


def drop_condition_korean(sentence: str, luck: random.Random) -> str | None:
    """Return the main clause of a sentence whose first clause ends in 면."""
    found = re.search(r"^.{6,}?[가-힣]면,? (.{14,})$", sentence)
    return found.group(1) if found and not re.search(r"(?:따르|의하|반|하지만)면", sentence[: found.start(1)]) else None


def told_as_fact_korean(sentence: str, luck: random.Random) -> str | None:
    """Return what somebody says or claims as if it were so."""
    found = re.search(
        r"^(?:[가-힣A-Za-z]+(?: [가-힣]+){0,3}[은는] )(.{12,}다)고 (?:말했|밝혔|주장했|전했|설명했|강조했)", sentence
    )
    return f"{found.group(1)}." if found else None


def shorten_korean(sentence: str, luck: random.Random) -> str | None:
    """Return `sentence` without what stands in brackets, or without an adverbial of time at its beginning."""
    said = re.sub(r"\s?\([^()]*\)(?=[은는이가을를의에와과도로,. ])", "", sentence)
    if said == sentence:
        said = re.sub(
            r"^(?:\d+년|지난\w*|올해|최근|이날|당시|한편|또한|그러나|하지만)[에은는]?(?: \d+월)?(?: \d+일)?,? (?=.{14,})",
            "",
            sentence,
        )
    return said


Rule = Callable[[str, random.Random], str | None]
_ENGLISH: tuple[tuple[str, Label, Rule], ...] = (
    ("negation", "contradicted", deny_english),
    ("number", "contradicted", exchange_digits),
    ("owner", "contradicted", exchange_numbers),
    ("roles", "not_supported", exchange_names),
    ("order", "not_supported", turn_about_english),
    ("condition", "not_said", drop_condition_english),
    ("opinion", "not_said", told_as_fact_english),
    ("modality", "not_said", promise_english),
    ("shorten", "supported", shorten_english),
)
_KOREAN: tuple[tuple[str, Label, Rule], ...] = (
    ("negation", "contradicted", deny_korean),
    ("number", "contradicted", exchange_digits),
    ("owner", "contradicted", exchange_numbers),
    ("roles", "not_supported", exchange_roles_korean),
    ("modality", "not_said", must_korean),
    ("modality", "not_said", done_korean),
    ("condition", "not_said", drop_condition_korean),
    ("opinion", "not_said", told_as_fact_korean),
    ("shorten", "supported", shorten_korean),
    ("polite", "supported", said_politely),
)
