"""Where CI=true, a skipped test is a failure: what was not tried is not known to work."""

import os

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)  # outermost: an expected failure is marked as such by then
def pytest_runtest_makereport():
    return _judged((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report():
    return _judged((yield))


def _judged(report):
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped where CI=true. {report.longreprtext}"
    return report
