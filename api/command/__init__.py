"""The command line: `rostrum serve | index | documents | search | ask | show | remove`."""

import os

# Everything multiplied here is small: waking a second thread takes longer than the product, and
# threads that wait for each other make a busy machine crawl. Must stand before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from api.command.group import main

__all__ = ["main"]
