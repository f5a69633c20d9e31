"""`python -m benchmarks`: all benchmarks at small sizes, one JSON object per line.

    python -m benchmarks web --rounds 200
    python -m benchmarks history                # five years of it, for the next
    python -m benchmarks insights --rounds 50
    python -m benchmarks matching --size 10000 --size 100000 --peers all --eval DIR
    python -m benchmarks seating --repeat 3

Lines of matching: `ratio` compares with the baseline, SciPy alone, at the same size – seconds with
its pass over all listings, milliseconds with its list for a typed text. A pass that would outlast
the budget is worked out from the `sampled` listings. What PostgreSQL's server holds is not in
`peak_mb`.
"""

import argparse
import json
import math
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.peers import BASELINE, PEERS

Line = dict[str, Any]
SMALL, USUAL, MILLION = 2_000, 10_000, 1_000_000
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for; everything where nothing is."""
    match arguments:
        case ["store", *rest]:
            run_store(rest)
        case ["web", *rest]:
            run_web(rest)
        case ["insights", *rest]:
            run_web(["--only", "insights", *rest])
        case ["history"]:
            from benchmarks import history  # starts Django

            history.main()
        case ["finding", *rest]:
            run_finding(rest)
        case ["matching", *rest]:
            run_matching(rest)
        case ["large", *rest]:
            from benchmarks import large

            large.main(rest)
        case ["seating", *rest]:
            run_seating(rest)
        case ["contender", name, memory, *task]:
            run_contender(name, float(memory), task)
        case _:
            run_web(arguments)
            run_matching(["--size", str(SMALL), "--budget", "5"])
            run_seating(["--repeat", "1"])


def run_store(arguments: Sequence[str]) -> None:
    """The matcher's tables at work; see benchmarks/store.py."""
    sys.argv = ["python -m benchmarks store", *arguments]
    from benchmarks import store  # starts Django

    store.main()


def run_finding(arguments: Sequence[str]) -> None:
    """The search in the database; see benchmarks/finding.py."""
    sys.argv = ["python -m benchmarks finding", *arguments]
    from benchmarks import finding  # starts Django

    finding.main()


def run_web(arguments: Sequence[str]) -> None:
    """CPU time per page; see benchmarks/web.py."""
    sys.argv = ["python -m benchmarks web", *arguments]
    from benchmarks import web  # starts Django

    web.main()


def run_seating(arguments: Sequence[str]) -> None:
    """Tables of meetings; see benchmarks/seating.py."""
    command = [sys.executable, "-m", "benchmarks.seating", *arguments]
    subprocess.run(command, env=os.environ | ONE_CORE, check=True)


def run_matching(arguments: Sequence[str]) -> None:
    """Speed at each size, how it grows, then quality."""
    options = parser().parse_args(arguments)
    sizes = sorted({*(options.size or [USUAL]), *([MILLION] if options.million else [])})
    names = [BASELINE.name, "engine", *chosen_peers(options.peers)]
    told: list[Line] = []
    for size in sizes:
        for name in names:
            for line in lines_of(name, ["speed", str(size), str(options.budget)], options):
                told.append(tell(line | ratio(line, told)))
    for line in growth(told):
        tell(line)
    for name in names if options.eval else ():
        for line in lines_of(name, ["quality", str(options.eval)], options):
            tell(line)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser("python -m benchmarks matching")
    made.add_argument("--size", type=int, action="append", help="listings; may be repeated")
    made.add_argument("--million", action="store_true", help="a million listings as well")
    made.add_argument("--peers", default="all", help="all, none, or names with commas between")
    made.add_argument("--eval", type=Path, help="folder with labelled data")
    made.add_argument("--budget", type=float, default=20, help="seconds per operation")
    made.add_argument("--limit", type=float, default=1800, help="seconds per contender and size")
    made.add_argument("--memory", type=float, default=12, help="gigabytes per process")
    return made


def chosen_peers(wanted: str) -> list[str]:
    """Names of those that can take part; tells which cannot, and why."""
    names = {"all": [peer.name for peer in PEERS], "none": []}.get(wanted, wanted.split(","))
    chosen = [peer for peer in PEERS if peer.name in names]
    for peer in chosen:
        if peer.missing():
            tell({"peer": peer.name, "skipped": peer.missing()})
    return [peer.name for peer in chosen if not peer.missing()]


def lines_of(name: str, task: Sequence[str], options: argparse.Namespace) -> Iterator[Line]:
    """What the contender tells in a process of its own, which ends after ``options.limit``."""
    command = [sys.executable, "-m", "benchmarks", "contender", name, str(options.memory), *task]
    environment = os.environ | ONE_CORE
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
    ) as process:
        timer = threading.Timer(options.limit, end, [process])
        timer.start()
        try:
            yield from map(json.loads, process.stdout or ())
        finally:
            timer.cancel()
            end(process) if process.poll() is None and sys.exc_info()[0] else process.wait()
    if process.returncode:
        over = process.returncode == -signal.SIGKILL
        why = f"over {options.limit:g} s" if over else f"ended with {process.returncode}"
        yield {"peer": name, "task": " ".join(task), "skipped": why}


def end(process: subprocess.Popen[str]) -> None:
    """With its forks, which are of its session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def run_contender(name: str, memory: float, task: Sequence[str]) -> None:
    """The child's side of ``lines_of``."""
    from benchmarks import matching

    gigabytes = int(memory * 2**30)
    resource.setrlimit(resource.RLIMIT_AS, (gigabytes, gigabytes))
    match task:
        case ["speed", size, budget]:
            matching.speed(name, int(size), float(budget))
        case ["quality", folder]:
            matching.quality(name, Path(folder))


def tell(line: Line) -> Line:
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return line


def ratio(line: Line, told: Iterable[Line]) -> Line:
    """How many times the baseline's pass or, of a call, its list for a typed text."""
    for unit, what in (("seconds", "pass"), ("median_ms", "live")):
        of_baseline = [
            each[unit]
            for each in (*told, line)
            if (each.get("who"), each.get("what")) == (BASELINE.name, what)
            and each["size"] == line.get("size")
        ]
        if unit in line and of_baseline:
            return {"ratio": float(f"{line[unit] / of_baseline[0]:.3g}")}
    return {}


def growth(told: Iterable[Line]) -> Iterator[Line]:
    """The k of time = N^k between each size and the next."""
    last: dict[tuple[str, str], Line] = {}
    for line in told:
        key = line.get("who", ""), line.get("what", "")
        before, time = last.get(key), line.get("seconds") or line.get("median_ms")
        if not time:
            continue
        if before:
            sizes, times = line["size"] / before["size"], time / before["time"]
            exponent = round(math.log(times) / math.log(sizes), 2)
            span = {"from": before["size"], "to": line["size"]}
            yield {"what": "growth", "who": key[0], "of": key[1], **span, "exponent": exponent}
        last[key] = {"size": line["size"], "time": time}


if __name__ == "__main__":
    main(sys.argv[1:])
