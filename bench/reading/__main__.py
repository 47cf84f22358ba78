"""Measure the readers: `python -m bench.reading [made | seen | news | fuzz | speed] ...`, `made` without a name."""

import sys

from bench.reading import fuzz, made, news, seen, speed

COMMANDS = {"made": made.main, "seen": seen.main, "news": news.main, "fuzz": fuzz.main, "speed": speed.main}


def main(arguments: list[str]) -> int:
    """Run the measurement that the first argument names; return its exit status."""
    if arguments and arguments[0] in COMMANDS:
        return COMMANDS[arguments[0]](arguments[1:])
    return made.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
