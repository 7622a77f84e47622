"""The programs that read foreign bytes, by their names: the frozen program starts itself as one of them."""

from typing import TYPE_CHECKING

from focalpoint.loading import late

if TYPE_CHECKING:
    from focalpoint.bundles import worker as bundles
    from focalpoint.confinement import probe
    from focalpoint.documents import days_worker as days
    from focalpoint.documents import kinds_worker as kinds
    from focalpoint.documents import worker as documents
    from focalpoint.transports import worker as lists
else:  # one of them is loaded, in the process that reads
    documents, kinds = late("focalpoint.documents.worker"), late("focalpoint.documents.kinds_worker")
    days, bundles = late("focalpoint.documents.days_worker"), late("focalpoint.bundles.worker")
    lists, probe = late("focalpoint.transports.worker"), late("focalpoint.confinement.probe")


def run(name: str) -> int:
    """Answer one question as this worker and return the exit status."""
    match name:
        case "focalpoint.documents.worker":
            return documents.main()
        case "focalpoint.documents.kinds_worker":
            return kinds.main()
        case "focalpoint.documents.days_worker":
            return days.main()
        case "focalpoint.bundles.worker":
            return bundles.main()
        case "focalpoint.transports.worker":
            return lists.main()
        case "focalpoint.confinement.probe":
            return probe.main()
        case _:
            return 2
