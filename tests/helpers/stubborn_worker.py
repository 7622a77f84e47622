"""Workers that do not come to an end, each in its own way; which, says the memory they are given."""

import sys
import time

SLEEPS, NEVER_READS, DRIBBLES, CLOSES = 1, 2, 3, 4


def main(how: int) -> None:
    if how in (SLEEPS, DRIBBLES):
        sys.stdin.buffer.read()
    if how == DRIBBLES:
        sys.stdout.buffer.write(b"K" + (1 << 20).to_bytes(8))
    if how == CLOSES:
        sys.stdout.buffer.close()
    while True:
        if how == DRIBBLES:
            sys.stdout.buffer.write(b"x")
            sys.stdout.buffer.flush()
        time.sleep(0.02)


if __name__ == "__main__":
    main(int(sys.argv[-2]))
