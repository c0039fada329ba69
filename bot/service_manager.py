"""Tells systemd that people are answered now, where it has started us: `systemctl start` comes back then, and not before."""

import os
import socket


def tell_ready() -> None:
    place = os.environ.get("NOTIFY_SOCKET", "")
    if place:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.connect(f"\0{place[1:]}" if place.startswith("@") else place)
            manager.send(b"READY=1")
