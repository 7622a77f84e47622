"""QR codes on paper, drawn as rectangles: sharp at any size, and the same bytes each time."""

from typing import TYPE_CHECKING

from focalpoint.documents.pages import FilledRectangle
from focalpoint.loading import late

if TYPE_CHECKING:
    import segno
else:
    segno = late("segno")

MM = 72 / 25.4  # points in a millimetre
QUIET = 4  # modules of white around a code
_BLACK, _WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)


def modules(content: bytes) -> int:
    """Return how many modules a code of some content has on a side."""
    return len(segno.make(content, error="l", micro=False, boost_error=False).matrix)


def quiet_side(side: float, number: int) -> float:
    """Return the side of a code of a size with the white around it, for so many modules."""
    return side * (number + 2 * QUIET) / number


def qr_rectangles(content: bytes, x: float, y: float, side: float) -> list[FilledRectangle]:
    """Return a code of a side, in points, on its own white ground; (x, y) is the top left corner of the white."""
    matrix = segno.make(content, error="l", micro=False, boost_error=False).matrix
    step = side / len(matrix)
    whole = quiet_side(side, len(matrix))
    drawn = [FilledRectangle(x, y, whole, whole, _WHITE)]
    left, top = x + QUIET * step, y + QUIET * step
    for line, row in enumerate(matrix):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                drawn.append(
                    FilledRectangle(left + start * step, top + line * step, (end - start) * step, step * 1.02, _BLACK)
                )
            start = end + 1
    return drawn
