import math
from math import isnan, nan

import numpy as np

NOTHING = object()


def kept(rows, value, other):
    if float("NaN") == value:  #!
        return []
    wrong = [row for row in rows if row.size != nan]  #!
    if not value == np.nan:  #!
        return wrong
    while value == float(" nan "):  #!
        value = other()
    return rows


def right(rows, value, name):
    if isnan(value) or math.isnan(value) or value != value:
        return []
    if value == float("inf") or value == float("-inf") or value == math.inf:
        return rows
    if name == "nan" or value is nan or value in {nan}:
        return rows
    if name == np.nanmean(rows) or value == float(name) or value == float():
        return rows
    nan_count = sum(np.isnan(rows))
    return nan_count == value
