#!/usr/bin/python3
# check-potfiles.py [--write] [ROOT]: every file with text for people is in po/POTFILES.in, and nothing else is
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import sys

MARKED = re.compile(r'\b(N?_|C_|ngettext) \(|translatable="yes"|^(Name|Comment)=', re.M)


def wanted(root):
    found = []
    for top in ("app", "data", "engine", "ui"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in names:
                path = os.path.join(folder, name)
                if name.endswith(".metainfo.xml.in"):
                    found.append(os.path.relpath(path, root))
                elif name.endswith((".c", ".ui", ".desktop.in", ".gschema.xml")):
                    with open(path, encoding="utf-8") as file:
                        if MARKED.search(file.read()):
                            found.append(os.path.relpath(path, root))
    return sorted(found)


def main():
    words = [word for word in sys.argv[1:] if word != "--write"]
    root = words[0] if words else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    path = os.path.join(root, "po", "POTFILES.in")
    if "--write" in sys.argv:
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(wanted(root)) + "\n")
    with open(path, encoding="utf-8") as file:
        listed = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    missing, left = sorted(set(wanted(root)) - set(listed)), sorted(set(listed) - set(wanted(root)))
    for name in missing:
        print("%s has text for people and is not in po/POTFILES.in" % name)
    for name in left:
        print("%s is in po/POTFILES.in and has no text for people" % name)
    print("%d files listed; tests/check-potfiles.py --write lists them anew" % len(listed))
    return 1 if missing or left or not listed else 0


if __name__ == "__main__":
    sys.exit(main())
