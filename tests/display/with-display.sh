#!/bin/sh
# with-display.sh COMMAND...: runs a command with an X display, a session bus, a home and settings of its own
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The command's exit status is passed on. SCREEN (WIDTHxHEIGHTxDEPTH) is the size of the display. Nothing of
# the person's own settings is read, and nothing stays behind: the server and the bus end with the command.
set -u

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -m 700 "$work/home" "$work/run" || exit 1

export HOME="$work/home" XDG_RUNTIME_DIR="$work/run" LC_ALL="${LC_ALL:-C.UTF-8}"
export XDG_CONFIG_HOME="$HOME/.config" XDG_DATA_HOME="$HOME/.local/share" XDG_CACHE_HOME="$HOME/.cache"
export GSETTINGS_BACKEND=memory GDK_BACKEND=x11 GSK_RENDERER="${GSK_RENDERER:-cairo}"
# Drawing is in software; GL drivers would only be loaded, and some leak when they are unloaded.
export GDK_DEBUG="${GDK_DEBUG:-gl-disable}" GDK_DISABLE="${GDK_DISABLE:-gl}"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS

xvfb-run -a -s "-screen 0 ${SCREEN:-1400x900x24}" dbus-run-session -- "$@"
