"""Mini-batch K-means: centres that move with a few rows at a time."""

from __future__ import annotations

from typing import Self

import numpy as np

from crm_core.segments.kmeans import KMeans, check_groups
from crm_core.segments.nearest import group_sums, nearest, squared_distances, squares
from crm_core.segments.segmenter import Floats
from crm_core.segments.threads import one_thread

BATCH_ROWS = 4_096
STARTS = 10


class MiniBatchKMeans(KMeans):
    """K-means that learns from a random few thousand rows after the other, as scikit-learn has it.

    Parameters are those of `KMeans`. A centre that no row is nearest to in the end is dropped, so
    that there may be fewer groups than were asked for.

    Source: Sculley (2010), Web-scale k-means clustering, WWW.
    """

    name = "minibatch"

    def fit(self, values: Floats) -> Self:
        """Learn the groups of `values`.

        Raises
        ------
        InvalidValue, NotEnoughRows
            As `KMeans.fit`.
        """
        from sklearn.cluster import MiniBatchKMeans as Batches

        check_groups("Mini-batch K-means", values, self.k, self.seed)
        model = Batches(self.k, batch_size=BATCH_ROWS, n_init=STARTS, random_state=self.seed)
        with one_thread():
            centres = model.fit(values).cluster_centers_.astype(np.float64)
        used = np.unique(nearest(values, centres))
        self.centres_ = centres[used]
        self.labels_ = nearest(values, self.centres_)
        self.inertia_ = inertia(values, self.labels_, self.centres_)
        self.fitted_on_ = len(values)
        return self


def inertia(values: Floats, labels: np.ndarray, centres: Floats) -> float:
    """The sum of squared distances of rows to the centre of their group."""
    whole = group_sums(values, np.zeros(len(values), dtype=np.int64), 1)
    middle = whole.means(whole.sums)[0]
    around = float(squares(values, middle).sum())
    return squared_distances(group_sums(values, labels, len(centres)), centres, middle, around)
