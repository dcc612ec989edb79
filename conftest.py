"""What pytest needs to know about this suite, and one rule: the log stays clean."""

import logging
import os

import pytest

# Odoo says these on any machine of ours; they tell nothing about the code.
ACCEPTED = (
    "Running as user 'root'",
    "Two different tests",
)


class Troubles(logging.Handler):
    """Keeps the warnings and errors that Odoo or our addons log during the session.

    What a test expects never gets here: `mute_logger` and `assertLogs` swallow it.
    """

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        message = record.getMessage()
        if not record.name.startswith("odoo") or message.startswith(ACCEPTED):
            return
        test = os.environ.get("PYTEST_CURRENT_TEST", "outside a test").split(" ")[0]
        self.lines.append(f"{record.levelname} {record.name}: {message} ({test})")


def pytest_configure(config):
    from odoo.tests.common import BaseCase

    # Odoo tags only the classes of its addons; those of this folder need the same.
    BaseCase.test_tags = {"standard", "at_install"}
    BaseCase.test_module = "tests"
    config.emmaus_troubles = Troubles()
    logging.getLogger().addHandler(config.emmaus_troubles)


def pytest_unconfigure(config):
    logging.getLogger().removeHandler(config.emmaus_troubles)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    """Warnings in the log fail the session and count as an error at its end."""
    lines = session.config.emmaus_troubles.lines
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not lines or not reporter:
        return
    text = "The test log holds warnings or errors:\n" + "\n".join(lines)
    report = pytest.TestReport(
        "the log", ("the log", 0, "log"), {}, "failed", text, "teardown"
    )
    reporter.stats.setdefault("error", []).append(report)
    if session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """On CI a test skipped for want of a browser is a failure, not a silence."""
    report = yield
    if os.environ.get("CI") and report.skipped and "hrome" in str(report.longrepr):
        report.outcome = "failed"
    return report
