"""`python -m tests.telegram.emulator --port N`: the emulator in a process of its own; prints the port, runs until /control/stop."""

import argparse
import asyncio
import sys

from .emulator import TOKEN, Emulator


async def serve(port: int, token: str, *, keep_calls: bool) -> None:
    async with Emulator(token, port=port, keep_calls=keep_calls) as emulator:
        sys.stdout.write(f"{emulator.port}\n")
        sys.stdout.flush()
        await emulator.control.stopping.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--keep-calls", action="store_true", help="remember every call (takes memory)")
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.token, keep_calls=options.keep_calls))


if __name__ == "__main__":
    main()
