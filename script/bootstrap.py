"""Makes ready what the scripts need, step by step, each only when its inputs changed.

Standard library only: this runs before anything is installed. A step leaves a stamp (the hash
of what it was made from) in `.venv/`; a second run with the same inputs takes milliseconds.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "pomost-stamps.json"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "pomost" / "ui" / "static" / "built"
OLDEST_NODE = 20


class StepFailed(Exception):
    """A step went wrong; the message says what to do."""


def say(text: str) -> None:
    print(f"\033[2m»\033[0m {text}" if sys.stdout.isatty() else f"» {text}", flush=True)


def digest(paths: Iterable[Path], *extra: str) -> str:
    found = hashlib.sha256("\0".join(extra).encode())
    for path in sorted(paths):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def run(command: list[str | Path], advice: str, **kwargs) -> None:
    """Run quietly; on failure show what it printed and what to do about it."""
    try:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, errors="replace", **kwargs
        )
    except OSError as error:
        raise StepFailed(f"{command[0]}: {error}\n{advice}") from error
    if done.returncode:
        output = (done.stdout + done.stderr).strip()[-3000:]
        raise StepFailed(
            f"{output}\n\n{Path(str(command[0])).name} ended with status {done.returncode}.\n{advice}"
        )


def installer_environment() -> dict[str, str]:
    """The environment for installers: the system's certificates, so that an office's proxy works."""
    return os.environ | {
        "UV_SYSTEM_CERTS": "1",
        "UV_NATIVE_TLS": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "VIRTUAL_ENV": str(VENV),
        "NODE_OPTIONS": "--use-system-ca",
        "npm_config_fetch_retries": "2",
        "npm_config_update_notifier": "false",
    }


def make_venv() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    try:
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    except (subprocess.CalledProcessError, OSError) as error:
        raise StepFailed(
            f"Python could not make a virtual environment ({error}).\n"
            "On Debian and Ubuntu: apt install python3-venv, then run this again."
        ) from error


def install_uv() -> None:
    run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", "requirements/bootstrap.lock"],
        "Is the Python package registry reachable? A mirror is set with PIP_INDEX_URL.",
        cwd=ROOT,
        env=installer_environment(),
    )


def install(lock: str) -> Callable[[], None]:
    def step() -> None:
        command: list[str | Path] = [BIN / "uv", "pip", "install", "--quiet", "--require-hashes"]
        if lock != "build":
            command.append("--compile-bytecode")
        run(
            [*command, "--python", PYTHON, "-r", f"requirements/{lock}.lock"],
            "Is the Python package registry reachable? A mirror is set with UV_INDEX_URL.",
            cwd=ROOT,
            env=installer_environment(),
        )

    return step


def link_command() -> None:
    """`.venv/bin/pomost`, and the checkout on the environment's path: no build back end needed."""
    # Asked of the environment's own Python: Debian's system Python would name a folder of another scheme.
    asked = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    (site / "pomost.pth").write_text(f"{ROOT}\n")
    command = BIN / "pomost"
    command.write_text(f"#!{PYTHON}\nimport sys\nfrom pomost.config.cli import main\nsys.exit(main())\n")
    command.chmod(0o755)


def node_command() -> list[str] | None:
    """The machine's npm if its Node is young enough, else the one in the environment."""
    for place in (None, str(BIN)):
        node, npm = shutil.which("node", path=place), shutil.which("npm", path=place)
        if node and npm:
            shown = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
            if shown.startswith("v") and int(shown[1:].split(".")[0]) >= OLDEST_NODE:
                return [node, npm]
    return None


def build_frontend() -> None:
    found = node_command()
    if found is None:
        install("build")()
        found = node_command()
    if found is None:
        raise StepFailed(
            f"No Node {OLDEST_NODE} or newer was found or could be installed. Install it and run this again."
        )
    node, npm = found
    environment = installer_environment()
    environment["PATH"] = str(Path(node).parent) + os.pathsep + environment.get("PATH", os.defpath)
    advice = "Is the npm registry reachable? A mirror is set with npm_config_registry."
    # --use-system-ca is unknown to Node 20 and 22.14 and older: there the option would stop Node itself.
    if subprocess.run([node, "-e", ""], env=environment, capture_output=True).returncode:
        del environment["NODE_OPTIONS"]
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], advice, cwd=FRONTEND, env=environment)
    run(
        [node, "build.mjs"],
        "The front end did not build: see the message above.",
        cwd=FRONTEND,
        env=environment,
    )


def compile_messages() -> None:
    run(
        [PYTHON, "script/compile_messages.py"],
        "A message catalogue is broken: see the message above.",
        cwd=ROOT,
    )


def frontend_sources() -> list[Path]:
    return [p for p in FRONTEND.rglob("*") if p.is_file() and "node_modules" not in p.parts]


def steps(goal: str) -> list[tuple[str, str, str, Callable[[], None], bool]]:
    """(stamp, what it is called, hash of its inputs, what to do, is its result there?)"""
    locks = ROOT / "requirements"
    lock = "dev" if goal == "test" else "runtime"
    plan = [
        ("venv", "making the Python environment (.venv)", sys.version, make_venv, PYTHON.exists()),
        (
            "uv",
            "fetching the installer",
            digest([locks / "bootstrap.lock"]),
            install_uv,
            (BIN / "uv").exists(),
        ),
    ]
    if goal == "uv":
        return plan
    catalogues = list((ROOT / "pomost").rglob("*.po"))
    return [
        *plan,
        (lock, f"installing the {lock} packages", digest([locks / f"{lock}.lock"]), install(lock), True),
        ("link", "linking the command pomost", str(ROOT), link_command, (BIN / "pomost").exists()),
        ("frontend", "building the front end", digest(frontend_sources()), build_frontend, BUILT.exists()),
        (
            "messages",
            "compiling the message catalogues",
            digest(catalogues),
            compile_messages,
            all(path.with_suffix(".mo").exists() for path in catalogues),
        ),
    ]


def main() -> int:
    goal = sys.argv[1] if len(sys.argv) > 1 else "server"
    stamps = json.loads(STAMPS.read_text()) if STAMPS.exists() else {}
    for stamp, name, made_from, step, is_there in steps(goal):
        if is_there and stamps.get(stamp) == made_from:
            continue
        say(name)
        began = time.monotonic()
        try:
            step()
        except StepFailed as failure:
            print(f"\nStopped while {name}:\n\n{failure}", file=sys.stderr)
            return 1
        if stamp == "venv":
            stamps = {}
        elif stamp == "runtime":
            stamps.pop("dev", None)
        stamps[stamp] = made_from
        STAMPS.write_text(json.dumps(stamps, indent=1))
        took = time.monotonic() - began
        if took > 2:
            say(f"  done in {took:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
