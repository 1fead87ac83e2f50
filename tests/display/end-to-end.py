#!/usr/bin/python3
# end-to-end.py APPLICATION CLI FOLDER: does with the window what a person does; screenshots go to FOLDER
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""First start, search, open a record, choose a label, click a point, start a training, see it finish, see the
prediction; on PTB-XL records where ../shared has them, on simulated ones otherwise."""
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
warnings.simplefilter("ignore", DeprecationWarning)
from drive import Application, Atspi, walk

APPLICATION, CLI, FOLDER = sys.argv[1:4]
ROOT = os.environ["HEXAXIAL_SOURCE_ROOT"]
SHARED = os.environ.get("HEXAXIAL_SHARED", os.path.join(ROOT, "..", "shared"))
PTBXL = os.path.join(SHARED, "data", "ptbxl-500")
DEADLINE_S = 180
EPOCHS = 12  # enough to be seen while they run


def say(text):
    print("# %s" % text, flush=True)


def rows(app):
    return [name for name in app.names("list item") if re.match(r"\S+, ", name or "")]


def heading(app):
    """The id of the record that the trace shows, from the scatter's description."""
    for name in app.names("image"):
        found = re.search(r"current record (\S+)", name or "")
        if found:
            return found.group(1)
    return None


def resize(width, height):
    subprocess.run("xdotool search --onlyvisible --name . windowsize --sync %%@ %d %d windowmove %%@ 0 0" % (width, height),
                   shell=True, stderr=subprocess.DEVNULL, timeout=20, check=False)
    time.sleep(1.0)


def pictures(app, name):
    for width, height in ((1400, 900), (360, 720)):
        resize(width, height)
        app.screenshot(os.path.join(FOLDER, "%s-%dx%d.png" % (name, width, height)))
    resize(1400, 900)


def first_start_and_reading(scheme):
    say("first start, %s" % scheme)
    environment = dict(os.environ)
    if scheme == "dark":
        environment["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
    app = Application([APPLICATION], "hexaxial", env=environment)
    app.wait("label", "For research and education, not for diagnosis")
    app.until("the first library has records", lambda: len(rows(app)) > 3, DEADLINE_S)
    app.until("statements are shown", lambda: any(re.search(r", score ", name or "") for name in app.names("panel")), DEADLINE_S)
    app.until("the label space is drawn", lambda: heading(app), DEADLINE_S)
    pictures(app, "first-start-%s" % scheme)
    return app


def search_and_open(app):
    say("search and open a record")
    app.action("win.search")
    app.type("entry", "^Search records$", "00012")
    app.until("one record is left", lambda: len(rows(app)) == 1 and rows(app)[0].startswith("00012"), 20)
    app.type("entry", "^Search records$", "")
    app.until("all records are back", lambda: len(rows(app)) > 3, 20)
    before = heading(app)
    app.action("win.next-record")
    app.until("the next record is shown", lambda: heading(app) not in (before, None), 20)


def choose_label_and_click_point(app):
    say("choose a label, click a point")
    statement = app.until("a second statement", lambda: [n for n in walk(app.root) if n.get_role_name() == "panel"
                                                           and re.search(r", score ", n.get_name() or "")][1:2], 20)[0]
    code = statement.get_name().split(",")[0]
    row = statement.get_parent()
    extents = Atspi.Component.get_extents(row, Atspi.CoordType.WINDOW)
    app.mouse(extents.x + 40, extents.y + extents.height / 2)
    space = app.until("the space of %s" % code, lambda: [n for n in walk(app.root) if n.get_role_name() == "image"
                                                         and (n.get_name() or "").startswith("Label space of %s" % code)], 20)[0]
    before = heading(app)
    area = Atspi.Component.get_extents(space, Atspi.CoordType.WINDOW)
    # Points lie all over the middle of the panel: one of these places hits one that is not the present record's.
    for step in range(81):
        app.mouse(area.x + area.width * (0.2 + 0.075 * (step % 9)), area.y + area.height * (0.2 + 0.075 * (step // 9)))
        time.sleep(0.1)
        if heading(app) not in (before, None):
            return
    raise AssertionError("no click on the scatter opened a record")


def make_library(folder):
    library = os.path.join(folder, "library")
    if os.path.isdir(PTBXL):
        subprocess.run([CLI, "import", PTBXL, "--library", library], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    else:
        say("../shared is missing: the training is on simulated records, not on PTB-XL")
        subprocess.run([CLI, "simulate", "--library", library, "--records", "120"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    return library


def spin(app, name, value):
    node = app.until("the row %s" % name, lambda: [n for n in walk(app.root) if n.get_role_name() == "spin button"
                                                  and re.search(name, n.get_name() or "")], 20)[0]
    assert Atspi.Value.set_current_value(node, value)


def train_and_see(folder):
    say("train")
    library = make_library(folder)
    app = Application([APPLICATION, "--library", library, "--page", "train"], "hexaxial")
    app.until("the library has records", lambda: len(rows(app)) > 3, DEADLINE_S)
    spin(app, "Epochs", EPOCHS)
    spin(app, "Batch", 32)
    app.click("push button", "^_?Start")
    app.until("the training runs", lambda: any(re.search(r"poch \d+ of %d" % EPOCHS, name or "") for role in ("label", "progress bar")
                                              for name in app.names(role)), DEADLINE_S)
    app.screenshot(os.path.join(FOLDER, "training.png"))
    app.until("the curves have all epochs", lambda: any(re.search(r"epoch %d" % EPOCHS, name or "", re.I)
                                                       for name in app.names("image")), DEADLINE_S)
    app.until("the training has finished", lambda: any(re.search(r"superdiagnostic|5 labels", name or "")
                                                      for name in app.names("label")), DEADLINE_S)
    say("see the prediction")
    app.click("page tab", "^Read$")
    app.until("the new model's statements are shown",
              lambda: any(re.search(r"^normal ECG.*score", name or "", re.I) for name in app.names("panel")), DEADLINE_S)
    app.screenshot(os.path.join(FOLDER, "trained.png"))
    faults = app.unnamed()
    assert not faults, "without an accessible name: %s" % "; ".join(faults)
    assert app.quit() in (0, -15), "the application ended badly"


def write_recording(folder, name):
    """A lead of ten seconds with a spike every second."""
    path = os.path.join(folder, name + ".hea")
    with open(path, "w", encoding="utf-8") as file:
        file.write("%s 1 100 1000\n%s.dat 16 1000/mV 16 0 0 0 0 II\n" % (name, name))
    with open(os.path.join(folder, name + ".dat"), "wb") as file:
        for sample in range(1000):
            file.write((900 if sample % 100 == 50 else sample % 7).to_bytes(2, "little"))
    return path


def open_files(folder):
    say("open files, one of them twice")
    first, second = (write_recording(folder, name) for name in ("first", "second"))
    app = Application([APPLICATION, "--library", os.path.join(folder, "empty"), first, second, first], "hexaxial")
    app.until("both are listed", lambda: sorted(name.split(",")[0] for name in rows(app)) == ["first", "second"], 20)
    app.until("the first is shown", lambda: any(first in (name or "") for name in app.names("label")), 20)
    app.quit()


def main():
    os.makedirs(FOLDER, exist_ok=True)
    app = first_start_and_reading("light")
    search_and_open(app)
    choose_label_and_click_point(app)
    for page in ("Spaces", "Train", "Evaluate", "Read"):
        app.click("page tab", "^%s$" % page)
        app.screenshot(os.path.join(FOLDER, "page-%s.png" % page.lower()))
    faults = app.unnamed()
    assert not faults, "without an accessible name: %s" % "; ".join(faults)
    app.quit()
    first_start_and_reading("dark").quit()
    with tempfile.TemporaryDirectory() as folder:
        open_files(folder)
        train_and_see(folder)
    say("done")


if __name__ == "__main__":
    main()
