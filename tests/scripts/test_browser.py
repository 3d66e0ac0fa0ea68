"""A browser is found, or installed the way this machine allows, or missed in one sentence."""

import subprocess

import pytest

from scripts import browser


@pytest.fixture
def commands(monkeypatch):
    """What would have been run, on a machine without a browser."""
    run = []
    monkeypatch.setattr(browser, "installed", lambda: None)
    monkeypatch.setattr(
        browser.subprocess, "run", lambda command, **options: run.append((command, options))
    )
    return run


def test_a_browser_that_is_here_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(browser, "installed", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(browser, "install", lambda: pytest.fail("installed another one"))
    assert browser.main() == 0


def test_root_on_debian_installs_by_apt(commands, monkeypatch):
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    browser.install()
    assert [command[1] for command, _ in commands] == ["update", "install"]
    assert {"chromium", "fonts-noto-cjk"} <= set(commands[-1][0])


def test_others_download_within_a_minute(commands, monkeypatch):
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000, raising=False)
    browser.install()
    ((command, options),) = commands
    assert command[1:] == ["-m", "playwright", "install", "chromium"]
    assert options["timeout"] == 60


def test_no_browser_to_be_had_is_a_sentence(commands, monkeypatch, capsys):
    def refused() -> None:
        raise subprocess.TimeoutExpired("playwright", 60)

    monkeypatch.setattr(browser, "install", refused)
    assert browser.main() == 1
    assert "The browser tests need Chromium." in capsys.readouterr().err
