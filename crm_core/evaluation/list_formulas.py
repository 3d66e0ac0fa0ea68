"""The figures that lists of products and predicted ratings are judged by: one definition each."""

from __future__ import annotations

from crm_core.evaluation.formulas import MAE
from crm_core.formulas import Formula

LIST_PRECISION = Formula(
    "precision",
    "Precision",
    r"\frac{1}{|U|} \sum_u \frac{|L_u \cap R_u|}{N}",
    "Of the N places of a list, the share that hold a product the customer took afterwards. A "
    "list shorter than N loses its empty places.",
    "share",
)
LIST_RECALL = Formula(
    "recall",
    "Recall",
    r"\frac{1}{|U|} \sum_u \frac{|L_u \cap R_u|}{|R_u|}",
    "Of the products a customer took afterwards, the share that stood on the list.",
    "share",
)
NDCG = Formula(
    "ndcg",
    "nDCG",
    r"\frac{1}{|U|} \sum_u \frac{\sum_{i=1}^{N} [l_i \in R_u] / \log_2(i + 1)}"
    r"{\sum_{i=1}^{\min(N, |R_u|)} 1 / \log_2(i + 1)}",
    "Right products count more the higher they stand, over what the best possible order would "
    "give. 1: every right product at the top, 0: none on the list.",
    "number",
)
MEAN_AVERAGE_PRECISION = Formula(
    "map",
    "MAP",
    r"\frac{1}{|U|} \sum_u \frac{1}{\min(N, |R_u|)} \sum_{i=1}^{N} [l_i \in R_u] P_i",
    "Precision down to each right product, summed and divided by how many could have been right. "
    "1: every right product at the top.",
    "number",
)
HIT_RATE = Formula(
    "hit_rate",
    "Hit rate",
    r"\frac{|\{u : L_u \cap R_u \neq \emptyset\}|}{|U|}",
    "The share of customers whose list holds at least one product they took afterwards.",
    "share",
)
MRR = Formula(
    "mrr",
    "MRR",
    r"\frac{1}{|U|} \sum_u \frac{1}{\text{place of the first right product}}",
    "One over the place of the first right product, 0 where the list holds none: 1 for the first "
    "place, a half for the second.",
    "number",
)
COVERAGE = Formula(
    "coverage",
    "Coverage",
    r"\frac{|\bigcup_u L_u|}{\text{products}}",
    "The share of all products that stand on at least one list. It has no interval: fewer "
    "different customers always cover less, so a resample would only be too low.",
    "share",
)
NOVELTY = Formula(
    "novelty",
    "Novelty",
    r"\frac{1}{\sum_u |L_u|} \sum_u \sum_{i \in L_u} -\log_2 \frac{\text{owners of } i}"
    r"{\text{customers}}",
    "How little known the listed products are: the mean of minus the binary logarithm of the "
    "share of customers who own the product. 1: half own it, 10: one in a thousand. What nobody "
    "owns counts as if one customer did.",
    "number",
)
DIVERSITY = Formula(
    "diversity",
    "Diversity",
    r"\frac{1}{|U|} \sum_u \left( 1 - \frac{1}{\binom{|L_u|}{2}} \sum_{i < j \in L_u} "
    r"\cos(t_i, t_j) \right)",
    "How different the products of one list are: 1 less the mean cosine of the texts of two of "
    "them. 0: all alike, 1: no word in common. Lists of one product do not count.",
    "number",
)
POPULARITY_BIAS = Formula(
    "popularity_bias",
    "Popularity bias",
    r"\frac{|\{(u, i) : i \in L_u, i \in \text{most owned fifth}\}|}{\sum_u |L_u|}",
    "The share of all places that go to the fifth of products that most customers own already.",
    "share",
)
RMSE = Formula(
    "rmse",
    "Root mean squared error",
    r"\frac{1}{k} \sum_f \sqrt{\frac{1}{n_f} \sum_{i \in f} (r_i - \hat{r}_i)^2}",
    "How far predicted ratings lie from those given, far misses counting most, in stars; worked "
    "out in each fold and averaged, as scikit-surprise does. It says little of a list: what is "
    "never rated is never judged.",
    "number",
)

LIST_FORMULAS: dict[str, Formula] = {
    formula.name: formula
    for formula in (
        LIST_PRECISION,
        LIST_RECALL,
        NDCG,
        MEAN_AVERAGE_PRECISION,
        HIT_RATE,
        MRR,
        COVERAGE,
        NOVELTY,
        DIVERSITY,
        POPULARITY_BIAS,
    )
}
RATING_FORMULAS: dict[str, Formula] = {formula.name: formula for formula in (RMSE, MAE)}
