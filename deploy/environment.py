"""Knows how the virtual environment of this checkout is made, and when it is out of date.

Standard library only, and no syntax newer than Python 3.8: this file must be able to say that Python is too old.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"

_OLDEST = (3, 11)
_SYSTEM_PYTHON = Path("/usr/bin/python3")
_STAMP = VENV / "sluis-stamp"
_FOREIGN = ("PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")  # would send packages elsewhere
_BIN = "Scripts" if os.name == "nt" else "bin"


class SetupError(Exception):
    """The environment cannot be made; the text says why and what to do, in Dutch."""


def program(name: str) -> Path:
    """The path of an installed program in the environment, such as ``sluis`` or ``python``."""
    return VENV / _BIN / (name + ".exe" if os.name == "nt" else name)


def say(text: str) -> None:
    """One line for the person at the keyboard, on stderr: stdout belongs to the program that is started."""
    print(text, file=sys.stderr, flush=True)


def ensure(lock: Path) -> None:
    """Makes ``.venv`` hold exactly what the lock file names, and the project itself; quick when it already does.

    Raises SetupError when Python is too old, when no environment can be made or when pip fails.
    """
    if sys.version_info < _OLDEST:
        raise SetupError(f"Sluis vraagt Python 3.11 of nieuwer; dit is Python {_version()}. Kies een nieuwere.")
    with _one_at_a_time():
        if _is_current(lock):
            return
        if not _runs():
            _make()
        _install(lock)
        _STAMP.write_text("\n".join(_marks(lock)) + "\n", encoding="utf-8")


class _one_at_a_time:  # noqa: N801 - reads as the phrase that it is
    """Holds an advisory lock on the checkout, so that two starts do not install over each other."""

    def __enter__(self) -> None:
        self._folder = os.open(str(ROOT), os.O_RDONLY) if os.name == "posix" else -1
        if self._folder >= 0:
            import fcntl

            fcntl.flock(self._folder, fcntl.LOCK_EX)

    def __exit__(self, *error: object) -> None:
        if self._folder >= 0:
            os.close(self._folder)


def _version() -> str:
    return "{}.{}".format(*sys.version_info)


def interpreter() -> str:
    """The Python that the environment is made with.

    That is the one that runs now, unless it was built without optimisation (pyenv does so by default) and the system
    has the same version of its own: distributions do optimise, and that judges a fifth to a third faster.
    """
    if os.name == "nt" or _is_optimised() or not _SYSTEM_PYTHON.is_file():
        return sys.executable
    question = "import ensurepip, sys, venv; print('{}.{}'.format(*sys.version_info))"
    command = [str(_SYSTEM_PYTHON), "-I", "-c", question]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return str(_SYSTEM_PYTHON) if answer.stdout.decode().strip() == _version() else sys.executable


def _is_optimised() -> bool:
    """Whether this Python was built with profiles, or comes from the distribution itself."""
    asked = str(sysconfig.get_config_var("CONFIG_ARGS") or "")
    return "--enable-optimizations" in asked or sys.base_prefix == "/usr"


def _mark(lock: Path) -> str:
    """What an environment made from this lock file is recognised by: the files, the place, the interpreter."""
    digest = hashlib.sha256()
    for part in (lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode(), _version().encode()):
        digest.update(hashlib.sha256(part).digest())
    return f"{lock.name} {digest.hexdigest()}"


def _marks(lock: Path) -> list[str]:
    """The development lock names all that the other one does, with the same versions."""
    return [_mark(each) for each in ([lock, RUNTIME_LOCK] if lock == DEV_LOCK else [lock])]


def _is_current(lock: Path) -> bool:
    known = _STAMP.read_text(encoding="utf-8").splitlines() if _STAMP.is_file() else []
    return _mark(lock) in known and program("sluis").is_file() and _runs()


def _runs() -> bool:
    """Whether the environment's own interpreter starts, has pip and is the version that runs now."""
    if not program("python").exists() or not _is_at_home():
        return False
    question = "import sys, pip; print('{}.{}'.format(*sys.version_info))"
    answer = subprocess.run([str(program("python")), "-c", question], stdout=subprocess.PIPE, check=False)
    return answer.stdout.decode().strip() == _version()


def _is_at_home() -> bool:
    """A copied or moved environment has scripts that point to where it was."""
    script = program("pip")
    return not script.is_file() or os.name == "nt" or str(VENV) in script.read_text(encoding="utf-8", errors="replace")


def _make() -> None:
    shutil.rmtree(str(VENV), ignore_errors=True)
    for python in dict.fromkeys((interpreter(), sys.executable)):
        say(f"Omgeving maken in .venv met {python} ...")
        for module in ("venv", "virtualenv"):
            command = [python, "-m", module, str(VENV)]
            made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            if made.returncode == 0 and program("python").exists():
                return
            shutil.rmtree(str(VENV), ignore_errors=True)
    raise SetupError(
        "Python kan hier geen virtuele omgeving maken: het onderdeel venv (ensurepip) ontbreekt.\n"
        "Installeer het en start opnieuw (Debian, Ubuntu: apt-get install python3-venv; of: pip install virtualenv)."
    )


def _install(lock: Path) -> None:
    say(f"Pakketten installeren uit {lock.name} (eenmalig, meestal minder dan een minuut) ...")
    if _STAMP.is_file():
        _STAMP.unlink()
    _pip("--require-hashes", "--requirement", str(lock))
    _pip("--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))
    # Byte code of our own, as pip makes for what it installs: every command then starts in half the time.
    compiling = [str(program("python")), "-m", "compileall", "-q", str(ROOT / "services")]
    subprocess.run(compiling, stdout=subprocess.DEVNULL, check=False)


def _pip(*arguments: str) -> None:
    command = [str(program("python")), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--quiet"]
    own = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
    command += arguments
    done = subprocess.run(
        command, env=own, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        tail = "\n".join(done.stdout.decode(errors="replace").splitlines()[-15:])
        raise SetupError(f"Installeren is niet gelukt (pip gaf {done.returncode}):\n{tail}")
