# drive.py: drives the window through AT-SPI, for end-to-end tests
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside with-display.sh, with /usr/bin/python3 (python3-gi, gir1.2-atspi-2.0).

    app = Application([path], "hexaxial")
    app.click("push button", "Train"); app.wait("label", "Finished"); app.quit()"""
import re
import subprocess
import time

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

INTERACTIVE = ("push button", "toggle button", "text", "entry", "list", "check box", "combo box", "slider", "spin button",
               "page tab", "menu item", "image")
PLATFORM = ("AdwIndicatorBin", "AdwViewSwitcher")     # their own icons, beside the page's name

Atspi.init()
Atspi.get_desktop(0).get_child_count()      # bus and registry must be up before the application


def walk(node):
    yield node
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child:
            yield from walk(child)


def let_events_come():
    while GLib.MainContext.default().iteration(False):
        pass                                 # events refresh libatspi's cache


class Application:
    def __init__(self, command, name, timeout=60, **popen):
        self.process = subprocess.Popen(command, **popen)
        self.root = self._find(Atspi.get_desktop(0), "application", "^%s$" % re.escape(name), timeout)

    def _find(self, root, role, name, timeout):
        end = time.time() + timeout
        while time.time() < end:
            let_events_come()
            try:
                for node in walk(root):
                    if re.fullmatch(role, node.get_role_name()) and re.search(name, node.get_name() or "") \
                            and not ("button" in role and node.get_n_actions() == 0):
                        return node
            except GLib.GError:
                pass                         # the tree changed under us
            assert self.process.poll() is None, "the application ended with %s" % self.process.poll()
            time.sleep(0.05)
        raise AssertionError("no %s /%s/" % (role, name))

    def wait(self, role, name, timeout=60):
        return self._find(self.root, role, name, timeout)

    def names(self, role):
        let_events_come()
        return [node.get_name() for node in walk(self.root) if node.get_role_name() == role]

    def do(self, node, action="click"):
        for i in range(node.get_n_actions()):
            if Atspi.Action.get_action_name(node, i) == action:
                return node.do_action(i)
        raise AssertionError("%s has no action %s" % (node.get_name(), action))

    def click(self, role, name):
        self.do(self.wait(role, name))

    def action(self, name):
        """Activates one of the window's actions."""
        self.do(self.wait("frame", "."), name)

    def type(self, role, name, text):
        assert Atspi.EditableText.set_text_contents(self.wait(role, name), text)

    def mouse(self, x, y):
        subprocess.run(["xdotool", "mousemove", str(int(x)), str(int(y)), "click", "1"], check=True)

    def until(self, what, test, timeout=60):
        end = time.time() + timeout
        while time.time() < end:
            try:
                found = test()
            except GLib.GError:
                found = None
            if found:
                return found
            assert self.process.poll() is None, "the application ended with %s" % self.process.poll()
            time.sleep(0.1)
        raise AssertionError("never happened: %s" % what)

    def unnamed(self):
        """Interactive nodes without a name of their own: accessibility faults."""
        faults = []
        for node in walk(self.root):
            name = node.get_name() or ""
            if node.get_role_name() not in INTERACTIVE or (name and not re.match(r"(Gtk|Adw)[A-Z]", name)):
                continue
            above, parent = [], node.get_parent()
            while parent and parent.get_role_name() != "application":
                above.append(parent.get_name() or parent.get_role_name())
                parent = parent.get_parent()
            if not any(name in PLATFORM for name in above):
                faults.append("%s < %s" % (node.get_role_name(), " < ".join(above[:4])))
        return faults

    def screenshot(self, path):
        time.sleep(0.7)
        subprocess.run(["scrot", "-o", path], check=True)

    def quit(self):
        self.process.terminate()
        return self.process.wait(timeout=30)
