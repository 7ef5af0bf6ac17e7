# SPDX-License-Identifier: MIT
"""peak.py COMMAND...: run it and write the most KiB that it took to stdout;
its own output is thrown away."""
import resource
import subprocess
import sys

subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
