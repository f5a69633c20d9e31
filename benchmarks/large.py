"""A million listings: how long the nearest of all take, and how many of them are found.

    python -m benchmarks large --listings 1000000 --folder DIR

Cuts the seeds of a world into words, which takes most of the time, and keeps them as a matrix in
the folder; a second run reads it from there. Then a process of its own looks up a sample of the
needs among all seeds, some of them by comparing with every one as well. Prints JSON objects; the
minutes of a pass are those of the sample times all listings of both sides, by two workers.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix, load_npz, save_npz, vstack

from benchmarks.worlds import listing
from matching.engine import analyse
from matching.engine.counts import Counted, CountedText, counted_hashes, numbers_of
from matching.engine.documents import Facts
from matching.engine.product import Product
from matching.engine.profiles import weighed
from matching.engine.rows import Row, matrix_of
from matching.engine.scoring import LEAST_BASE
from matching.engine.statistics import Label, Statistics, offered

NOTHING_KNOWN = Facts()
SAMPLED, COMPARED = 2_000, 200
CHUNK = 5_000
FOUND, SHOWN = 128, 20


def main(arguments: list[str]) -> None:
    """Prepare where nothing is prepared yet, then measure."""
    parser = argparse.ArgumentParser("python -m benchmarks large", description=__doc__)
    parser.add_argument("--listings", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    if not (options.folder / "seeds.npz").exists():
        prepare(options.listings, options.folder, options.processes)
    context = multiprocessing.get_context("spawn")  # so that the peak of memory is the pass alone
    process = context.Process(target=measure, args=(options.listings, options.folder))
    process.start()
    process.join()
    sys.exit(process.exitcode)


def prepare(size: int, folder: Path, processes: int) -> None:
    """All seeds and some needs of the world as matrices over the same columns."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = [*range(1, size, 2), *range(0, 2 * SAMPLED, 2)]
    with multiprocessing.Pool(processes) as pool:
        cut = list(pool.imap(counted, numbers, chunksize=500))
    hashes, counts = np.unique(
        np.concatenate([counted_hashes(row) for row, _ in cut]), return_counts=True
    )
    columns = hashes[counts > 1]
    labels = labels_in(cut)
    statistics = Statistics(
        len(cut), dict(zip(hashes.tolist(), counts.tolist(), strict=True)), labels, offered(labels)
    )
    chunks = (cut[at : at + CHUNK] for at in range(0, len(cut), CHUNK))
    whole = vstack([matrix_of(list(rows(chunk, statistics)), columns) for chunk in chunks]).tocsr()
    save_npz(folder / "seeds.npz", whole[:-SAMPLED].tocsc(), compressed=False)
    save_npz(folder / "needs.npz", whole[-SAMPLED:], compressed=False)


def counted(number: int) -> tuple[bytes, Any]:
    """The listing in numbers, and what it ticked."""
    document = Counted.of(analyse(listing(number)))
    return numbers_of(document), document.ticks


def labels_in(cut: Iterable[tuple[bytes, Any]]) -> dict[Label, int]:
    """How often each label is ticked."""
    found: dict[Label, int] = {}
    for _numbers, ticks in cut:
        for group in ticks:
            for name in group.names:
                found[group.kind, name] = found.get((group.kind, name), 0) + 1
    return found


def rows(cut: Iterable[tuple[bytes, Any]], statistics: Statistics) -> Iterator[Row]:
    """The listings weighed, without their words."""
    documents = [Counted("", "seed", NOTHING_KNOWN, (nameless(*each),), each[1]) for each in cut]
    return (row for _profile, [row] in weighed(documents, statistics))


def nameless(numbers: bytes, ticks: Any) -> CountedText:
    """The text whose hashes and strengths are in the numbers; its terms have numbers as names."""
    ticked = sum(len(group.names) for group in ticks)
    hashes = counted_hashes(numbers)
    hashes = hashes[: len(hashes) - ticked]
    strengths = np.frombuffer(numbers, "<f8", len(hashes), len(numbers) - 8 * len(hashes))
    return CountedText(list(map(str, range(len(hashes)))), hashes, strengths, {}, {})


def measure(size: int, folder: Path) -> None:
    """The pass, and what it misses."""
    seeds: csc_matrix = load_npz(folder / "seeds.npz")
    needs: csr_matrix = load_npz(folder / "needs.npz")
    product = Product(seeds)
    begin = time.process_time()
    tops = list(product.tops(needs, FOUND, LEAST_BASE / 2))
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    line = {"ms_per_listing": round(1000 * seconds / needs.shape[0], 2), "peak_gb": round(peak, 2)}
    line["pass_minutes_by_two"] = round(seconds / needs.shape[0] * size / 2 / 60, 1)
    exact = (needs[:COMPARED] @ seeds.T.tocsr()).tocsr()
    kept = [
        len(first(exact[at]) & {*top.columns[np.argsort(-top.values)[:SHOWN]].tolist()})
        for at, top in enumerate(tops[:COMPARED])
    ]
    line["recall20"] = round(sum(kept) / (SHOWN * len(kept)), 4)
    print(
        json.dumps({"what": "candidate pass", "listings": size, "sampled": needs.shape[0], **line})
    )


def first(row: csr_matrix) -> set[int]:
    """The largest entries of a row by comparing with all."""
    return {*row.indices[np.argsort(-row.data)[:SHOWN]].tolist()}
