"""`python -m pomost` is the same as the command `pomost`."""

import sys

from pomost.config.cli import main

sys.exit(main())
