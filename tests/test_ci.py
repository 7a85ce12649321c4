"""What the checks do to a machine's list of package sources."""

import subprocess
from pathlib import Path

import pytest

BACKPORTS = Path(__file__).parents[1] / ".ci/backports"
# A line of a source file, what becomes of it.
LINES = {
    "Suites: bookworm": "Suites: bookworm bookworm-backports",
    "Suites: bookworm bookworm-updates": "Suites: bookworm bookworm-updates bookworm-backports",
    "Suites: bookworm-updates bookworm": "Suites: bookworm-updates bookworm bookworm-backports",
    "Suites: bookworm-security": "Suites: bookworm-security",
    "URIs: http://mirror.example/bookworm": "URIs: http://mirror.example/bookworm",
    "deb http://mirror.example/debian bookworm main": (
        "deb http://mirror.example/debian bookworm main\n"
        "deb http://mirror.example/debian bookworm-backports main"
    ),
    "deb [signed-by=/a b=c] http://mirror.example/debian bookworm main contrib": (
        "deb [signed-by=/a b=c] http://mirror.example/debian bookworm main contrib\n"
        "deb [signed-by=/a b=c] http://mirror.example/debian bookworm-backports main contrib"
    ),
    "deb http://mirror.example/debian bookworm-updates main": (
        "deb http://mirror.example/debian bookworm-updates main"
    ),
    "# deb http://mirror.example/debian bookworm main": (
        "# deb http://mirror.example/debian bookworm main"
    ),
}


@pytest.mark.skipif(not BACKPORTS.exists(), reason="no checkout: the checks are not packaged")
@pytest.mark.parametrize("line", LINES)
def test_backports_are_added_once_from_the_same_mirror(line: str, tmp_path: Path) -> None:
    file, other = tmp_path / "debian.sources", tmp_path / "sources.list"
    other.write_text("# empty\n", encoding="utf-8")
    file.write_text(f"Types: deb\n{line}\nComponents: main\n", encoding="utf-8")
    for _ in range(2):
        subprocess.run([BACKPORTS, "bookworm", file, other], check=True)
        expected = f"Types: deb\n{LINES[line]}\nComponents: main\n"
        assert file.read_text(encoding="utf-8") == expected
    assert other.read_text(encoding="utf-8") == "# empty\n"
