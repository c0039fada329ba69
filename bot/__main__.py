"""`python -m bot` is the command `passerelle`."""

import signal


def main() -> None:
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        # Loading all of it takes a second or two; Ctrl-C then ends the program and not in a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from bot.cli import main as command_line  # noqa: PLC0415 - see above

    signal.signal(signal.SIGINT, before)
    command_line()


if __name__ == "__main__":
    main()
