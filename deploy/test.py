"""Knows what 'everything is in order' means: runs all checks and every test, and says aloud what was left out.

``python3 deploy/test.py [--only-tests] [ARGUMENTS OF PYTEST]``. The tests start Apache Kafka and PostgreSQL by
themselves, or use the running ones in SLUIS_TEST_KAFKA and SLUIS_TEST_DATABASE; ``-m "not servers"`` does without.
With CI=true nothing may be left out: a skipped test is a failure.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from environment import DEV_LOCK, ROOT, SetupError, ensure, program, say

_LIMIT = 4500  # seconds for the tests as a whole
_GRACE = 60  # seconds for the servers to stop after that

_CHECKS = (  # name and command
    ("ruff", "ruff check ."),
    ("lagen", "lint-imports"),
    ("mypy", "mypy"),
    ("mypy deploy", "mypy --explicit-package-bases deploy"),
)


def main(arguments: list[str]) -> int:
    """Gives 0 only when every check and every test passed, and on CI only when none was skipped."""
    try:
        ensure(DEV_LOCK)
    except SetupError as error:
        say(str(error))
        return 1
    wanted = [each for each in arguments if each != "--only-tests"]
    broken = [] if "--only-tests" in arguments else _broken_checks()
    with tempfile.TemporaryDirectory(prefix="sluis-") as folder:
        report = Path(folder) / "report.xml"
        status = _run_tests(wanted, report)
        passed, failed, skipped = _counts(report)
    return _conclude(broken, status, passed, failed, skipped)


def _broken_checks() -> list[str]:
    broken = []
    surroundings = {**os.environ, "MYPYPATH": "deploy"}
    for name, line in _CHECKS:
        say(f"== {name}")
        first, *rest = line.split()
        done = subprocess.run([str(program(first)), *rest], cwd=str(ROOT), env=surroundings, check=False)
        if done.returncode:
            broken.append(name)
    return broken


def _run_tests(arguments: list[str], report: Path) -> int:
    """pytest's exit status; 124 when it took longer than the limit."""
    say("== pytest")
    command = [str(program("python")), "-m", "pytest", f"--junitxml={report}", *arguments]
    running = subprocess.Popen(command, cwd=str(ROOT), stdin=subprocess.DEVNULL)
    signal.signal(signal.SIGTERM, lambda *_: running.send_signal(signal.SIGINT))
    try:
        return running.wait(timeout=_LIMIT)
    except KeyboardInterrupt:
        return running.wait(timeout=_GRACE)
    except subprocess.TimeoutExpired:
        say(f"De tests duurden langer dan {_LIMIT} s en zijn gestopt.")
        running.send_signal(signal.SIGINT)
        try:
            running.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            running.kill()
        return 124


def _counts(report: Path) -> tuple[int, int, list[str]]:
    """How many tests passed and failed, and a line per skipped test with its reason, from pytest's own report."""
    if not report.is_file():
        return 0, 0, []
    passed, failed, skipped = 0, 0, []
    for case in ElementTree.parse(str(report)).iter("testcase"):  # noqa: S314 - written by our own pytest just now
        skip = case.find("skipped")
        if skip is not None:
            skipped.append(f"{case.get('classname')}::{case.get('name')}: {skip.get('message', '')}")
        elif case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        else:
            passed += 1
    return passed, failed, skipped


def _conclude(broken: list[str], status: int, passed: int, failed: int, skipped: list[str]) -> int:
    """Prints what was left out and what failed; the last line is the plain count."""
    sys.stdout.flush()
    may_skip = os.environ.get("CI", "").lower() not in ("true", "1")
    if skipped:
        print(f"\n!! NIET GETEST ({len(skipped)}){'' if may_skip else ', en op CI mag niets ontbreken'}:")
        print("\n".join(f"!!   {line}" for line in skipped))
    if broken:
        print(f"\n!! NIET IN ORDE: {', '.join(broken)}")
    if status == 5:
        print("\n!! Er was geen enkele test om te draaien.")
    wrong = bool(broken or status or failed or (skipped and not may_skip))
    print(f"\n{passed} passed, {failed + len(broken)} failed" + (f", {len(skipped)} skipped" if skipped else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
