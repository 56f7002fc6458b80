"""Proves that nothing is doubled or lost; docs/reliability.md says what and how much.

prove.py simulate [--seeds 0:5000] [--mutant NAME] [--jobs 2]    histories under a virtual clock
prove.py simulate --seed 17 [--mutant NAME]                      one of them with its trace
"""

import argparse
import sys
import time
from collections import Counter

from proof import simulate
from proof.mutants import MUTANTS


def main() -> int:
    """Run what the arguments ask for; 1 when an invariant was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("simulate")
    command.add_argument("--seeds", default="0:5000", type=_range)
    command.add_argument("--seed", type=int)
    command.add_argument("--mutant", choices=MUTANTS)
    command.add_argument("--jobs", default=2, type=int)
    command.set_defaults(run=_simulate)
    arguments = parser.parse_args()
    return int(arguments.run(arguments))


def _simulate(arguments: argparse.Namespace) -> bool:
    if arguments.seed is not None:
        return _one(arguments.seed, arguments.mutant)
    started, counts, virtual_ms, broken = time.monotonic(), Counter(), 0, []
    for history in simulate.histories(arguments.seeds, arguments.mutant, arguments.jobs):
        counts += history.counts
        virtual_ms += history.virtual_ms
        if history.violations:
            broken.append(history.seed)
            print(f"seed {history.seed}: {history.violations[0]}", flush=True)
            if arguments.mutant:
                break
    for name, number in sorted(counts.items()):
        print(f"{number:>9} {name}")
    print(f"{virtual_ms / 3_600_000:>9.1f} virtual hours in {time.monotonic() - started:.0f} s")
    print(f"{len(broken):>9} of {len(arguments.seeds)} seeds with a violation {broken[:10] or ''}")
    return bool(broken)


def _one(seed: int, mutant: str | None) -> bool:
    history = simulate.history(seed, mutant)
    print("\n".join(history.lines))
    print(f"trace {history.digest}, {history.virtual_ms} virtual ms", *history.violations, sep="\n")
    return bool(history.violations)


def _range(text: str) -> range:
    first, last = text.split(":")
    return range(int(first), int(last))


if __name__ == "__main__":
    sys.exit(main())
