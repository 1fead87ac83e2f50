#!/usr/bin/python3
# test-export.py: hexaxial-cli export
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import unittest

CLI = os.environ["HEXAXIAL_CLI"]
MODEL = os.path.join(os.environ["HEXAXIAL_SOURCE_ROOT"], "data", "models", "simulator.safetensors")


def cli(*arguments):
    return subprocess.run([CLI, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                          encoding="utf-8")


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Export(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="hexaxial-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.model, self.out = os.path.join(self.folder, "m.safetensors"), os.path.join(self.folder, "m.onnx")
        shutil.copy(MODEL, self.model)

    def refused(self, status, word, *arguments):
        done = cli("export", *arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn(word, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_says_what_it_wrote(self):
        info = json.loads(cli("info", self.model, "--json").stdout)
        done = cli("export", self.model, "--format", "onnx", "--out", self.out, "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(json.loads(done.stdout), {
            "file": self.out, "format": "onnx", "model_sha256": hashlib.sha256(read(self.model)).hexdigest(),
            "backbone": info["backbone"], "head": info["head"], "labels": len(info["labels"]),
            "leads": len(info["leads"]), "window_samples": 250, "rate_hz": 100.0})
        written = read(self.out)
        for label in info["labels"]:
            self.assertIn(json.dumps(label["code"]).encode(), written)
        done = cli("export", MODEL, "--format", "onnx", "--out", self.out)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("windows of 250 samples at 100 Hz", done.stdout)
        self.assertEqual(read(self.out), written)
        self.assertEqual(sorted(os.listdir(self.folder)), ["m.onnx", "m.safetensors"])

    def test_formats_are_listed(self):
        self.assertRegex(cli("export", "--help").stdout, r"--format=FORMAT +Format to write: onnx\n")
        self.refused(2, "“tf”; there are: onnx", self.model, "--format", "tf", "--out", self.out)
        self.refused(2, "--format is needed", self.model, "--out", self.out)
        self.refused(2, "--out is needed", self.model, "--format", "onnx")

    def test_a_failure_changes_nothing(self):
        model = read(self.model)
        self.refused(2, "the model itself", self.model, "--format", "onnx", "--out",
                     os.path.join(self.folder, ".", "m.safetensors"))
        self.assertEqual(read(self.model), model)
        with open(self.out, "w", encoding="ascii") as file:
            file.write("before")
        with open(self.model, "wb") as file:
            file.write(model[:-1])
        self.refused(1, self.model, self.model, "--format", "onnx", "--out", self.out)
        self.assertEqual(read(self.out), b"before")
        self.refused(1, "nowhere", MODEL, "--format", "onnx", "--out", os.path.join(self.folder, "nowhere", "m.onnx"))


if __name__ == "__main__":
    unittest.main()
