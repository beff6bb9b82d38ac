#!/usr/bin/env python3
"""Writes covisitd(8) and covisitd.yaml(5) from what exists: the help that the program prints, and
the comments of config.yaml.

    manual.py PROGRAM CONFIG DIRECTORY
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path


# ---- Text, in mdoc(7)

SPECIAL = str.maketrans({
    "\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})


def escaped(text):
    """Text that is printed as it stands."""
    return re.sub(r"(?m)^\.", r"\\&.", text.translate(SPECIAL))


def word(text):
    """An argument of a macro, which cannot be taken for another macro."""
    return '"' + escaped(text).replace('"', "\\(dq") + '"'


def prose(text):
    """Text whose lines may be filled; a sentence begins on a line of its own."""
    return re.sub(r"([.?!]\)?) (?=[A-Z])", r"\1\n", escaped(" ".join(text.split())))


def literal(text):
    lines = escaped(text).replace("\n\n", "\n\\&\n")
    return f".Bd -literal -compact\n{lines}\n.Ed"


def paragraphs(text):
    """Paragraphs; those with columns in them keep their lines."""
    parts = re.split(r"\n\s*\n", text.strip("\n"))
    has_columns = re.compile(r"(?m)^ |\S {2,}\S").search
    return "\n.Pp\n".join(literal(part) if has_columns(part) else prose(part) for part in parts)


def page(title, section, version, parts):
    date = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))
    day = f"{time.strftime('%B', date)} {date.tm_mday}, {date.tm_year}"
    head = f".Dd {day}\n.Dt {title} {section}\n.Os covisitd {version}"
    return "\n".join([head, *filter(None, parts)]) + "\n"


# ---- covisitd(8)

def flag(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def argument_item(argument):
    names = ", ".join(map(flag, argument.get("names", [])))
    value = "" if argument["kind"] == "flag" else f" Ar {word(argument['valueName'])}"
    text = argument.get("abstract", "")
    if argument.get("defaultValue"):
        text += f" Default: {argument['defaultValue']}."
    return f".It{f' Cm {word(names)}' if names else ''}{value}\n{prose(text)}"


def commands(command, path=()):
    """The command and those below it, in the order of the help."""
    path = (*path, command["commandName"])
    yield path, command
    for child in command.get("subcommands", []):
        if child["shouldDisplay"] and child["commandName"] != "help":
            yield from commands(child, path)


def command_parts(path, command):
    yield f".Ss {word(' '.join(path))}"
    yield prose(command["abstract"])
    if "discussion" in command:
        yield ".Pp\n" + paragraphs(command["discussion"])
    common = {"--help", "--version"}
    own = [argument for argument in command.get("arguments", [])
           if argument["shouldDisplay"] and common.isdisjoint(map(flag, argument.get("names", [])))]
    if own:
        yield from [".Bl -tag -width Ds", *map(argument_item, own), ".El"]


def program_parts(root):
    # The last paragraph of the help names the exit codes.
    discussion, codes = root["discussion"].split("Exit codes:")
    abstract = root["abstract"].rstrip(".")
    yield from [
        ".Sh NAME", ".Nm covisitd", f".Nd {escaped(abstract[0].lower() + abstract[1:])}",
        ".Sh SYNOPSIS", ".Nm", ".Ar command", ".Op Ar option ...",
        ".Nm", ".Cm help", ".Op Ar command", ".Nm", ".Fl \\-version",
        ".Sh DESCRIPTION", paragraphs(discussion), ".Sh COMMANDS"]
    for path, command in commands(root):
        if path != ("covisitd",):
            yield from command_parts(path, command)
    yield from [
        ".Sh FILES", ".Bl -tag -width Ds",
        ".It Pa /etc/covisitd/config.yaml", "What the service is run with.",
        ".It Pa /var/lib/covisitd", "What the service keeps: snapshots and the order journal.",
        ".It Pa /usr/share/doc/covisitd", "How to set it up, watch it, upgrade it and go back.",
        ".El", ".Sh EXIT STATUS", prose(codes),
        ".Sh SEE ALSO", ".Xr systemctl 1 ,", ".Xr covisitd.yaml 5"]


# ---- covisitd.yaml(5)

class Section:
    """What stands below a heading of config.yaml."""

    def __init__(self, title):
        self.title = title
        self.text, self.keys, self.listing = [], [], []

    def parts(self):
        yield f".Sh {escaped(self.title.upper())}"
        yield "\n.Pp\n".join(map(paragraphs, self.text))
        if self.keys:
            yield ".Bl -tag -width Ds"
            for key, value, text in self.keys:
                yield f".It Ic {word(key)}" + (f" No = Li {word(value)}" if value else "")
                yield paragraphs("\n\n".join(text)) if text else ""
            yield ".El"
        if self.listing:
            yield ".Pp\n" + literal("\n".join(self.listing).rstrip())


def holds_others(lines, depth):
    """Whether the next line that is no comment is further to the right."""
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            return len(line) - len(line.lstrip()) > depth
    return False


def sections(config):
    """A comment belongs to the key below it, or left of it. One that an empty line follows is its
    section's or, where it is indented like an example, that of the key above."""
    lines = config.splitlines()
    section, path, comment = Section("Description"), [], []
    for number, line in enumerate(lines, 1):
        heading = re.fullmatch(r"# -+ (.+)", line)
        note = re.fullmatch(r"\s*# ?(.*)", line)
        key = re.fullmatch(r"(\s*)([\w-]+): *(.*?)(?: +# (.*))?", line)
        if comment and (heading or not line.strip()):
            text = "\n".join(comment).strip("\n")
            if text.startswith(" ") and section.keys:
                section.keys[-1][2].append(text)
            else:
                section.text.append(text)
            comment = []
        if heading:
            yield section
            section = Section(heading[1])
        elif note:
            comment.append(note[1])
        elif section.listing or line.lstrip().startswith("- "):
            # A list of maps says itself best what it is.
            section.listing.append(line)
        elif key:
            indent, name, value, remark = key.groups()
            path = [*path[:len(indent) // 2], name]
            text = ["\n".join(comment)] * bool(comment) + [remark] * bool(remark)
            if not value and lines[number].lstrip().startswith("- "):
                section.listing.append(line)
            elif text or not holds_others(lines[number:], len(indent)):
                section.keys.append((".".join(path), value, text))
            comment = []
        elif line.strip():
            raise SystemExit(f"config.yaml:{number}: neither a comment nor a key: {line}")
    yield section


def configuration_parts(config):
    yield from [
        ".Sh NAME", ".Nm covisitd.yaml", ".Nd configuration of covisitd",
        ".Sh SYNOPSIS", ".Pa /etc/covisitd/config.yaml"]
    for section in sections(config):
        yield from section.parts()
    yield from [".Sh SEE ALSO", ".Xr covisitd 8"]


def main():
    program, config, directory = sys.argv[1:]

    def printed(option):
        return subprocess.run([program, option], check=True, stdout=subprocess.PIPE).stdout.decode()

    version = printed("--version").split()[1].rstrip(",")
    root = json.loads(printed("--experimental-dump-help"))["command"]
    Path(directory, "covisitd.8").write_text(
        page("COVISITD", 8, version, program_parts(root)))
    Path(directory, "covisitd.yaml.5").write_text(
        page("COVISITD.YAML", 5, version, configuration_parts(Path(config).read_text())))


main()
