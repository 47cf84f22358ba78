"""What the words of an English sentence mean in Korean, in brackets behind each: a small model knows few Korean words, and puts
those that it is given into a sentence far better than those that it has to find (docs/measurements/answering.md)."""

from bot.text.lexicon import find_meanings

# More of them lead it astray, and take time to read.
_MOST = 2


def with_meanings(sentence: str) -> str:
    """Return an English sentence with the meanings of its words behind them; what has brackets behind it is left alone."""
    done, end = "", 0
    for meaning in find_meanings(sentence):
        done, end = done + sentence[end : meaning.end], meaning.end
        if not sentence.startswith("(", end):
            done += f"({'/'.join(meaning.korean[:_MOST])})"
    return done + sentence[end:]
