"""What `script/test` and `script/check` run, in this order: lint, types, tests on SQLite, on PostgreSQL.

--fast   no browser, SQLite only          --all   also what is long (marked `slow`)
--check  lint, types, architecture, migrations, translations; no other tests
Anything else goes to pytest. Every step runs even when an earlier one failed; the status says whether
all of them passed.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOUSE = ["tests/test_architecture.py", "tests/test_consistency.py", "tests/test_translations.py"]


def step(name: str, command: list[str | Path], **environment: str) -> bool:
    """Run one step; its output is shown as it comes."""
    print(f"\n» {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=os.environ | environment)
    print(
        f"  {name}: {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return done.returncode == 0


def static_checks() -> bool:
    templates = [str(path) for path in (ROOT / "pomost").rglob("templates/**/*.html")]
    results = [
        step("lint", [BIN / "ruff", "check", "."]),
        step("format", [BIN / "ruff", "format", "--check", "."]),
        step("types", [BIN / "mypy"]),
        step("templates", [BIN / "djade", "--check", "--target-version", "5.2", *templates]),
        step("migrations", [BIN / "pomost", "makemigrations", "--check", "--dry-run"],
             DJANGO_SETTINGS_MODULE="pomost.config.settings.test"),
    ]  # fmt: skip
    return all(results)


def browser() -> str | None:
    """A Chromium on the PATH; else Debian's when root; else Playwright's own; else none."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found:
        return found
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("» installing Debian's Chromium for the browser tests", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], env=environment, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-q", "chromium"], env=environment, **quiet)
        if found := shutil.which("chromium"):
            return found
    print("» asking Playwright for its Chromium", flush=True)
    done = subprocess.run([str(BIN / "playwright"), "install", "chromium"], capture_output=True)
    return "playwright" if done.returncode == 0 else None


def postgres(command: str) -> str:
    """What `script/postgres COMMAND` prints; empty where there is no PostgreSQL and none can be had."""
    script = ROOT / "script" / "postgres"
    if not script.exists():
        return ""
    done = subprocess.run([str(script), command], capture_output=True, text=True)
    if done.returncode:
        print(done.stderr.strip(), file=sys.stderr)
        return ""
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def pytest_command(arguments: list[str], marks: str) -> list[str | Path]:
    return [BIN / "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-m", marks, *arguments]


def main() -> int:
    arguments = sys.argv[1:]
    fast, whole, check = (flag in arguments for flag in ("--fast", "--all", "--check"))
    arguments = [each for each in arguments if each not in ("--fast", "--all", "--check")]
    good = static_checks()
    slow = "" if whole else " and not slow"
    if check:
        return 0 if step("house", [BIN / "pytest", "-q", *HOUSE]) and good else 1
    if fast:
        good &= step("tests on SQLite", pytest_command(arguments, "not browser and not postgresql" + slow))
        return 0 if good else 1
    address = postgres("start")
    try:
        if address:
            good &= step(
                "tests on PostgreSQL",
                pytest_command(arguments, "not browser" + slow),
                TEST_DATABASE_URL=address,
            )
        else:
            print(
                "\n» tests on PostgreSQL: not run, as there is none here and none could be installed",
                flush=True,
            )
    finally:
        if address:
            postgres("stop")
    chromium = browser()
    if chromium is None:
        print(
            "\n» browser tests: not run, as there is no Chromium here and none could be installed", flush=True
        )
    marks = "not postgresql" + slow + ("" if chromium else " and not browser")
    environment = {"POMOST_TEST_CHROMIUM": chromium} if chromium and chromium != "playwright" else {}
    good &= step_last("tests on SQLite and in the browser", pytest_command(arguments, marks), **environment)
    return 0 if good and chromium else 1


def step_last(name: str, command: list[str | Path], **environment: str) -> bool:
    """The last step: pytest's own summary line is the last line printed."""
    print(f"\n» {name}", flush=True)
    return (
        subprocess.run([str(part) for part in command], cwd=ROOT, env=os.environ | environment).returncode
        == 0
    )


if __name__ == "__main__":
    sys.exit(main())
