"""What else could suggest listings: the peers, each as an index over the texts of one side.

An index answers ``tops(texts, limit)``: for each text the numbers of the best texts it holds, best
first. What may not be installed is imported where it is used; the extra ``bench`` in pyproject.toml
says why each is there. At the end stand the figures by which lists are compared.
"""

import os
import re
import sqlite3
import unicodedata
from abc import ABC, abstractmethod
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from statistics import fmean
from typing import Any, Protocol

import numpy as np
import psycopg
from environ import Env
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix, diags_array

from matching.engine import Document

RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
CHUNK = 256
"""Texts asked at once of the peers that multiply matrices: at 100,000 listings 100 MB."""
NO_SERVER = "no PostgreSQL"
TEMPORARY = "512MB"  # of a session; the eight of the default would measure the disk


class Index(Protocol):
    def tops(self, texts: Sequence[str], limit: int) -> list[list[int]]: ...


@dataclass(frozen=True)
class Peer:
    """``chunk`` texts are asked at once; of the labelled data one pair in ``sparse`` is asked.

    ``clock`` is "wall" where a server does the work, else "cpu".
    """

    name: str
    make: Callable[[Sequence[str]], Index]
    module: str = "scipy"
    chunk: int = 1
    sparse: int = 1
    clock: str = "cpu"

    def missing(self) -> str:
        """Why it cannot take part; empty if it can."""
        if not find_spec(self.module):
            return "not installed"
        return NO_SERVER if self.clock == "wall" and not server_answers() else ""


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of characters of the Japanese, whole words of the rest."""
    runs = RUN.findall(unicodedata.normalize("NFKC", text).casefold())
    return [piece for run in runs for piece in ([run] if run.isascii() else pieces(run))]


def pieces(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]


@cache
def tokenizer() -> Any:
    sudachipy = import_module("sudachipy")
    dictionary = sudachipy.Dictionary(dict="small")
    make = getattr(dictionary, "tokenizer", None) or dictionary.create  # renamed in 0.7
    return make(mode=sudachipy.SplitMode.A)


CONTENT = {"名詞", "動詞", "形容詞", "形状詞"}


def words(text: str) -> list[str]:
    """Content words in the form they stand under in SudachiPy's small dictionary."""
    text = unicodedata.normalize("NFKC", text)
    morphemes = (m for line in text.splitlines() for m in tokenizer().tokenize(line[:8_000]))
    return [m.dictionary_form() for m in morphemes if m.part_of_speech()[0] in CONTENT]


class Bare:
    """The baseline, with SciPy alone: all cosines of TF-IDF bigrams, and the largest of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.columns: dict[str, int] = {}
        counted = self.counted((Counter(bigrams(text)) for text in texts), grow=True)
        frequency = np.bincount(counted.indices, minlength=counted.shape[1])
        self.rarity = np.log((1 + len(texts)) / (1 + frequency)) + 1
        self.held = self.weighed(counted).T.tocsr()

    def tops(self, texts: Sequence[str], limit: int) -> list[list[int]]:
        asked = self.weighed(self.counted(Counter(bigrams(text)) for text in texts))
        return best((asked @ self.held).toarray(), limit)

    def counted(self, bags: Iterable[Counter[str]], *, grow: bool = False) -> csr_array:
        """Shape (texts, bigrams): 1 + ln of how often; unknown ones are left out."""
        places, values, ends = array("i"), array("d"), array("q", [0])
        for bag in bags:
            if grow:
                for term in bag:
                    self.columns.setdefault(term, len(self.columns))
            known = [term for term in bag if term in self.columns]
            places.extend(self.columns[term] for term in known)
            values.extend(bag[term] for term in known)
            ends.append(len(places))
        shape, data = (len(ends) - 1, len(self.columns)), 1 + np.log(np.array(values))
        return csr_array((data, np.array(places), np.array(ends)), shape)

    def weighed(self, counted: csr_array) -> csr_array:
        rows = counted @ diags_array(self.rarity)
        length = np.sqrt(rows.multiply(rows).sum(axis=1))
        return csr_array(diags_array(1 / np.maximum(length, 1e-9)) @ rows)


def best(scores: NDArray[np.float64], limit: int) -> list[list[int]]:
    """Columns of the largest scores of each row, largest first; shape (texts, held)."""
    limit = min(limit, scores.shape[1])
    some = np.argpartition(-scores, limit - 1, axis=1)[:, :limit]
    order = np.argsort(-np.take_along_axis(scores, some, axis=1), axis=1, kind="stable")
    rows: list[list[int]] = np.take_along_axis(some, order, axis=1).tolist()
    return rows


class ScikitLearn:
    """TF-IDF of bigrams and exact neighbours by cosine."""

    def __init__(self, texts: Sequence[str]) -> None:
        vectorizers = import_module("sklearn.feature_extraction.text")
        neighbours = import_module("sklearn.neighbors")
        self.vectors = vectorizers.TfidfVectorizer(analyzer=bigrams, sublinear_tf=True)
        self.held = self.vectors.fit_transform(texts)
        self.index = neighbours.NearestNeighbors(metric="cosine", algorithm="brute")
        self.index.fit(self.held)

    def tops(self, texts: Sequence[str], limit: int) -> list[list[int]]:
        asked = self.vectors.transform(texts)
        limit = min(limit, self.held.shape[0])
        return [*map(list, self.index.kneighbors(asked, limit, return_distance=False).tolist())]


class SparseDotTopN(Bare):
    """The vectors of the baseline, multiplied without holding the whole product."""

    def tops(self, texts: Sequence[str], limit: int) -> list[list[int]]:
        multiply = import_module("sparse_dot_topn").sp_matmul_topn
        asked = self.weighed(self.counted(Counter(bigrams(text)) for text in texts))
        both = csr_matrix(asked), csr_matrix(self.held)
        found = multiply(*both, top_n=limit, sort=True, n_threads=1)
        return [row.tolist() for row in np.split(found.indices, found.indptr[1:-1])]


class Bm25:
    """BM25 with the constants of bm25s (k1 = 1.5, b = .75) over bigrams or words."""

    def __init__(self, texts: Sequence[str], cut: Callable[[str], list[str]]) -> None:
        self.cut, self.size = cut, len(texts)
        self.index = import_module("bm25s").BM25()
        self.index.index([cut(text) for text in texts], show_progress=False)

    def tops(self, texts: Sequence[str], limit: int) -> list[list[int]]:
        asked, limit = [self.cut(text) for text in texts], min(limit, self.size)
        found = self.index.retrieve(asked, k=limit, return_as="documents", show_progress=False)
        return [list(map(int, row)) for row in found]


class OneByOne(ABC):
    def tops(self, texts: Sequence[str], limit: int) -> list[list[int]]:
        return [self.top(text, limit) for text in texts]

    @abstractmethod
    def top(self, text: str, limit: int) -> list[int]: ...


class Sqlite(OneByOne):
    """SQLite's FTS5 with its own bm25(), fed with bigrams; any of the query's may occur."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.database = sqlite3.connect(":memory:")
        self.database.execute("CREATE VIRTUAL TABLE held USING fts5(text)")
        rows = ((number, " ".join(bigrams(text))) for number, text in enumerate(texts))
        self.database.executemany("INSERT INTO held(rowid, text) VALUES (?, ?)", rows)
        self.database.execute("INSERT INTO held(held) VALUES ('optimize')")

    def top(self, text: str, limit: int) -> list[int]:
        query = " OR ".join(f'"{term}"' for term in dict.fromkeys(bigrams(text)))
        sql = "SELECT rowid FROM held WHERE held MATCH ? ORDER BY rank LIMIT ?"
        return [row[0] for row in self.database.execute(sql, (query, limit))]


class Tantivy(OneByOne):
    """Lucene's ways in Rust, in memory: BM25 over bigrams, any of the query's may occur."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.module = tantivy = import_module("tantivy")
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace")
        builder.add_integer_field("number", stored=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema)
        writer = self.index.writer(num_threads=1)
        for number, text in enumerate(texts):
            writer.add_document(tantivy.Document(text=" ".join(bigrams(text)), number=number))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def top(self, text: str, limit: int) -> list[int]:
        searcher = self.index.searcher()
        make, may_occur = self.module.Query, self.module.Occur.Should
        terms = [make.term_query(self.schema, "text", term) for term in set(bigrams(text))]
        query = make.boolean_query([(may_occur, term) for term in terms])
        hits = searcher.search(query, limit, count=False).hits
        return [searcher.doc(address)["number"][0] for _, address in hits]


class FullText(OneByOne):
    """PostgreSQL: the tsvector of tomoni.search, any lexeme may occur, ordered by ts_rank."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.session = connect()
        self.table = f"held_{id(self)}"
        self.session.execute(f"CREATE TEMPORARY TABLE {self.table} (number int, search tsvector)")
        with self.session.cursor().copy(f"COPY {self.table} FROM STDIN") as copy:
            for number, text in enumerate(texts):
                copy.write_row((number, lexemes(text)))
        self.session.execute(f"CREATE INDEX ON {self.table} USING gin (search)")
        self.session.execute(f"ANALYZE {self.table}")

    def top(self, text: str, limit: int) -> list[int]:
        query = " | ".join(dict.fromkeys(re.findall(r"'[^']+'", lexemes(text))))
        rows = self.session.execute(
            f"SELECT number FROM {self.table} WHERE search @@ %(query)s::tsquery "
            "ORDER BY ts_rank(search, %(query)s::tsquery) DESC, number LIMIT %(limit)s",
            {"query": query, "limit": limit},
        )
        return [row[0] for row in rows]


def lexemes(text: str) -> str:
    return str(import_module("tomoni.search").document((text,)))


def connect() -> Any:
    """A session whose tables end with it.

    Forked processes take turns with it: no encryption, no prepared statements, no transactions.
    """
    ours = import_module("tomoni.embedded.paths").default_database_url()
    parts = Env.db_url_config(os.environ.get("DATABASE_URL") or ours)
    where = {"host": parts["HOST"], "port": parts["PORT"] or None, "dbname": parts["NAME"]}
    who = {"user": parts["USER"], "password": parts["PASSWORD"] or None}
    how: dict[str, Any] = {"sslmode": "disable", "connect_timeout": 3, "prepare_threshold": None}
    session = psycopg.connect(**where, **who, **how, autocommit=True)
    session.execute(f"SET temp_buffers = '{TEMPORARY}'")
    return session


@cache
def server_answers() -> bool:
    with suppress(psycopg.OperationalError):
        connect().close()
        return True
    return False


BASELINE = Peer("scipy", Bare, chunk=CHUNK)
PEERS = (
    Peer("scikit-learn", ScikitLearn, "sklearn", chunk=CHUNK),
    Peer("sparse_dot_topn", SparseDotTopN, "sparse_dot_topn", chunk=CHUNK),
    Peer("bm25s bigrams", lambda texts: Bm25(texts, bigrams), "bm25s"),
    Peer("bm25s words", lambda texts: Bm25(texts, words), "bm25s"),
    Peer("tantivy", Tantivy, "tantivy"),
    Peer("sqlite fts5", Sqlite, "sqlite3", sparse=4),
    Peer("postgresql full text", FullText, "psycopg", sparse=20, clock="wall"),
)


Lists = Mapping[str, Sequence[str]]
"""Key of a subject → keys of its suggestions, best first."""
Ranker = Callable[[Sequence[Document]], Lists]
"""The best 20 of the other side for each of the subjects."""
LENGTH = 20
OTHER = {"need": "seed", "seed": "need"}


def by_side(documents: Iterable[Document], what: Callable[[Document], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {side: [] for side in OTHER}
    for document in documents:
        found[document.side].append(what(document))
    return found


def text_of(document: Document) -> str:
    return f"{document.title}\n{document.body}"


def index_ranker(peer: Peer, documents: Sequence[Document]) -> Ranker:
    """The peer over both sides, asked text by text."""
    keys, texts = by_side(documents, lambda each: each.key), by_side(documents, text_of)
    indexes = {side: peer.make(texts[side]) for side in texts}

    def top(asked: Document) -> list[str]:
        held = OTHER[asked.side]
        return [keys[held][at] for at in indexes[held].tops([text_of(asked)], LENGTH)[0]]

    return lambda subjects: {each.key: top(each) for each in subjects}


def overlap_ranker(documents: Sequence[Document]) -> Ranker:
    """By the number of goals and fields that both ticked, equal ones in the order given."""
    held = {side: [each for each in documents if each.side == side] for side in OTHER}

    def top(asked: Document) -> list[str]:
        others = held[OTHER[asked.side]]
        common = [-len(asked.goals & b.goals) - len(asked.fields & b.fields) for b in others]
        return [others[at].key for at in np.argsort(common, kind="stable")[:LENGTH]]

    return lambda subjects: {each.key: top(each) for each in subjects}


VARIANTS = """
引越し/引っ越し サーバ/サーバー 子ども/子供/こども 取組/取り組み/取組み 申込/申し込み/申込み
問合せ/問い合わせ/問合わせ 打合せ/打ち合わせ 受付/受け付け ゴミ/ごみ ユーザ/ユーザー 手引き/手引
コンピュータ/コンピューター まちづくり/街づくり/町づくり 支え合い/支えあい 働き方/はたらきかた
空家/空き家 見守り/見まもり
"""
GROUPS = [group.split("/") for group in VARIANTS.split()]
NEXT = {group[at - 1]: group[at] for group in GROUPS for at in range(len(group))}
VARIANT = re.compile("|".join(sorted(NEXT, key=len, reverse=True)))


def respelt(document: Document) -> Document:
    """Every word of VARIANTS in the next spelling of its group."""
    return replace(document, body=VARIANT.sub(lambda found: NEXT[found[0]], document.body))


def mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0


def shown(lists: Lists, keys: Iterable[str], depth: int = 20) -> dict[str, int]:
    """How often each of the keys stands in somebody's first ``depth``."""
    counted = Counter(key for found in lists.values() for key in found[:depth])
    return {key: counted[key] for key in keys}


def gini(values: Iterable[int]) -> float:
    """0 if all are equal, towards 1 if one has everything (Gini 1912)."""
    ordered = sorted(values)
    size, total = len(ordered), sum(ordered)
    weighted = sum(place * value for place, value in enumerate(ordered, start=1))
    return 2 * weighted / (size * total) - (size + 1) / size if total else 0.0


def mutual(lists: Lists, depth: int = 20) -> float:
    """Share of all places whose holder has the subject among its own first ``depth``."""
    first = {key: set(found[:depth]) for key, found in lists.items()}
    return mean([a in first.get(b, ()) for a, found in first.items() for b in found])
