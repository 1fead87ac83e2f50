#!/usr/bin/python3
# check-layers.py [ROOT]: rejects includes that point against the order of dependencies
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every include of our own is written from the top of the tree, so the first
folders of its path name the module. MAY_SEE says which modules a module may
include beside itself; anything else is a fault, and so is GTK below ui/ and a
path that hides the module ("../x.h", "x.h")."""
import os
import re
import sys

ARITHMETIC = ["engine/base", "engine/kernels", "engine/nn"]
DATA = ["engine/base", "engine/records", "engine/tasks", "engine/simulator"]
WORK = DATA + ARITHMETIC + ["engine/library", "engine/models", "engine/explore"]
ENGINE = WORK + ["engine/run", "engine/jobs", "engine/report", "engine/export"]

MAY_SEE = {
    "engine/base": [],
    "engine/kernels": ["engine/base"],
    "engine/nn": ["engine/base", "engine/kernels"],
    "engine/models": ARITHMETIC,
    "engine/records": ["engine/base"],
    "engine/simulator": ["engine/base", "engine/records"],
    "engine/tasks": ["engine/base", "engine/records"],
    "engine/library": DATA,
    "engine/explore": ["engine/base", "engine/kernels"],
    "engine/export": ARITHMETIC + ["engine/models"],
    "engine/report": ARITHMETIC + ["engine/records", "engine/models"],
    "engine/run": WORK,
    "engine/jobs": ["engine/base"],
    "engine/cli": ENGINE,
    "ui": ENGINE,
    "app": ENGINE + ["ui"],
    "tests": ENGINE + ["engine/cli", "ui", "app", "tests"],
}
TOOLKIT = re.compile(r"^(gtk|gdk|gsk|adwaita)")
TOOLKIT_MODULES = ("ui", "app", "tests")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')
GENERATED = {"engine/hx-config.h": "engine/base"}


def module_of(path):
    """The module a path from the top belongs to, or None for a foreign header."""
    parts = path.split("/")
    for n in (2, 1):
        name = "/".join(parts[:n])
        if len(parts) > n and name in MAY_SEE:
            return name
    return GENERATED.get(path)


def faults_of_line(module, line):
    match = INCLUDE.match(line)
    if not match:
        return
    quote, path = match.groups()
    if TOOLKIT.match(path):
        if module not in TOOLKIT_MODULES:
            yield "the toolkit (%s) is not for %s" % (path, module)
        return
    seen = module_of(path)
    if quote == '"' and seen is None:
        yield '"%s" is not written from the top of the tree' % path
    elif seen is not None and seen != module and seen not in MAY_SEE[module]:
        yield "%s may not include %s" % (module, path)


def sources(root):
    for top in ("engine", "ui", "app", "tests"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(folder, name), root)


def check(root):
    faults, n = [], 0
    for path in sources(root):
        module = module_of(path)
        n += 1
        if module is None:
            faults.append("%s: belongs to no module" % path)
            continue
        with open(os.path.join(root, path), encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                faults += ["%s:%d: %s" % (path, number, fault) for fault in faults_of_line(module, line)]
    return faults, n


def check_itself():
    """The rules reject what they are there to reject."""
    bad = [("engine/records", '#include "engine/nn/hx-layer.h"'), ("engine/base", '#include <gtk/gtk.h>'),
           ("engine/kernels", '#include "engine/models/hx-model.h"'), ("ui", '#include "app/hx-session.h"'),
           ("engine/library", '#include "engine/models/hx-model.h"'), ("engine/nn", '#include "hx-layer.h"'),
           ("engine/run", '#  include  "engine/jobs/hx-job.h"'), ("engine/run", '#include "../ui/hx-trace.h"'),
           ("engine/report", '#include "engine/library/hx-library.h"'), ("engine/report", '#include <gtk/gtk.h>')]
    good = [("app", "#include <gtk/gtk.h>"), ("app", '#include "ui/hx-scatter.h"'), ("engine/run", '#include "engine/base/hx-error.h"'),
            ("engine/base", "#include <glib.h>"), ("engine/library", '#include "engine/hx-config.h"')]
    return [l for m, l in bad if not list(faults_of_line(m, l))] + [l for m, l in good if list(faults_of_line(m, l))]


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    faults, n = check(root)
    wrong = check_itself()
    for fault in faults:
        print(fault)
    for line in wrong:
        print("the check itself misjudges: %s" % line)
    if n == 0:
        print("no source found below %s" % root)
    print("%d files, %d faults" % (n, len(faults) + len(wrong)))
    return 1 if faults or wrong or n == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
