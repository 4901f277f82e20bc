"""What people see: whole screens, reviewed as diffs. ``python -m tests.golden.cli.test_screens`` writes them again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from services.cli.demo_story import ijsselland
from tests.support.sluis import sluis

HERE = Path(__file__).parent
REGION = Path(__file__).resolve().parents[3] / "contracts" / "regions" / "ijsselland" / "2023.toml"
DAY = ("--today", "2026-04-02", "--region", str(REGION))
SCREENS: dict[str, tuple[str, ...]] = {
    "hulp": (),
    "demo": ("demo",),
    "explain-9369": ("explain", "9369"),
    "explain-IB007": ("explain", "IB007"),
    "explain-IJ04": ("explain", "IJ04"),
    "explain-JW303-9309": ("explain", "JW303-9309"),
    "check-zonder-database": ("check", "04-declaratie-januari.xml", *DAY),
    "check-met-database": ("check", "inbox/06-declaratie-maart.xml", *DAY),
    "check-budget": ("check", "inbox/te-veel.xml", *DAY),
    "check-telfout": ("check", "08-declaratie-telfout.xml", *DAY),
    "check-onleesbaar": ("check", "09-declaratie-onleesbaar.xml", *DAY),
}


def seen(name: str, folder: Path) -> str:
    """The screen, 100 wide, in a folder with the messages of the demonstration."""
    words = SCREENS[name]
    scenes = {scene.name: scene.message for scene in ijsselland().scenes}
    inbox = folder / "inbox"
    inbox.mkdir()
    for scene, message in scenes.items():
        (folder / f"{scene}.xml").write_bytes(message)
    if len(words) > 1 and words[1].startswith("inbox/"):
        for scene in list(scenes)[:4]:
            (inbox / f"{scene}.xml").write_bytes(scenes[scene])
        assert sluis(folder, "process", "inbox", "--outbox", "outbox", *DAY).status == 0
        february = scenes["05-declaratie-februari"]
        (inbox / "te-veel.xml").write_bytes(february)
        (inbox / "06-declaratie-maart.xml").write_bytes(scenes["06-declaratie-maart"])
    said = sluis(folder, *words, width=100)
    return f"{said.out}{said.err}"


@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_is_as_it_was_reviewed(name: str, tmp_path: Path) -> None:
    assert seen(name, tmp_path) == (HERE / f"{name}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    for each in SCREENS:
        with tempfile.TemporaryDirectory() as folder:
            (HERE / f"{each}.txt").write_text(seen(each, Path(folder)), encoding="utf-8")
