"""The one entry of the program: window and command line."""

import sys

from leaddesk.cli.run import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
