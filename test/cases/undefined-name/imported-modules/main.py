from __future__ import annotations

import unittest
import sys

from app import Report, handlers


def show(
    report: Reprot,  #! low
) -> Text:  #! low
    return report.rows(None), handlers()


def test_suite():
    return unittest.findTestCases(sys.modules[__name__])


def more():
    return Report().name() + suffix #!
