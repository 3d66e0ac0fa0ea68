"""The figures that models are judged by: one definition each."""

from __future__ import annotations

from crm_core.formulas import Formula

ROC_AUC = Formula(
    "roc_auc",
    "ROC AUC",
    r"P(s_+ > s_-) + \tfrac{1}{2} P(s_+ = s_-)",
    "How often a random positive customer scores above a random negative one, equal scores "
    "counting half. 1: always, 0.5: no better than guessing. With several classes each is set "
    "against the rest and the mean is taken. Scores from several folds are compared within "
    "each fold, and the folds averaged by their rows.",
    "number",
)
PR_AUC = Formula(
    "pr_auc",
    "Average precision",
    r"\sum_t (R_t - R_{t-1}) P_t",
    "The area under the precision-recall curve: precision at each threshold, weighted by the "
    "recall it adds. Guessing gives the base rate. Folds and several classes as in ROC AUC.",
    "share",
)
ACCURACY = Formula(
    "accuracy",
    "Accuracy",
    r"\frac{TP + TN}{n}",
    "The share of rows put into the right class. Where one class is rare, always naming the other "
    "scores high too: see balanced accuracy.",
    "share",
)
BALANCED_ACCURACY = Formula(
    "balanced_accuracy",
    "Balanced accuracy",
    r"\frac{1}{K} \sum_k \frac{\text{right in class } k}{\text{rows of class } k}",
    "The share put into the right class, worked out for each class by itself and averaged. "
    "Guessing gives 1 divided by the number of classes.",
    "share",
)
PRECISION = Formula(
    "precision",
    "Precision",
    r"\frac{TP}{TP + FP}",
    "Of the rows named positive, the share that are; 0 where none is named. With several classes "
    "the mean over the classes.",
    "share",
)
RECALL = Formula(
    "recall",
    "Recall",
    r"\frac{TP}{TP + FN}",
    "Of the positive rows, the share that are named positive; 0 where there is none. With several "
    "classes the mean over the classes.",
    "share",
)
F1 = Formula(
    "f1",
    "F1",
    r"\frac{2 TP}{2 TP + FP + FN}",
    "The harmonic mean of precision and recall.",
    "share",
)
MACRO_F1 = Formula(
    "macro_f1",
    "Macro F1",
    r"\frac{1}{K} \sum_k F_{1,k}",
    "F1 of each class set against the rest, averaged: a rare class counts as much as a common one.",
    "share",
)
LOG_LOSS = Formula(
    "log_loss",
    "Log loss",
    r"-\frac{1}{n} \sum_i \ln p_i(y_i)",
    "The mean of minus the logarithm of the probability given to what happened. Lower is better; "
    "being sure and wrong costs most.",
    "number",
)
BRIER = Formula(
    "brier",
    "Brier score",
    r"\frac{1}{n} \sum_i (p_i - y_i)^2",
    "The mean squared distance of the probability from what happened (1 or 0). Lower is better. "
    "With several classes the squares of all classes are summed.",
    "number",
)
MSE = Formula(
    "mse",
    "Mean squared error",
    r"\frac{1}{n} \sum_i (y_i - \hat{y}_i)^2",
    "The mean of the squared distance between prediction and truth. Lower is better; far misses "
    "count most.",
    "number",
)
MAE = Formula(
    "mae",
    "Mean absolute error",
    r"\frac{1}{n} \sum_i |y_i - \hat{y}_i|",
    "How far the prediction is off on average, in the target's own units. Lower is better.",
    "number",
)
R2 = Formula(
    "r2",
    "R2",
    r"1 - \frac{\sum_i (y_i - \hat{y}_i)^2}{\sum_i (y_i - \bar{y})^2}",
    "The share of the squared error of always predicting the mean that is taken away. 1: exact, "
    "0: no better than the mean, below 0: worse.",
    "number",
)
DECILE_RATE = Formula(
    "rate",
    "Rate in the tenth",
    r"\frac{\text{positives of the tenth}}{\text{rows of the tenth}}",
    "Rows in order of their score, cut into ten equal parts, the highest first: the share of "
    "positives in one part. Rows of equal score share their positives evenly.",
    "share",
)
LIFT = Formula(
    "lift",
    "Lift",
    r"\frac{\text{rate of the tenth}}{\text{base rate}}",
    "How many times as many positives a tenth holds as a random tenth would.",
    "number",
)
GAIN = Formula(
    "gain",
    "Gain",
    r"\frac{\text{positives down to the tenth}}{\text{all positives}}",
    "The share of all positives that is found by going down to this tenth.",
    "share",
)
PROFIT = Formula(
    "profit",
    "Profit",
    r"v \cdot TP(t) - c \cdot (TP(t) + FP(t))",
    "Contact every row that scores at or above the threshold: the value of a hit times the "
    "positives among them, less the cost of a contact times all of them.",
    "money",
)
STABILITY = Formula(
    "population_stability",
    "Population stability index",
    r"\sum_b (q_b - p_b) \ln \frac{q_b}{p_b}",
    "How far a column has moved since training: over tenths of the training rows (or its values), "
    "the change of each share times the logarithm of its ratio. Below 0.1 little has changed, "
    "from 0.25 on the model should be trained anew.",
    "number",
)

FORMULAS: dict[str, Formula] = {
    formula.name: formula
    for formula in (
        ROC_AUC,
        PR_AUC,
        ACCURACY,
        BALANCED_ACCURACY,
        PRECISION,
        RECALL,
        F1,
        MACRO_F1,
        LOG_LOSS,
        BRIER,
        MSE,
        MAE,
        R2,
        DECILE_RATE,
        LIFT,
        GAIN,
        PROFIT,
        STABILITY,
    )
}
