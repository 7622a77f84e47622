"""`python -m focalpoint [gui | <command> …]`."""

from focalpoint.bootstrap import main

if __name__ == "__main__":
    main()
