"""Proves that nothing is doubled or lost; docs/reliability.md says what, and how much of it was run.

prove.py simulate [--seeds 0:5000] [--mutant NAME] [--jobs 2]    histories under a virtual clock
prove.py simulate --seed 17 [--mutant NAME]                      one of them with its trace
prove.py sweep [--every 1] [--jobs 2]                            a death at every await of a small history
prove.py power [--trials 300] [--mutant]                         power cuts; the mutant syncs no commit
prove.py kill [--trials 300] [--mutant]                          kill -9; the mutant writes after the send
prove.py zombies [--trials 40] [--mutant]                        frozen ones; the mutant signs when it sends
prove.py all                                                     everything, the mutants too

Exit code 1 when something was doubled or lost; for a mutant, when nothing was.
"""

import argparse
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable

from proof import power, processes, simulate
from proof.mutants import MUTANTS, PRODUCT

FULL = range(5_000)


def main() -> int:
    """Run what the arguments ask for."""
    logging.disable(logging.ERROR)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    simulating = commands.add_parser("simulate")
    simulating.add_argument("--seeds", default=FULL, type=_range)
    simulating.add_argument("--seed", type=int)
    simulating.add_argument("--mutant", choices=MUTANTS)
    simulating.set_defaults(run=_simulate)
    sweeping = commands.add_parser("sweep")
    sweeping.add_argument("--every", default=1, type=int)
    sweeping.set_defaults(run=lambda arguments: _sweep(arguments.jobs, arguments.every))
    for name, run, trials in (("power", _power, 300), ("kill", _kill, 300), ("zombies", _zombies, 40)):
        command = commands.add_parser(name)
        command.add_argument("--trials", default=trials, type=int)
        command.add_argument("--mutant", action="store_true")
        command.set_defaults(run=lambda a, run=run: run(a.trials, a.mutant))
    commands.add_parser("all").set_defaults(run=lambda arguments: _all(arguments.jobs))
    for command in (simulating, sweeping, commands.choices["all"]):
        command.add_argument("--jobs", default=2, type=int)
    arguments = parser.parse_args()
    return 0 if arguments.run(arguments) else 1


def _all(jobs: int) -> bool:
    parts: dict[str, Callable[[], bool]] = {
        "histories": lambda: _histories(FULL, None, jobs),
        **{f"mutant {name}": lambda name=name: _histories(FULL, name, jobs) for name in MUTANTS},
        "a death at every await": lambda: _sweep(jobs, 1),
        "power cuts": lambda: _power(300, False),
        "mutant synchronous=NORMAL": lambda: _power(300, True),
        "kill -9": lambda: _kill(300, False),
        "mutant written-afterwards": lambda: _kill(300, True),
        "zombies": lambda: _zombies(40, False),
        "mutant sign-at-send": lambda: _zombies(40, True),
    }
    good = True
    for title, run in parts.items():
        _say(f"== {title}")
        good = run() and good
    _say("all is as it must be" if good else "SOMETHING IS WRONG")
    return good


def _simulate(arguments: argparse.Namespace) -> bool:
    if arguments.seed is not None:
        return _one(arguments.seed, arguments.mutant)
    return _histories(arguments.seeds, arguments.mutant, arguments.jobs)


def _histories(seeds: range, mutant: str | None, jobs: int) -> bool:
    """All of them; with a mutant until the first that is caught."""
    _say((MUTANTS[mutant] if mutant else PRODUCT).says)
    started, counts, virtual_ms, broken = time.monotonic(), Counter(), 0, []
    for history in simulate.histories(seeds, mutant, jobs):
        counts += history.counts
        virtual_ms += history.virtual_ms
        if history.violations:
            broken.append(history.seed)
            kinds = sorted({violation.split()[0] for violation in history.violations})
            _say(f"seed {history.seed}: {', '.join(kinds)}: {history.violations[0]}")
            if mutant:
                return True
    _print_counts(counts)
    _say(f"{virtual_ms / 3_600_000:>9.1f} virtual hours in {time.monotonic() - started:.0f} s")
    _say(f"{len(broken):>9} of {len(seeds)} seeds with a violation {broken[:10] or ''}")
    return not broken and not mutant


def _one(seed: int, mutant: str | None) -> bool:
    history = simulate.history(seed, mutant)
    _say("\n".join(history.lines))
    for line in (f"trace {history.digest}, {history.virtual_ms} virtual ms", *history.violations):
        _say(line)
    return bool(history.violations) == bool(mutant)


def _sweep(jobs: int, every: int) -> bool:
    started, deaths, counts, broken = time.monotonic(), 0, Counter(), []
    for case, history in simulate.deaths(jobs, every):
        deaths += 1
        counts += history.counts
        if history.violations:
            broken.append(case)
            _say(f"{case}: {history.violations[0]}")
    _print_counts(counts)
    _say(f"{len(broken):>9} of {deaths} deaths with a violation, {time.monotonic() - started:.0f} s")
    return not broken


def _power(trials: int, mutant: bool) -> bool:
    started, broken = time.monotonic(), []
    for seed in range(trials):
        problems = power.trial(seed, "NORMAL" if mutant else None)
        if problems:
            broken.append(seed)
            _say(f"seed {seed}: {problems[0]}")
        if mutant and broken:
            return True
    _say(f"{len(broken):>9} of {trials} power cuts with a loss, {time.monotonic() - started:.0f} s")
    return not broken and not mutant


def _kill(trials: int, mutant: bool) -> bool:
    protocol = MUTANTS["written-afterwards"] if mutant else PRODUCT
    return _tried("killed while at work", processes.kills(trials, 0, protocol, stop=mutant), mutant)


def _zombies(trials: int, mutant: bool) -> bool:
    return _tried(
        "frozen and overtaken", processes.zombies(trials, 0, signs_late=mutant, stop=mutant), mutant
    )


def _tried(what: str, outcome: processes.Outcome, mutant: bool) -> bool:
    for problem in outcome.problems[:5]:
        _say(problem)
    _print_counts(Counter(outcome.states))
    _say(f"{outcome.killed:>9} processes {what} in {outcome.trials} trials, {outcome.seconds:.0f} s")
    _say(f"{len(outcome.problems):>9} problems")
    return bool(outcome.problems) == mutant


def _print_counts(counts: Counter[str]) -> None:
    for name, number in sorted(counts.items()):
        _say(f"{number:>9} {name}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _range(text: str) -> range:
    first, last = text.split(":")
    return range(int(first), int(last))


if __name__ == "__main__":
    sys.exit(main())
