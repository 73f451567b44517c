#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""help_files.py PROGRAM FOLDER: writes the manual page and the completions for bash, zsh and fish into the folder.

All of them are made of what the program's --help and its commands' --help say.
"""

import dataclasses
import pathlib
import re
import subprocess
import sys

NAME = "yolozu-infer"
DEFAULT_COMMAND = "predict"

# Where the help has the descriptions of options; longer options have theirs on the next line.
OPTION = re.compile(r"^  (?P<left>\S+(?: \S+)*)(?:  +(?P<text>\S.*))?$")
CONTINUED = re.compile(r"^ {20,}(?P<text>\S.*)$")
VALUE = re.compile(r"^(TEXT|INT|UINT|FLOAT|BOOLEAN|NUMBER|PATH|FILE|DIR)\b")
CHOICES = re.compile(r":\{([^}]*)\}")
# How a command says that with other arguments it is another one.
OTHER_FORM = re.compile(rf"`{NAME} (\S+) (\S+) --help` explains it")


@dataclasses.dataclass
class Option:
    names: list  # ["-h", "--help"]
    value: str  # "TEXT REQUIRED"; empty: none
    text: str

    @property
    def takes_value(self):
        return VALUE.match(self.value) is not None

    @property
    def choices(self):
        found = CHOICES.search(self.value)
        return found.group(1).split(",") if found else []


@dataclasses.dataclass
class Command:
    name: str
    summary: str
    description: str = ""
    usage: str = ""
    groups: list = dataclasses.field(default_factory=list)  # (heading, [Option])
    other_forms: list = dataclasses.field(default_factory=list)  # Commands of the same name

    @property
    def options(self):
        """Those of all forms, each once."""
        found = {}
        for form in [self, *self.other_forms]:
            for _, options in form.groups:
                found.update({option.names[-1]: option for option in options if option.names[0].startswith("-")} | found)
        return list(found.values())


def help_of(program, *arguments):
    return subprocess.run([program, *arguments, "--help"], capture_output=True, text=True, check=True).stdout


def read_command(name, summary, text):
    command = Command(name, summary)
    lines = text.splitlines()
    usage = next(index for index, line in enumerate(lines) if line.startswith("Usage: "))
    command.description = " ".join(lines[:usage]).strip()
    command.usage = lines[usage].removeprefix("Usage: ")
    for line in lines[usage + 1:]:
        continued, option = CONTINUED.match(line), OPTION.match(line)
        if continued:
            entry = command.groups[-1][1][-1]
            entry.text = f"{entry.text} {continued['text']}".strip()
        elif option:
            names, _, value = option["left"].partition(" ")
            command.groups[-1][1].append(Option(names.split(","), value, option["text"] or ""))
        elif line and not line.startswith(" "):
            command.groups.append((line.rstrip(":"), []))
        elif line:
            sys.exit(f"{NAME} {name} --help has a line that is not understood: {line!r}")
    return command


def read_with_other_forms(program, name, summary):
    text = help_of(program, name)
    command = read_command(name, summary, text)
    for form_name, argument in OTHER_FORM.findall(text):
        command.other_forms.append(read_command(form_name, summary, help_of(program, form_name, argument)))
    return command


def read_program(program):
    text = help_of(program)
    introduction, rest = text.split("Commands:\n", 1)
    table, remarks = rest.split("\n\n", 1)
    commands = []
    for line in table.splitlines():
        name, summary = line.split(maxsplit=1)
        commands.append(read_with_other_forms(program, name, summary))
    return introduction, commands, remarks


# The manual page, in man(7).

def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return "\\&" + text if text.startswith((".", "'")) else text


def manual(introduction, commands, remarks):
    forms = [form for command in commands for form in (command, *command.other_forms)]
    title, *examples = [line.strip() for line in introduction.splitlines() if line.strip()]
    version, summary = title.removeprefix(NAME + " ").split(" - ", 1)
    page = [f'.TH {NAME.upper()} 1 "" "{NAME} {version}"', ".SH NAME", f"{roff(NAME)} \\- {roff(summary)}", ".SH SYNOPSIS"]
    for form in forms:
        page += [f".B {roff(form.usage)}", ".br"]
    page += [".SH DESCRIPTION"]
    for line in remarks.splitlines():
        page += [roff(line.replace("`", "'")) if line else ".PP"]
    page += [".SH EXAMPLE", ".nf", *[roff(line) for line in examples], ".fi"]
    for form in forms:
        page += [f'.SH "{roff(form.usage.split("[")[0].strip().upper())}"', roff(form.description)]
        for heading, options in form.groups:
            page += [f'.SS "{roff(heading)}"'] if options else []
            for option in options:
                page += [".TP", f".B {roff(', '.join(option.names))} {roff(option.value)}".rstrip(), roff(option.text)]
    return "\n".join(page) + "\n"


# Completions. Where a value is awaited that has no list of choices, the shells complete names of files.

def words(command):
    return " ".join(name for option in command.options for name in option.names)


def bash(commands):
    names = " ".join(command.name for command in commands)
    lines = [f"# bash completion for {NAME}", "_yolozu_infer() {",
             '    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}',
             f"    local command={DEFAULT_COMMAND} words",
             f'    [[ " {names} " == *" ${{COMP_WORDS[1]}} "* ]] && command=${{COMP_WORDS[1]}}',
             "    COMPREPLY=()",
             '    case "$command $previous" in']
    for command in commands:
        for option in command.options:
            if option.choices:
                pattern = " | ".join(f'"{command.name} {name}"' for name in option.names)
                lines.append(f'        {pattern}) words="{" ".join(option.choices)}" ;;')
    lines += ["    esac", '    if [[ -z ${words-} && $current == -* ]]; then', '        case $command in']
    for command in commands:
        lines.append(f'            {command.name}) words="{words(command)}" ;;')
    lines += ["        esac", "    elif [[ -z ${words-} && $COMP_CWORD -eq 1 ]]; then", f'        words="{names}"', "    fi",
              '    if [[ -n ${words-} ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"); fi',
              "}", f"complete -o default -F _yolozu_infer {NAME}"]
    return "\n".join(lines) + "\n"


def zsh_quoted(text):
    return text.replace("'", "'\\''")


def zsh_option(option):
    text = re.sub(r"([\[\]:\\])", r"\\\1", option.text)
    value = ""
    if option.takes_value:
        value = f":value:({' '.join(option.choices)})" if option.choices else ":value:_files"
    return [f"'*{zsh_quoted(name)}[{zsh_quoted(text)}]{value}'" for name in option.names]


def zsh(commands):
    lines = [f"#compdef {NAME}", "", "_yolozu_infer() {", "    local command=$words[2]", "    local -a commands=("]
    for command in commands:
        lines.append(f"        '{command.name}:{zsh_quoted(command.summary.replace(':', chr(92) + ':'))}'")
    lines += ["    )", "    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then", "        _describe command commands", "        return",
              "    fi", "    case $command in"]
    for command in commands:
        pattern = f"{command.name} | -*" if command.name == DEFAULT_COMMAND else command.name
        lines += [f"        {pattern})", "            _arguments \\"]
        for option in command.options:
            lines += [f"                {each} \\" for each in zsh_option(option)]
        lines += ["                '*:file:_files'", "            ;;"]
    lines += ["    esac", "}", "", '_yolozu_infer "$@"']
    return "\n".join(lines) + "\n"


def fish_quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish(commands):
    names = [command.name for command in commands]
    lines = [f"# fish completion for {NAME}"]
    for command in commands:
        lines.append(f"complete -c {NAME} -n __fish_use_subcommand -a {command.name} -d {fish_quoted(command.summary)}")
    for command in commands:
        condition = f"__fish_seen_subcommand_from {command.name}"
        if command.name == DEFAULT_COMMAND:
            condition = f"not __fish_seen_subcommand_from {' '.join(name for name in names if name != command.name)}"
        for option in command.options:
            flags = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
            value = " -r" if option.takes_value else ""
            if option.choices:
                value = f" -x -a {fish_quoted(' '.join(option.choices))}"
            lines.append(f"complete -c {NAME} -n {fish_quoted(condition)} {flags}{value} -d {fish_quoted(option.text)}")
    return "\n".join(lines) + "\n"


def main(program, folder):
    introduction, commands, remarks = read_program(program)
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ((f"{NAME}.1", manual(introduction, commands, remarks)), (f"{NAME}.bash", bash(commands)),
                       (f"_{NAME}", zsh(commands)), (f"{NAME}.fish", fish(commands))):
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
