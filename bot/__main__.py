"""`python -m bot` is the command `passerelle`."""

from bot.cli import main

if __name__ == "__main__":
    main()
