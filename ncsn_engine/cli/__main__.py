"""``python -m ncsn_engine.cli``, the command ``ncsn``."""

from ncsn_engine.cli import entry

if __name__ == "__main__":
    entry()
