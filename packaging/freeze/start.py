"""Where the frozen program starts: as `python -m focalpoint` does, with what freezing changed put back first."""

import os
import sys

from focalpoint import versions
from focalpoint.__main__ import main
from focalpoint.version import program_version

# The loader found its own libraries with these; a program that this one starts must not be given them.
for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "QT_PLUGIN_PATH"):
    before = os.environ.pop(f"{name}_ORIG", None)
    if before is not None:
        os.environ[name] = before
    else:
        os.environ.pop(name, None)

if sys.argv[1:2] != ["--worker"]:
    versions.go_on_as_newest(program_version())
main()
