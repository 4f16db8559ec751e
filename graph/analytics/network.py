"""The whole network in memory: members and ties as a sparse matrix, in a few bytes a tie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import scipy.sparse as sp

from graph.store.database import Database

_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Network:
    """An undirected graph. Row `i` of `matrix` (CSR, 0 and 1, symmetric, columns ascending) is
    the member `ids[i]`; the ids ascend.
    """

    ids: np.ndarray
    matrix: sp.csr_array

    @property
    def ties(self) -> int:
        """How many pairs are tied."""
        return int(self.matrix.nnz) // 2

    @classmethod
    def of(cls, ids: np.ndarray, ends: np.ndarray) -> Network:
        """The network of these members and ties; `ends` are two rows of member ids, each pair once.

        Members that are not among `ids` are left out with their ties.
        """
        ids = np.unique(np.asarray(ids, dtype=np.int64))
        ends = np.asarray(ends, dtype=np.int64).reshape(2, -1)
        places = np.searchsorted(ids, ends)
        places[places == len(ids)] = 0
        known = (ids[places] == ends).all(axis=0) if len(ids) else np.zeros(ends.shape[1], bool)
        one, other = places[:, known & (ends[0] != ends[1])].astype(np.int32)
        values = np.ones(2 * len(one), dtype=np.int8)
        shape = (len(ids), len(ids))
        both = (np.concatenate([one, other]), np.concatenate([other, one]))
        matrix = sp.coo_array((values, both), shape=shape).tocsr()
        matrix.sum_duplicates()
        matrix.sort_indices()
        matrix.data[:] = 1
        return cls(ids, matrix)

    def to_networkx(self) -> nx.Graph[int]:
        """The same graph for networkx; nodes are member ids, edges in ascending order."""
        made: nx.Graph[int] = nx.Graph()
        made.add_nodes_from(self.ids.tolist())
        upper = sp.triu(self.matrix).tocsr()
        rows, columns = upper.nonzero()
        made.add_edges_from(zip(self.ids[rows].tolist(), self.ids[columns].tolist(), strict=True))
        return made

    def save(self, path: Path) -> None:
        """Writes it to a file, whole or not at all."""
        aside = path.with_suffix(".part.npz")
        matrix = self.matrix
        np.savez(aside, ids=self.ids, indices=matrix.indices, indptr=matrix.indptr)
        aside.replace(path)

    @classmethod
    def read(cls, path: Path) -> Network:
        """What `save` wrote."""
        with np.load(path) as found:
            ids, indices, indptr = found["ids"], found["indices"], found["indptr"]
        data = np.ones(len(indices), dtype=np.int8)
        return cls(ids, sp.csr_array((data, indices, indptr), shape=(len(ids), len(ids))))


async def load(db: Database, *, progress: Callable[[int], Any] = lambda members: None) -> Network:
    """The analysts' graph as it is now: PUBLIC members who do not hide their connections."""
    ids: list[np.ndarray] = [np.zeros(0, dtype=np.int64)]
    sources, targets = list(ids), list(ids)
    after, count = -1, 0
    while row := await db.row("analytics/list_ties", after=after, limit=_PAGE):
        found = np.array(row[0], dtype=np.int64)
        if not len(found):
            break
        ids.append(found)
        sources.append(np.repeat(found, [len(tied) for tied in row[1]]))
        targets.append(np.fromiter(chain.from_iterable(row[1]), dtype=np.int64))
        after, count = int(found.max()), count + len(found)
        progress(count)
    ends = np.stack([np.concatenate(sources), np.concatenate(targets)])
    return Network.of(np.concatenate(ids), ends)
