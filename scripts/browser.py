"""Make sure there is a Chromium for the browser tests: one that is here, apt's, or Playwright's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")
DOWNLOAD_SECONDS = 60


def installed() -> str | None:
    """The path of a Chromium on this machine, Playwright's own included."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        return str(own) if own.exists() else None


def install() -> None:
    """Install one: by apt where we may, else by Playwright within a minute."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update"], **quiet)
        subprocess.run(
            ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES],
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            **quiet,
        )
        return
    download = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(download, check=True, timeout=DOWNLOAD_SECONDS)


def main() -> int:
    if installed():
        return 0
    try:
        install()
    except (subprocess.SubprocessError, OSError) as error:
        print(f"Installing a Chromium failed: {error}", file=sys.stderr)
    if installed():
        return 0
    print(
        "The browser tests need Chromium. Install Chromium or Chrome, or run "
        f"`{sys.executable} -m playwright install chromium`, then try again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
