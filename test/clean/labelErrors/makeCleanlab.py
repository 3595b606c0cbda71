"""Writes cleanlab.json, what cleanlab 2.9.0 says of made-up probabilities (pip install cleanlab==2.9.0).

Run from this folder: python makeCleanlab.py
"""

import json

import numpy as np
from cleanlab.count import compute_confident_joint, get_confident_thresholds
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_normalized_margin_for_each_label, get_self_confidence_for_each_label


def case(seed, count, classes, wrong, spread):
    random = np.random.RandomState(seed)
    truth = random.randint(0, classes, count)
    scores = random.normal(0, spread, (count, classes))
    scores[np.arange(count), truth] += 3
    odds = np.exp(scores)
    probabilities = np.round(odds / odds.sum(axis=1, keepdims=True), 9)
    labels = np.where(random.rand(count) < wrong, random.randint(0, classes, count), truth)
    joint = compute_confident_joint(labels, probabilities, calibrate=False)
    return {
        "classes": classes,
        "labels": labels.tolist(),
        "probabilities": probabilities.flatten().tolist(),
        "thresholds": get_confident_thresholds(labels, probabilities).tolist(),
        "joint": joint.flatten().tolist(),
        "selfConfidence": get_self_confidence_for_each_label(labels, probabilities).tolist(),
        "normalizedMargin": get_normalized_margin_for_each_label(labels, probabilities).tolist(),
        "issues": find_label_issues(labels, probabilities, n_jobs=1).nonzero()[0].tolist(),
    }


cases = [
    case(1, 60, 2, 0.15, 1.0),
    case(2, 90, 3, 0.2, 1.5),
    case(3, 120, 5, 0.3, 1.2),
    case(4, 80, 8, 0.5, 2.0),
]
with open("cleanlab.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
