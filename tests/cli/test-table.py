#!/usr/bin/python3
# test-table.py: hexaxial-cli table, through kills and cancellations, and hexaxial-cli convert
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import glob
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import time
import unittest

CLI = os.environ["HEXAXIAL_CLI"]
SMALL = ["--task", "superdiagnostic,rhythm", "--backbone", "fcn_wang", "--seeds", "0,4", "--epochs", "3", "--batch", "16",
         "--crop", "0.5", "--stride", "2", "--test-folds", "9,10", "--bootstrap", "20"]


def cli(*arguments):
    done = subprocess.run([CLI, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    done.stdout, done.stderr = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    return done


def read_tensors(path):
    """Header and data of a safetensors file."""
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        return json.loads(file.read(length)), file.read()


def write_tensors(path, header, data):
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def contents(folder):
    """Every file of a table but its models' checkpoints, by name."""
    found = {}
    for path in glob.glob(os.path.join(folder, "**/*"), recursive=True):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="hexaxial-")
        cls.library = os.path.join(cls.folder, "library")
        made = cli("simulate", "--library", cls.library, "--records", "70", "--seed", "3")
        assert made.returncode == 0, made.stderr
        cls.whole = os.path.join(cls.folder, "whole")
        begin = time.monotonic()
        cls.made = cli("table", "--library", cls.library, "--out", cls.whole, *SMALL)
        cls.seconds = time.monotonic() - begin
        assert cls.made.returncode == 0, cls.made.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def command(self, out, *more):
        return [CLI, "table", "--library", self.library, "--out", self.path(out), *SMALL, *more]

    # --- table -------------------------------------------------------------------------------

    def test_files(self):
        with open(os.path.join(self.whole, "table.csv"), encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        runs = [line for line in lines if line["kind"] == "run"]
        rows = [line for line in lines if line["kind"] == "row"]
        self.assertEqual(len(runs), 2 * 2 * (2 + 2))
        self.assertEqual(len(rows), 2 * (2 + 2))
        for row in rows:
            values = [float(r["macro_auc"]) for r in runs if all(r[k] == row[k] for k in ("task", "backbone", "head"))]
            mean = sum(values) / 2
            self.assertEqual((row["n"], len(values)), ("2", 2))
            self.assertAlmostEqual(float(row["macro_auc"]), mean, places=8)
            self.assertAlmostEqual(float(row["sd"]), abs(values[0] - values[1]) / 2, places=8)
        for run in runs:
            self.assertLessEqual(float(run["macro_auc_low"]), float(run["macro_auc_high"]))
        with open(os.path.join(self.whole, "table.md"), encoding="utf-8") as file:
            markdown = file.read()
        self.assertEqual(self.made.stdout, markdown)
        self.assertEqual([line.split("|")[1].strip() for line in markdown.splitlines()[2:6]],
                         ["naive", "fcn_wang", "fcn_wang", "ensemble"])
        self.assertEqual(markdown.splitlines()[0], "| backbone | head | superdiagnostic | rhythm |")
        self.assertEqual(glob.glob(os.path.join(self.whole, "models/*.checkpoint")), [])

    def test_progress_and_numbers_on_standard_error(self):
        self.assertIn("8 of 8: rhythm fcn_wang ldm, seed 4: macro-AUC 0.", self.made.stderr)
        self.assertIn("run 1 of 8, superdiagnostic fcn_wang plain, seed 0", self.made.stderr)

    def test_finished_work_is_not_repeated(self):
        before = {path: os.stat(path).st_mtime_ns for path in glob.glob(os.path.join(self.whole, "[rm]*/*"))}
        done = subprocess.run(self.command("whole", "--json"), stdout=subprocess.PIPE, check=True)
        cells = json.loads(done.stdout)
        self.assertEqual(len(cells), 8)
        self.assertEqual([run["seed"] for run in cells[1]["runs"]], ["0", "4"])
        self.assertEqual(cells[3]["backbone"], "ensemble")
        self.assertEqual(before, {path: os.stat(path).st_mtime_ns for path in before})

    def test_killed_at_random_and_run_again(self):
        out, choice, kills = self.path("killed"), random.Random(5), 0
        while True:
            process = subprocess.Popen(self.command("killed"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                status = process.wait(choice.uniform(0.02, 0.3) * self.seconds if kills < 12 else 250)
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
        self.assertEqual(status, 0)
        self.assertGreater(kills, 2)
        ours, theirs = contents(out), contents(self.whole)
        self.assertEqual(sorted(ours), sorted(theirs))
        for name in theirs:
            self.assertEqual(ours[name], theirs[name], name)

    def test_cancelled(self):
        process = subprocess.Popen(self.command("cancelled"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until = time.monotonic() + 60
        while not glob.glob(self.path("cancelled/models/*.safetensors")) and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        output, messages = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, messages)
        self.assertEqual(output, b"")
        self.assertIn(b"kept", messages)
        self.assertTrue(glob.glob(self.path("cancelled/runs/*.json")))

    def test_two_at_once(self):
        process = subprocess.Popen(self.command("busy"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while not glob.glob(self.path("busy/models/*")) and time.monotonic() < until:
            time.sleep(0.01)
        second = subprocess.run(self.command("busy"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.kill()
        process.wait()
        self.assertEqual(second.returncode, 1)
        self.assertIn("another program", second.stderr.decode())

    def test_row_alone(self):
        done = subprocess.run(self.command("row", "--row", "rhythm/fcn_wang/plain"), stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True)
        self.assertEqual(len(glob.glob(self.path("row/models/*"))), 2)
        self.assertIn("| fcn_wang | decoupled | – | – |", done.stdout.decode())
        for seed in (0, 4):
            name = "models/rhythm-fcn_wang-plain-%d.safetensors" % seed
            with open(os.path.join(self.whole, name), "rb") as a, open(self.path("row/" + name), "rb") as b:
                self.assertEqual(a.read(), b.read())

    def test_refusals(self):
        batch = cli("table", "--library", self.library, "--out", self.path("none"), "--batch", "60")
        self.assertEqual(batch.returncode, 1)
        self.assertIn("the task “all” has 56 records in the folds 1-8", batch.stderr)
        self.assertIn("a batch of at most 56 would do", batch.stderr)
        self.assertIn("the task “form” has", batch.stderr)
        self.assertFalse(os.path.exists(self.path("none")))
        other = subprocess.run(self.command("whole", "--epochs", "4"), stderr=subprocess.PIPE)
        self.assertEqual(other.returncode, 1)
        self.assertIn("made with 3 for “epochs”, not 4", other.stderr.decode())

    def test_wrong_usage(self):
        table = ["table", "--library", "x", "--out", "y"]
        for arguments, fragment in [
                (["table", "--out", "y"], "--library"), (["table", "--library", "x"], "--out"),
                (table + ["--backbone", "fcn_wang,vgg"], "vgg"), (table + ["--head", "plain,both"], "both"),
                (table + ["--head", "plain,plain"], "twice"), (table + ["--seeds", "1,,2"], "empty"),
                (table + ["--seeds", "1,-2"], "-2"), (table + ["--task", "all,all"], "twice"),
                (table + ["--seeds", "1,01x"], "01x"), (table + ["--test-folds", "0-99"], "--test-folds"),
                (table + ["--epochs", "0"], "--epochs"), (table + ["--seed", "1"], "--seed"),
                (["convert", "x"], "--backbone"), (["convert"], "argument")]:
            done = cli(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(fragment, done.stderr)
            self.assertEqual(done.stdout, "")

    # --- convert ------------------------------------------------------------------------------

    def convert(self, state, *more):
        with open(self.path("labels.txt"), "w", encoding="utf-8") as file:
            file.write("".join("%s,%s\n" % label for label in self.labels))
        return cli("convert", self.path(state), "--backbone", "fcn_wang", "--head", "ldm", "--labels",
                   self.path("labels.txt"), "--mean", self.mean, "--sd", self.sd, "--crop", "0.5", "--stride", "2",
                   "--out", self.path("converted.safetensors"), *more)

    def test_state_of_a_model_becomes_the_model(self):
        model = os.path.join(self.whole, "models/superdiagnostic-fcn_wang-ldm-0.safetensors")
        header, data = read_tensors(model)
        metadata = header.pop("__metadata__")
        self.labels = [(label["code"], label["description"]) for label in json.loads(metadata["labels"])]
        self.mean, self.sd = metadata["mean_mv"], metadata["sd_mv"]
        own = {name: entry for name, entry in header.items() if name.startswith("hexaxial.")}
        end = min(entry["data_offsets"][0] for entry in own.values())
        state = {name: entry for name, entry in header.items() if name not in own}
        self.assertTrue(all(entry["data_offsets"][1] <= end for entry in state.values()))
        write_tensors(self.path("state.safetensors"), state, data[:end])
        done = self.convert("state.safetensors", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["labels"], len(self.labels))
        said = [json.loads(cli("predict", path, "--library", self.library, "--folds", "10", "--json").stdout)
                for path in (model, self.path("converted.safetensors"))]
        for ours, theirs in zip(*said):
            for code, _ in self.labels:
                for field in ("logit", "fused", "decoupled", "gate", "embedding"):
                    self.assertEqual(ours["labels"][code][field], theirs["labels"][code][field])
        self.assertIsNone(said[1][0]["labels"][self.labels[0][0]]["margin"])

        self.labels.append(("ONE", "too many"))
        done = self.convert("state.safetensors")
        self.assertEqual(done.returncode, 1)
        self.assertIn("state.safetensors", done.stderr)
        self.assertIn("labels.txt has %d" % len(self.labels), done.stderr)
        self.labels.pop()
        done = self.convert("state.safetensors", "--leads", "I,II")
        self.assertEqual(done.returncode, 1)
        self.assertIn("“0.0.0.weight” takes 12 leads; 2 are named", done.stderr)


if __name__ == "__main__":
    unittest.main()
