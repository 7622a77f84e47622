"""Every record type has a command of its own name, and none hides another command."""

from focalpoint.cli import main
from focalpoint.domain.records import TYPES


def test_every_record_type_has_a_command_and_no_name_is_used_twice() -> None:
    commands = [command.name for command in main.commands()]
    assert len(commands) == len(set(commands))
    assert set(TYPES) <= set(commands)
