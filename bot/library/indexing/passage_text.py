"""Passages described so that they are found: their codes and their terms, each with its article's title in front."""

from collections.abc import Callable, Sequence

from bot.articles import Article
from bot.models.embeddings.encoder import Encoder, PassageCode
from bot.text.aliases import mine_terms, other_spellings
from bot.text.hanja import spell_in_place
from bot.text.keywords import extract_terms

# What one huge article may embed at once: the tokens of so many passages take 200 MB until they are bytes.
_AT_ONCE = 1_024


def encode(
    encoder: Encoder, passages: Sequence[tuple[Article, str]], on_done: Callable[[str, int], None]
) -> list[PassageCode]:
    """Return the codes of passages of articles in order, spans counting from each passage's first character.

    `on_done` hears of an article that is being embedded, and how many passages are done.
    """
    codes: list[PassageCode] = []
    for first in range(0, len(passages), _AT_ONCE):
        group = passages[first : first + _AT_ONCE]
        subject = group[0][0].title

        def tell(done: int, subject: str = subject, before: int = first) -> None:
            on_done(subject, before + done)

        tell(0)
        texts = [_described(article, text) for article, text in group]
        # Hanja are embedded as the words that they stand for, which the model knows better.
        spelled = [spell_in_place(text) for text in texts]
        read = [text if out is None else out.text for text, out in zip(texts, spelled, strict=True)]
        encoded = encoder.encode_passages(read, [article.language for article, _ in group], tell)
        encoded = [
            code if out is None else code.placed(out.starts, out.ends)
            for code, out in zip(encoded, spelled, strict=True)
        ]
        # The title in front is not part of the article's text: its tokens lie before the passage's first character.
        codes += [
            code.moved(len(text) - len(whole)) for code, whole, (_, text) in zip(encoded, texts, group, strict=True)
        ]
    return codes


def terms(article: Article, passages: Sequence[str]) -> list[str]:
    """Return what each of an article's passages is found by, as one string of terms.

    To its own words come those of the other spellings that the article has for them: an article that says
    "프롬 스크래치(From Scratch)" once says only one of the two from there on.
    """
    pairs = mine_terms(article.text)
    described = [_described(article, text) for text in passages]
    return [" ".join(extract_terms(" ".join([text, *other_spellings(text, pairs)]))) for text in described]


def _described(article: Article, passage: str) -> str:
    """Return a passage with its article's title in front, because a passage seldom names its subject.

    A title that was only made from the article's first sentence stays away: it would lend that sentence's words to every
    passage alike.
    """
    title = article.title
    made = article.text.startswith(title.removesuffix("…"))
    return passage if made or passage.startswith(title) else f"{title}\n{passage}"
