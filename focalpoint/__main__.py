"""`python -m focalpoint [gui | <command> …]`; what is started to read foreign bytes loads nothing but that."""

import sys
from typing import TYPE_CHECKING

from focalpoint.loading import late

if TYPE_CHECKING:
    from focalpoint import bootstrap, workers
else:
    bootstrap, workers = late("focalpoint.bootstrap"), late("focalpoint.workers")


def main() -> None:
    """Run with the arguments of the process."""
    if sys.argv[1:2] == ["--worker"]:
        sys.exit(workers.run(sys.argv[2] if len(sys.argv) > 2 else ""))
    bootstrap.main()


if __name__ == "__main__":
    main()
