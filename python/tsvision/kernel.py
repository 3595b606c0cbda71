"""What the kernelspec starts: `python -m tsvision.kernel NODE_OPTIONS… CONNECTION_FILE`."""

import sys

from .__main__ import main_program, run_node

*options, connection_file = sys.argv[1:]
run_node(*options, main_program, "kernel", connection_file)
