"""Opens the window: ``python main.py [RUN FOLDER|FILE]``; a file as one may drop it on the window."""

import sys

if __name__ == "__main__":
    try:
        from ncsn_gui.app import main
    except ImportError as error:
        print(f"NCSN Studio is not installed here ({error}); run 'make run', or see README.md.", file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv))
