"""Started by systemd, the program tells when it is there."""

import socket

import pytest

from bot.service_manager import tell_ready
from tests.faults.program import Program


@pytest.mark.parametrize("abstract", [False, True])
def test_whoever_started_us_is_told_once_that_we_are_ready(tmp_path, monkeypatch, abstract):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{tmp_path}/notify" if abstract else f"{tmp_path}/notify")
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{tmp_path}/notify" if abstract else f"{tmp_path}/notify")
        tell_ready()
        assert manager.recv(100) == b"READY=1"


def test_nobody_is_told_where_nobody_asked(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    tell_ready()


@pytest.mark.slow  # the whole program
async def test_the_program_tells_it_when_people_are_answered_and_not_before(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"{tmp_path}/notify")
        monkeypatch.setenv("NOTIFY_SOCKET", f"{tmp_path}/notify")
        async with Program(tmp_path) as program:
            await program.is_ready()
            manager.settimeout(60)
            assert manager.recv(100) == b"READY=1"
