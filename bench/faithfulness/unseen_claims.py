"""Check claims that nothing was fitted on: `python -m bench.faithfulness.unseen_claims [--model NAME] [--every N] [--show]`.

`unseen/` has twelve dense articles and `claims.jsonl`, sixteen claims about each in both languages, half of them false with one
thing wrong, by hands that wrote nothing else here. They are checked as a reader's are, in a library of all twelve.
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.explain import home_with
from bench.faithfulness.__main__ import Case, Outcome, print_groups
from bot.bilingual import Language
from bot.cli.main import prepare_process
from bot.service.haeseol import Haeseol
from bot.settings import DEFAULT_MODEL

FOLDER = Path(__file__).resolve().parent / "unseen"
_LANGUAGES: tuple[Language, ...] = ("ko", "en")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.faithfulness.unseen_claims", description=__doc__)
    parser.add_argument(
        "--model", default=DEFAULT_MODEL, help="that reads claims as well; none for the first reading alone"
    )
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one in N of the claims, drawn by lot")
    parser.add_argument("--show", action="store_true", help="print the claims that went wrong")
    options = parser.parse_args(arguments)
    prepare_process(os.environ)
    luck = random.Random(5)
    cases = [case for case in read_unseen() if luck.random() < 1 / options.every]
    outcomes = []
    with home_with(sorted(FOLDER.glob("*.txt")), options.model) as settings, Haeseol.open(settings) as service:
        for case in cases:
            checked = service.check_claim(case.claim)
            outcomes.append(Outcome(case, checked.support, checked.reason))
    print_groups(outcomes)
    for one in outcomes:
        if options.show and one.supported != one.case.true:
            print(f"{one.case.group} {one.case.kind} {one.support}: {one.case.claim}  [{one.reason}]")
    return 0


def read_unseen() -> Iterator[Case]:
    """Yield the claims, those about one article after the other; what they are checked against is for the library to find."""
    for line in (FOLDER / "claims.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        source = row["article"].split(".")[1]
        for language in _LANGUAGES:
            yield Case(f"made {language}-{source}", row["kind"], row[language], language, (), row["true"])


if __name__ == "__main__":
    sys.exit(main())
