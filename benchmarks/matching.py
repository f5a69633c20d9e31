"""What is measured of matching: speed over made-up worlds, quality on labelled data.

`python -m benchmarks matching` (see `benchmarks/__main__.py`) runs each contender in a process of
its own, and each operation of a contender in a fork of that, so that a peak of memory belongs to
one operation. Another way of storing or ranking is another `Operation`, or another `Contender`.
"""

import gc
import json
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, median, quantiles
from typing import Any

import psutil

from benchmarks import peers, worlds
from benchmarks.peers import BASELINE, LENGTH, OTHER, PEERS, Index, Lists, Peer, Ranker
from matching.engine import AnalysedDocument, Corpus, Document, analyse, evaluation
from matching.engine.evaluation import Grades

Line = dict[str, Any]
Note = Callable[[str, Callable[[], Any]], Any]
"""Measures a step of a preparation under a name and hands on what it returns."""

CLOCKS = {"cpu": time.process_time, "wall": time.perf_counter}
MAXRSS = 1 if sys.platform == "darwin" else 1024  # bytes
TYPED, TYPED_LENGTH = 200, 120  # texts, characters
EVERY = 10**9
"""More listings than there are: a call answers all."""
STRIDE = 7_919
"""A prime: two subjects of a sample are as many numbers apart, so that both sides are in it."""


@dataclass(frozen=True)
class Operation:
    """One measured thing: ``run(state, at)`` with at = 0, 1, 2 … while the budget lasts.

    ``chunk`` is how many listings a call answers where the line tells of a pass over all of them,
    and 0 where it tells of a call. The clock is "wall" where PostgreSQL does the work.
    """

    name: str
    run: Callable[[Any, int], object]
    chunk: int = 0
    calls: int = 1_000
    clock: str = "cpu"


@dataclass(frozen=True)
class Contender:
    """Who is measured: how its state for N listings comes about, and what is done with it.

    The clock is of the preparation; of the labelled data one pair in ``sparse`` is ranked.
    """

    prepare: Callable[[int, Note], Any]
    operations: tuple[Operation, ...]
    rankers: Mapping[str, Callable[[Sequence[Document]], Ranker]]
    clock: str = "cpu"
    sparse: int = 1


@dataclass
class Engine:
    """The engine as it is: everything in memory, and everything anew after a change."""

    corpus: Corpus
    analysed: list[AnalysedDocument]
    typed: list[Document]


def prepare_engine(size: int, note: Note) -> Engine:
    documents = list(worlds.documents(size))
    analysed = note("analyse", lambda: list(map(analyse, documents)))
    documents.clear()
    corpus = note("vectorise", lambda: Corpus.from_analysed(analysed))
    _ = corpus.lists  # every operation runs in a fork, and would make them first
    return Engine(corpus, analysed, typed_texts())


def typed_texts() -> list[Document]:
    """Beginnings of needs that are in no world."""
    needs = (worlds.listing(2 * number, seed=3) for number in range(TYPED))
    return [replace(need, key="", owner="", body=need.body[:TYPED_LENGTH]) for need in needs]


def subject(engine: Engine, at: int) -> AnalysedDocument:
    return engine.analysed[at * STRIDE % len(engine.analysed)]


def list_of_one(engine: Engine, at: int) -> object:
    """20 suggestions with their reasons for the next listing of either side."""
    return engine.corpus.suggest(subject(engine, at))


def every_list(engine: Engine, at: int) -> object:
    """The 60 nearest of every listing, both sides, labels and all, as a rebuild finds them."""
    engine.corpus.__dict__.pop("lists", None)
    return engine.corpus.lists


def live(engine: Engine, at: int) -> object:
    """20 suggestions for a need that is being typed."""
    return engine.corpus.suggest(engine.typed[at % TYPED])


def engine_ranker(documents: Sequence[Document]) -> Ranker:
    corpus = Corpus(documents)
    return lambda subjects: {
        each.key: [match.candidate for match in corpus.suggest(each)] for each in subjects
    }


def fed_with(part: Callable[[Document], Document]) -> Callable[[Sequence[Document]], Ranker]:
    """The engine where it is told only a part of each document."""

    def make(documents: Sequence[Document]) -> Ranker:
        ranker = engine_ranker(list(map(part, documents)))
        return lambda subjects: ranker(list(map(part, subjects)))

    return make


@dataclass
class Indexed:
    """A peer with both sides indexed, and the texts that are asked."""

    chunk: int
    texts: dict[str, list[str]]
    indexes: dict[str, Index]
    typed: list[str]


def of_peer(peer: Peer) -> Contender:
    """The peer as a contender: a pass over both sides and a typed text, nothing incremental."""

    def prepare(size: int, note: Note) -> Indexed:
        texts = peers.by_side(worlds.documents(size), peers.text_of)
        indexes = note("vectorise", lambda: {side: peer.make(texts[side]) for side in texts})
        return Indexed(peer.chunk, texts, indexes, list(map(peers.text_of, typed_texts())))

    operations = (
        Operation("pass", lists_of_chunk, chunk=peer.chunk, clock=peer.clock),
        Operation("live", live_of_peer, clock=peer.clock),
    )
    rankers = {peer.name: lambda documents: peers.index_ranker(peer, documents)}
    return Contender(prepare, operations, rankers, peer.clock, peer.sparse)


def lists_of_chunk(state: Indexed, at: int) -> object:
    """The lists of the next needs from the seeds, then of as many seeds from the needs."""
    asked = "seed" if at % 2 else "need"
    begin = at // 2 * state.chunk % len(state.texts[asked])
    return state.indexes[OTHER[asked]].tops(state.texts[asked][begin : begin + state.chunk], LENGTH)


def live_of_peer(state: Indexed, at: int) -> object:
    return state.indexes["seed"].tops([state.typed[at % TYPED]], LENGTH)


OF_ENGINE = (
    Operation("pass", every_list, chunk=EVERY),
    Operation("pass with reasons", list_of_one, chunk=1),
    Operation("live", live),
)
RANKERS = {"engine": engine_ranker, "engine, text only": fed_with(evaluation.text_only)}
CONTENDERS = {
    "engine": Contender(prepare_engine, OF_ENGINE, RANKERS),
    **{peer.name: of_peer(peer) for peer in (BASELINE, *PEERS)},
}


def tell(**line: Any) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def speed(name: str, size: int, budget: float) -> None:
    """Prepare the contender and run its operations, each for ``budget`` seconds or one call."""
    contender = CONTENDERS[name]

    def note(what: str, call: Callable[[], Any]) -> Any:
        before, clock = resident(), CLOCKS[contender.clock]
        start = clock()
        result = call()
        line: Line = {"seconds": round(clock() - start, 3), "clock": contender.clock}
        line |= before | peak(resource.getrusage(resource.RUSAGE_SELF))
        tell(what=what, who=name, size=size, **line)
        return result

    state = contender.prepare(size, note)
    gc.freeze()  # else the collector would touch, and so copy, all of the state in every fork
    for operation in contender.operations:
        line = in_fork(timed, operation, state, size, budget)
        tell(what=operation.name, who=name, size=size, **line)


def timed(operation: Operation, state: Any, size: int, budget: float) -> Line:
    """Milliseconds of single calls, or the seconds of a pass over all listings."""
    if operation.clock == "wall" and not peers.server_answers():
        return {"skipped": peers.NO_SERVER}
    clock, end, times = CLOCKS[operation.clock], time.monotonic() + budget, list[float]()
    most = -(-size // operation.chunk) if operation.chunk else operation.calls
    while not times or (len(times) < most and time.monotonic() < end):
        start = clock()
        operation.run(state, len(times))
        times.append(clock() - start)
    told = pass_of(times, operation.chunk, size) if operation.chunk else calls_of(times)
    return {"clock": operation.clock, "calls": len(times), **told}


def pass_of(times: list[float], chunk: int, size: int) -> Line:
    """Seconds for all; only ``sampled`` of them were really answered where that is told."""
    answered = min(len(times) * chunk, size)
    sampled = {"sampled": answered} if answered < size else {}
    return {"seconds": round(sum(times) * size / answered, 3), **sampled}


def calls_of(times: list[float]) -> Line:
    p95 = quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
    return {"median_ms": round(median(times) * 1000, 3), "p95_ms": round(p95 * 1000, 3)}


def in_fork(call: Callable[..., Line], *arguments: Any) -> Line:
    """The line that a forked process makes, and that process's memory."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            before = resident()
            os.write(writing, json.dumps(call(*arguments) | before).encode())
        except Exception:
            traceback.print_exc()
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    line: Line = json.loads(answer or '{"skipped": "failed"}')
    return line | peak(os.wait4(pid, 0)[2])


def resident() -> Line:
    """Megabytes of this process now, which is what was there before the operation."""
    return {"before_mb": psutil.Process().memory_info().rss // 10**6}


def peak(usage: resource.struct_rusage) -> Line:
    return {"peak_mb": usage.ru_maxrss * MAXRSS // 10**6}


def split_half(folder: Path) -> tuple[list[Document], Grades]:
    """Needs and seeds, and the other half of each as its only answer."""
    rows = evaluation.read_lines(folder / "split_half.jsonl.gz")
    return list(map(evaluation.document_of, rows)), evaluation.mates(rows)


def quality(name: str, folder: Path) -> None:
    """The figures of each ranker of the contender on the labelled data of the folder."""
    sparse = CONTENDERS[name].sparse
    documents, mates = split_half(folder)
    asked = [each for at, each in enumerate(documents) if at // 2 % sparse == 0]
    for who, make in CONTENDERS[name].rankers.items():
        ranker = make(documents)
        lists = ranker(asked)
        tell(what="split_half", who=who, **found_again(lists, mates))
        tell(what="spelling", who=who, **loss(lists, ranker, documents, mates))
        if sparse == 1:
            tell(what="exposure", who=who, **exposure(lists))
        tell(what="pairs", who=who, **graded(make, folder))
    if name == "engine":
        for who, make in TAGS.items():
            tell(what="tags only", who=who, **ticking_all(make, documents))


def found_again(lists: Lists, mates: Grades) -> Line:
    """How well each half finds the other, over both directions."""
    found = evaluation.quality_of(lists, mates)
    mrr, share = fmean(found.reciprocal_ranks), fmean(found.far_recall)
    return {"queries": len(lists), "mrr10": round(mrr, 4), "recall20": round(share, 4)}


def loss(lists: Lists, ranker: Ranker, documents: list[Document], mates: Grades) -> Line:
    """What the mean reciprocal rank loses where the query writes its words in another way.

    ``shared`` are the queries with such a word that stands in the other half as well.
    """
    words = {each.key: set(peers.VARIANT.findall(each.body)) for each in documents}
    asked = [each for each in documents if each.key in lists and words[each.key]]
    found = ranker(list(map(peers.respelt, asked)))
    both = [key for key in found if words[key] & {w for mate in mates[key] for w in words[mate]}]
    line: Line = {}
    for name, queries in (("", list(found)), ("shared_", both)):
        before, after = (reciprocal_rank(each, queries, mates) for each in (lists, found))
        line |= {f"{name}queries": len(queries), f"{name}mrr10": round(after, 4)}
        line[f"{name}loss_percent"] = round(100 * (1 - after / before), 2) if before else 0.0
    return line


def reciprocal_rank(lists: Lists, queries: Sequence[str], mates: Grades) -> float:
    """The mean over these queries, 0 where there are none."""
    return peers.mean([evaluation.reciprocal_rank(lists[key], mates[key]) for key in queries])


def exposure(lists: Lists) -> Line:
    """Whom the lists show: everyone about as often, and those who show them in turn?"""
    counts = peers.shown(lists, lists, LENGTH)
    return {
        "gini": round(peers.gini(counts.values()), 4),
        "mutual_top20": round(peers.mutual(lists, LENGTH), 4),
        "never_shown_percent": round(100 * sum(not n for n in counts.values()) / len(counts), 2),
    }


def graded(make: Callable[[Sequence[Document]], Ranker], folder: Path) -> Line:
    """nDCG@10 of the needs with graded answers."""
    documents = list(map(evaluation.document_of, evaluation.read_lines(folder / "pairs.jsonl")))
    grades = evaluation.grades_of(evaluation.read_lines(folder / "qrels.jsonl"))
    lists = make(documents)([each for each in documents if each.key in grades])
    values = evaluation.quality_of(lists, grades).ndcg
    return {"queries": len(values), "ndcg10": round(fmean(values), 4)}


TAGS = {"engine": fed_with(evaluation.labels_only), "naive overlap": peers.overlap_ranker}


def ticking_all(make: Callable[[Sequence[Document]], Ranker], documents: list[Document]) -> Line:
    """Share of the places in the first ten that go to those who tick all goals."""
    everything = {each.key for each in documents if len(each.goals) == len(worlds.EVERY_GOAL)}
    asked = documents[:1_000]
    places = [key in everything for found in make(documents)(asked).values() for key in found[:10]]
    return {
        "queries": len(asked),
        "all17_percent": round(100 * fmean(places), 2),
        "ticking_percent": round(100 * len(everything) / len(documents), 2),
    }
