"""The manual page and what bash completes, from the commands themselves: `manual.py man|bash`."""

import sys
from collections.abc import Iterator

import click

from focalpoint import language
from focalpoint.cli import main as cli
from focalpoint.version import program_version

GENERAL = (*cli.FLAGS, *cli.VALUED)
CODES = (
    ("0", "done"), ("1", "refused, with the reason"), ("2", "wrong call"), ("3", "locked"),
    ("4", "the check found damage"), ("70", "a mistake of the program"), ("130", "stopped"),
)  # fmt: skip


def tree() -> Iterator[tuple[str, click.Command]]:
    """Yield every command that can be called, with its full name, in the order of the names."""
    for entry in sorted(cli.commands(), key=lambda one: str(one.name)):
        yield from _below(str(entry.name), entry.load())


def _below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for inner, made in sorted(command.commands.items()):
            yield from _below(f"{name} {inner}", made)


def roff(text: str) -> str:
    """Return a text as troff shows it literally."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def man() -> str:
    """Return the manual page."""
    lines = [
        f'.TH FOCALPOINT 1 "" "Focal Point {program_version()}" "User commands"',
        ".SH NAME",
        "focalpoint \\- offline vault for cooperation with the International Criminal Court",
        ".SH SYNOPSIS",
        ".B focalpoint\n[\\fIFILE\\fR | \\fBgui\\fR | \\fICOMMAND\\fR ...]",
        ".SH DESCRIPTION",
        "Without arguments, or with a file of its own kinds, the window opens; one that is open already is shown.",
        "With \\fBgui\\fR another window opens. Options of every command:",
        ", ".join(f"\\fB{roff(name)}\\fR" for name in GENERAL) + ".",
        ".SH COMMANDS",
    ]
    for name, command in tree():
        context = click.Context(command, info_name=name)
        usage = " ".join(command.collect_usage_pieces(context))
        lines += [".TP", f"\\fB{roff(name)}\\fR {roff(usage)}", roff(" ".join((command.help or "").split()))]
        for option in command.params:
            record = option.get_help_record(context) if isinstance(option, click.Option) else None
            if record is not None:
                lines += [".RS", ".TP", f"\\fB{roff(record[0])}\\fR", roff(record[1]), ".RE"]
    lines.append(".SH EXIT STATUS")
    for code, meaning in CODES:
        lines += [".TP", code, meaning]
    lines += [".SH FILES", "Settings and the log lie in \\fI~/.config/focalpoint\\fR; with a file \\fIportable.txt\\fR"]
    lines += ["beside the program, everything lies in \\fIdata\\fR beside that file."]
    return "\n".join(line for line in lines if line) + "\n"


def bash() -> str:
    """Return the words that bash completes, in a function that starts no program."""
    branches = []
    for name, command in tree():
        words = sorted(command.commands) if isinstance(command, click.Group) else []
        words += sorted(word for option in command.params if isinstance(option, click.Option) for word in option.opts)
        branches.append(f'    "{name}") words="{" ".join(words)}" ;;')
    first = " ".join(["gui", *sorted(str(entry.name) for entry in cli.commands())])
    valued = "|".join(cli.VALUED)
    return "\n".join(
        (
            "# bash completion of focalpoint; made from its commands",
            "_focalpoint() {",
            '  local here=${COMP_WORDS[COMP_CWORD]} path="" place word words',
            "  for ((place = 1; place < COMP_CWORD; place++)); do",
            "    word=${COMP_WORDS[place]}",
            f"    case $word in {valued}) ((place++)) ;; -*) ;; *) path=${{path:+$path }}$word ;; esac",
            "  done",
            "  case $path in",
            f'    "") words="{first}" ;;',
            *branches,
            '    *) words="" ;;',
            "  esac",
            f'  COMPREPLY=($(compgen -W "$words {" ".join(GENERAL)}" -- "$here"))',
            "}",
            "complete -o default -F _focalpoint focalpoint",
            "",
        )
    )


if __name__ == "__main__":
    language.use("en")
    sys.stdout.write({"man": man, "bash": bash}[sys.argv[1]]())
