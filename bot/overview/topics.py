"""Which articles belong together, and where each stands on the map: from their vectors alone.

The vectors of both languages share one space, so that a topic has the articles of both.
"""

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from bot.embedding import Floats

# Articles whose vectors have this cosine on average are one topic (`python -m bench.overview topics`: of 12 pairs of stories on
# 6 subjects every pair of articles that was put together belonged together, and 89% of those that belong were).
SAME_TOPIC = 0.2
# A reader takes in so many topics; where there are more, those that are most alike are joined, down to this cosine.
MOST_TOPICS = 24
_LOOSEST = 0.1


def group(vectors: Floats) -> list[list[int]]:
    """Return the rows of each topic, largest topic first, the rows nearest its centre first; a row that is alone is one too.

    Clusters are joined by the mean cosine between their members (average linkage; Sokal and Michener 1958): it takes a few
    seconds and 200 MB for 5,000 rows.
    """
    if len(vectors) < 2:
        return [[row] for row in range(len(vectors))]
    from scipy.cluster.hierarchy import fcluster, linkage

    tree = linkage(vectors.astype(np.float64), "average", metric="cosine")
    clusters = fcluster(tree, 1 - SAME_TOPIC, "distance")
    for cosine in np.arange(SAME_TOPIC, _LOOSEST, -0.01):
        clusters = fcluster(tree, 1 - cosine, "distance")
        if (np.bincount(clusters) > 1).sum() <= MOST_TOPICS:
            break
    rows: dict[int, list[int]] = defaultdict(list)
    for row, cluster in enumerate(clusters):
        rows[int(cluster)].append(row)
    found = [_nearest_first(vectors, members) for members in rows.values()]
    return sorted(found, key=lambda members: (-len(members), min(members)))


def _nearest_first(vectors: Floats, rows: list[int]) -> list[int]:
    centre = vectors[rows].mean(axis=0)
    return sorted(rows, key=lambda row: (-float(vectors[row] @ centre), row))


def lay_out(vectors: Floats, groups: list[list[int]]) -> npt.NDArray[np.float64]:
    """Return a place from 0 to 1 for each row, shape (rows, 2), the same ones every time; a single row is in the middle.

    The directions are the two in which the centres of the groups lie furthest apart (principal components). Each group is
    drawn together around its centre, so that it can be told from its neighbours.
    """
    if not len(vectors):
        return np.zeros((0, 2))
    centres = np.array([vectors[rows].mean(axis=0) for rows in groups], dtype=np.float64)
    if len(groups) < 3:
        centres = vectors.astype(np.float64)
    middle = centres.mean(axis=0)
    _, _, directions = np.linalg.svd(centres - middle, full_matrices=False)
    axes = np.zeros((2, vectors.shape[1]))
    axes[: min(2, len(directions))] = directions[:2]
    # A direction and its opposite are equally good: the one whose largest part is positive is taken.
    signs = np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])
    places = (vectors - middle) @ (axes * np.where(signs == 0, 1, signs)[:, None]).T
    for rows in groups:
        own = places[rows].mean(axis=0)
        places[rows] = own + _DRAWN_TOGETHER * (places[rows] - own)
    low, high = places.min(axis=0), places.max(axis=0)
    spread = np.where(high - low < _NOWHERE, 1.0, high - low)
    return np.asarray(np.where(high - low < _NOWHERE, 0.5, (places - low) / spread))


_DRAWN_TOGETHER = 0.7
_NOWHERE = 1e-6
