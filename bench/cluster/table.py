"""What came of a run, as a table and lines that say whether anything was lost."""

import os
from collections.abc import Sequence
from itertools import pairwise

from bench.cluster.ledger import ANSWERED, Try, quantiles
from bench.cluster.model_stand_in import FIRST_WORD_SECONDS, WORDS_A_SECOND
from bench.cluster.plan import Plan
from bench.cluster.run import Outcome

_SHOWN = 12


def print_outcome(plan: Plan, outcome: Outcome) -> int:
    """Print all of it, and return 1 where anything was lost."""
    embedding = "the tests' embedder, served" if plan.small else "our e5, served over OpenAI's protocol by one process"
    print(
        f"\n{plan.readers} readers for {outcome.seconds:.0f} s, {plan.pages} pages, {plan.workers} workers,"
        f" {os.cpu_count()} cores.\nEach reads an answer for {plan.pause:g} s in the mean"
        f"{', with the page open (its looks included)' if plan.open_pages else ', without the looks of an open page'}."
        f"\nThe answering model is a stand-in: it repeats the passages' own words, the first after {FIRST_WORD_SECONDS} s and"
        f" {WORDS_A_SECOND:g} words a second after it.\nEmbeddings: {embedding}. Library: milvus-lite's server."
        f" Load of the machine: {', '.join(f'{load:.1f}' for load in outcome.loads)}.\n"
    )
    _print_phases(outcome)
    _print_ends(outcome)
    _print_held(outcome)
    return _print_verdicts(outcome)


def _print_phases(outcome: Outcome) -> None:
    edges = [(0.0, "nothing killed yet"), *((killed.at, f"{killed.what} killed") for killed in outcome.killed)]
    edges = [*edges, (float("inf"), "")]
    print(f"{'asked when':34}{'tries':>6}{'failed':>8}   evidence p50     p95   answer p50     p95  (s)")
    for (start, name), (end, _) in pairwise(edges):
        back = next((f", back after {k.ready_at - k.at:.0f} s" for k in outcome.killed if k.at == start), "")
        _print_row(f"{name}{back}", [each for each in outcome.ledger.tries if start <= each.at < end])
    _print_row("all", outcome.ledger.tries)


def _print_row(name: str, tries: Sequence[Try]) -> None:
    answered = [each for each in tries if each.ended in ANSWERED]
    evidence = quantiles([each.evidence for each in answered if each.evidence is not None])
    whole = quantiles([each.whole for each in answered])
    print(f"{name:34}{len(tries):6}{len(tries) - len(answered):8}     {evidence}      {whole}")


def _print_ends(outcome: Outcome) -> None:
    ledger = outcome.ledger
    answered = sum(each.ended in ANSWERED for each in ledger.tries)
    rate = answered / outcome.seconds
    print(f"\n{ledger.asked} questions, {answered} answered ({rate:.1f} a second), in {len(ledger.tries)} tries:")
    for ended, times in ledger.ended(ledger.tries).most_common():
        again = "" if ended in ANSWERED else " (an error; all say to try again)"
        if any(each.ended == ended and not each.says_again for each in ledger.tries):
            again = " (an error that does not say to try again)"
        print(f"  {times:6} {ended}{again}")
    print(f"after errors the reader's place was looked for: {ledger.places_kept} kept, {len(ledger.places_lost)} lost")
    for name, counted in {"answers not saved": ledger.unsaved, "looks that failed": ledger.broken_looks}.items():
        for what, times in counted.most_common(_SHOWN):
            print(f"  {name}: {times} {what}")
    print(f"looks of open pages: {dict(ledger.looks)}")
    for what, times in ledger.changes_broken.most_common(_SHOWN):
        print(f"  changes of articles tried again: {times} {what}")


def _print_held(outcome: Outcome) -> None:
    seconds = sum(held.seconds for held in outcome.held.values())
    cores = os.cpu_count() or 1
    print(
        f"\nThe machine was busy for {outcome.busy:.0f} of {cores * outcome.seconds:.0f} processor seconds, {seconds:.0f} of them"
        f" for this: {1_000 * seconds / max(1, len(outcome.ledger.tries)):.0f} ms a question."
    )
    for kind, held in outcome.held.items():
        print(f"  {kind:12}{held.seconds:7.1f} s of processor {held.megabytes:7} MB")


def _print_verdicts(outcome: Outcome) -> int:
    print()
    ledger, lost = outcome.ledger, 0
    lines = [(verdict.says, verdict.wrong) for verdict in outcome.verdicts]
    lines += [
        ("errors that do not say to try again", tuple(ledger.dead_ends)),
        ("places lost", tuple(ledger.places_lost)),
        ("questions given up", tuple(ledger.given_up)),
    ]
    for says, wrong in lines:
        lost += len(wrong)
        print(f"{'✗' if wrong else '✓'} {says}{f': {len(wrong)} wrong' if wrong else ''}")
        for each in wrong[:_SHOWN]:
            print(f"    {each}")
    print("something was lost" if lost else "nothing was lost")
    return 1 if lost else 0
