#!/usr/bin/python3
# test-cli.py: hexaxial-cli as a person or a script uses it
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

CLI = os.environ["HEXAXIAL_CLI"]
ROOT = os.environ["HEXAXIAL_SOURCE_ROOT"]
SHARED = os.environ.get("HEXAXIAL_SHARED", os.path.join(ROOT, "..", "shared"))
TRAIN = ["--task", "superdiagnostic", "--backbone", "fcn_wang", "--head", "ldm", "--batch", "16", "--train-folds", "1-8"]


def cli(*arguments, **options):
    """Standard output has to be UTF-8; names of files on standard error are any bytes."""
    done = subprocess.run([CLI, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, **options)
    done.stdout, done.stderr = done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
    return done


def write_record(folder, name, leads, n_samples=5000, rate=500, gain=1000):
    """A WFDB record in format 16; lead i is a ramp of its own."""
    samples = bytearray()
    for t in range(n_samples):
        for i in range(len(leads)):
            samples += ((t * (i + 3)) % 400 - 200).to_bytes(2, "little", signed=True)
    with open(os.path.join(folder, name + ".dat"), "wb") as file:
        file.write(samples)
    lines = ["%s %d %g %d" % (name, len(leads), rate, n_samples)]
    for i, lead in enumerate(leads):
        first = int.from_bytes(samples[2 * i:2 * i + 2], "little", signed=True)
        total = sum(int.from_bytes(samples[j:j + 2], "little", signed=True)
                    for j in range(2 * i, len(samples), 2 * len(leads)))
        lines.append("%s.dat 16 %g/mV 16 0 %d %d 0 %s" % (name, gain, first, (total + 32768) % 65536 - 32768, lead))
    path = os.path.join(folder, name + ".hea")
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
    return path


LEADS = ["I", "II", "III", "AVR", "AVL", "AVF", "V1", "V2", "V3", "V4", "V5", "V6"]


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="hexaxial-")
        cls.library = os.path.join(cls.folder, "library")
        cls.model = os.path.join(cls.folder, "model.safetensors")
        made = cli("simulate", "--library", cls.library, "--records", "80", "--seed", "3")
        assert made.returncode == 0, made.stderr
        trained = cli("train", "--library", cls.library, *TRAIN, "--epochs", "2", "--out", cls.model)
        assert trained.returncode == 0, trained.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def assert_same_bytes(self, a, b):
        with open(a, "rb") as left, open(b, "rb") as right:
            self.assertEqual(left.read(), right.read())

    def test_help_and_version(self):
        self.assertIn("selfcheck", cli("--help").stdout)
        self.assertRegex(cli("--version").stdout, r"^hexaxial-cli \d+\.\d+")
        for command in ("import", "simulate", "info", "train", "evaluate", "calibrate", "metrics", "predict", "embed",
                        "selfcheck"):
            shown = cli(command, "--help")
            self.assertEqual(shown.returncode, 0, command)
            self.assertIn(command, shown.stdout)
        self.assertIn("default: 128", cli("train", "--help").stdout)

    def test_wrong_usage_says_what_and_exits_with_2(self):
        for arguments, fragment in [
                ([], "Usage"), (["frobnicate"], "no command"), (["train"], "--library"), (["simulate", "--library", "x"], "--records"),
                (["simulate", "--library", "x", "--records", "0"], "--records"), (["train", "--frob"], "--frob"),
                (["simulate", "--library", "x", "--records", "ten"], "ten"), (["predict", self.model], "either files or --library"),
                (["evaluate", self.model, "--library", "x", "--folds", "8-1"], "8-1"), (["evaluate"], "argument"),
                (["train", "--library", "x", "--task", "all", "--backbone", "vgg", "--head", "ldm", "--out", "y"], "vgg"),
                (["train", "--library", "x", "--task", "all", "--backbone", "fcn_wang", "--head", "both", "--out", "y"], "both"),
                (["train", "--library", "x", *TRAIN, "--out", "y", "--epochs", "-1"], "--epochs"),
                (["embed", self.model, "--library", "x", "--label", "MI", "--out", "y", "--projection", "cube"], "cube"),
                (["import", "x", "--library", "y", "--rate", "-5"], "--rate"),
                (["simulate", "--library", "x", "--records", "1000001"], "1000000"),
                (["simulate", "--library", "x", "--records", "5", "--seed", "-1"], "--seed"),
                (["simulate", "--library", "x", "--records", "5", "--seed", "18446744073709551616"], "--seed"),
                (["simulate", "--library", "x", "--records", "5", "--noise", "nan"], "--noise"),
                (["simulate", "--library", "x", "--records", "5", "extra"], "too many arguments"),
                (["train", "--library", "x", *TRAIN, "--out", "y", "--epochs", "100001"], "--epochs"),
                (["train", "--library", "x", *TRAIN, "--out", "y", "--batch", "1"], "--batch"),
                (["train", "--library", "x", *TRAIN, "--out", "y", "--threads", "257"], "--threads"),
                (["train", "--library", "x", *TRAIN, "--out", "y", "--lr", "-1"], "--lr"),
                (["train", "--library", "x", *TRAIN, "--out", "y", "--crop", "2.5s"], "2.5s"),
                (["train", "--library", "x", *TRAIN, "--out", "y", "--validation-folds", "9-"], "--validation-folds"),
                (["evaluate", self.model, "--library", "x", "--bootstrap", "-1"], "--bootstrap"),
                (["predict", self.model, "f", "--out", "y"], "--out"),
                (["predict", self.model, "--library", "x", "--gain-adu-per-mv", "5"], "--gain-adu-per-mv"),
                (["info"], "argument"), (["selfcheck"], "argument")]:
            done = cli(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(fragment, done.stderr)
            self.assertIn("--help", done.stderr)
            self.assertEqual(done.stdout, "")
        self.assertFalse(os.path.exists("x"))

    def test_json_alone_on_standard_output(self):
        evaluation = json.loads(cli("evaluate", self.model, "--library", self.library, "--folds", "9,10", "--json").stdout)
        for name in ("auc", "auc_interval", "average_precision", "code", "description", "f1", "positives", "threshold"):
            self.assertIn(name, evaluation["labels"][0])
        self.assertLessEqual(evaluation["macro_auc_interval"][0], evaluation["macro_auc"])
        predictions = json.loads(cli("predict", self.model, "--library", self.library, "--folds", "10", "--json").stdout)
        self.assertEqual(len(predictions), 8)
        statement = predictions[0]["labels"]["NORM"]
        for name in ("score", "probability", "logit", "fused", "decoupled", "gate", "margin", "embedding", "window_start_s"):
            self.assertIn(name, statement)
        self.assertIsNone(statement["probability"])
        self.assertEqual(len(statement["embedding"]), 8)
        self.assertAlmostEqual(sum(e * e for e in statement["embedding"]), 1.0, places=5)
        self.assertEqual(json.loads(cli("info", self.library, "--json").stdout)["records"], 80)
        self.assertEqual(json.loads(cli("info", self.model, "--json").stdout)["origin"], "simulated")

    def test_intervals_only_with_resamples_and_seeds_whole(self):
        evaluate = ["evaluate", self.model, "--library", self.library, "--folds", "9,10", "--json"]
        without = json.loads(cli(*evaluate, "--bootstrap", "0").stdout)
        self.assertIsNone(without["macro_auc_interval"])
        self.assertIsNone(without["labels"][0]["auc_interval"])
        largest = json.loads(cli(*evaluate, "--seed", "18446744073709551615").stdout)
        self.assertEqual(largest["bootstrap_seed"], "18446744073709551615")
        self.assertEqual(largest["macro_auc"], without["macro_auc"])

    def test_table_names_what_is_left_out(self):
        given = json.loads(cli("info", self.library, "--json").stdout)["tasks"]["superdiagnostic"]["labels"]
        evaluation = json.loads(cli("evaluate", self.model, "--library", self.library, "--json").stdout)
        shown = cli("evaluate", self.model, "--library", self.library)
        self.assertEqual(shown.returncode, 0)
        self.assertEqual({label["code"] for label in evaluation["labels"]} | set(evaluation["left_out"]), set(given))
        for label in evaluation["labels"]:
            self.assertRegex(shown.stdout, r"(?m)^%s +%d +%.4f " % (label["code"], label["positives"], label["auc"]))
        for code in evaluation["left_out"]:
            self.assertRegex(shown.stdout, r"Left out.* %s\b" % code)

    def test_progress_is_plain_lines_without_a_terminal(self):
        done = cli("predict", self.model, "--library", self.library, "--folds", "10", "--json")
        json.loads(done.stdout)
        self.assertRegex(done.stderr, r"(?m)^ *\d+ %  ")
        self.assertNotIn("\r", done.stderr)
        self.assertNotIn("\033", done.stderr)

    def test_model_of_any_name(self):
        named = self.path("named-by-hand")
        shutil.copy(self.model, named)
        self.assertEqual(json.loads(cli("info", named, "--json").stdout)["kind"], "model")

    def test_plain_head_has_no_branches(self):
        out = self.path("plain.safetensors")
        plain = [word if word != "ldm" else "plain" for word in TRAIN]
        trained = cli("train", "--library", self.library, *plain, "--epochs", "1", "--validation-folds", "none", "--out", out, "--json")
        self.assertEqual(trained.returncode, 0, trained.stderr)
        result = json.loads(trained.stdout)
        self.assertIsNone(result["validation_macro_auc"])
        self.assertGreater(result["loss"], 0)
        self.assertRegex(trained.stderr, r"(?m)^epoch 1 of 1: loss \d")
        for prediction in json.loads(cli("predict", out, "--library", self.library, "--folds", "10", "--json").stdout):
            for statement in prediction["labels"].values():
                self.assertEqual({name for name, value in statement.items() if value is None},
                                 {"probability", "decoupled", "gate", "margin", "embedding"})
                self.assertEqual(statement["fused"], statement["logit"])
        refused = cli("embed", out, "--library", self.library, "--label", "NORM", "--out", self.path("no.csv"))
        self.assertEqual(refused.returncode, 1)
        self.assertIn("plain", refused.stderr)
        self.assertFalse(os.path.exists(self.path("no.csv")))

    def test_merge_is_between_its_branches(self):
        for prediction in json.loads(cli("predict", self.model, "--library", self.library, "--folds", "1", "--json").stdout):
            for statement in prediction["labels"].values():
                merged = statement["gate"] * statement["fused"] + (1 - statement["gate"]) * statement["decoupled"]
                self.assertAlmostEqual(merged, statement["logit"], places=4)

    def test_csv_files(self):
        out = self.path("predictions.csv")
        both = cli("predict", self.model, "--library", self.library, "--folds", "10", "--out", out, "--json")
        self.assertEqual(both.returncode, 0)
        with open(out, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            self.assertEqual(",".join(reader.fieldnames),
                             "record_id,label,score,probability,logit,fused,decoupled,gate,margin,window_start_s")
            rows = list(reader)
        self.assertEqual(len(rows), 8 * len({row["label"] for row in rows}))
        given = {(entry["record_id"], code): statement for entry in json.loads(both.stdout)
                 for code, statement in entry["labels"].items()}
        for row in rows:
            self.assertEqual(row["probability"], "")
            self.assertAlmostEqual(float(row["logit"]), given[row["record_id"], row["label"]]["logit"], places=6)
        with open(out, encoding="utf-8") as file:
            self.assertEqual(file.read(), cli("predict", self.model, "--library", self.library, "--folds", "10").stdout)
        out = self.path("space.csv")
        self.assertEqual(cli("embed", self.model, "--library", self.library, "--label", "NORM", "--projection", "pca", "--out", out).returncode, 0)
        with open(out, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            self.assertEqual(reader.fieldnames, ["record_id", "x", "y", "label", "score", "margin"])
            self.assertEqual(len(list(reader)), 80)

    def test_same_seed_same_bytes_whatever_the_threads(self):
        models = []
        for threads in ("1", "2", "3"):
            models.append(self.path("threads-%s.safetensors" % threads))
            cli("train", "--library", self.library, *TRAIN, "--epochs", "2", "--threads", threads, "--out", models[-1])
        self.assert_same_bytes(models[0], models[1])
        self.assert_same_bytes(models[0], models[2])
        self.assert_same_bytes(models[0], self.model)
        other = self.path("other-seed.safetensors")
        cli("train", "--library", self.library, *TRAIN, "--epochs", "2", "--seed", "5", "--out", other)
        with open(other, "rb") as a, open(self.model, "rb") as b:
            self.assertNotEqual(a.read(), b.read())

    def train_and_wait_for_checkpoint(self, out, epochs):
        process = subprocess.Popen([CLI, "train", "--library", self.library, *TRAIN, "--epochs", epochs, "--out", out],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        end = time.time() + 120
        while not os.path.exists(out + ".checkpoint"):
            self.assertLess(time.time(), end)
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        return process

    def test_killed_and_resumed_ends_in_the_same_bytes(self):
        whole, killed = self.path("whole.safetensors"), self.path("killed.safetensors")
        self.assertEqual(cli("train", "--library", self.library, *TRAIN, "--epochs", "6", "--out", whole).returncode, 0)
        process = self.train_and_wait_for_checkpoint(killed, "6")
        process.kill()
        process.communicate()
        self.assertFalse(os.path.exists(killed))
        resumed = cli("train", "--library", self.library, *TRAIN, "--epochs", "6", "--out", killed, "--resume")
        self.assertEqual(resumed.returncode, 0, resumed.stderr)
        self.assert_same_bytes(whole, killed)
        self.assertFalse(os.path.exists(killed + ".checkpoint"))

    def test_cancelled_within_a_second_keeps_the_checkpoint_and_exits_with_130(self):
        out = self.path("interrupted.safetensors")
        for number in (signal.SIGTERM, signal.SIGINT):
            if os.path.exists(out + ".checkpoint"):
                os.unlink(out + ".checkpoint")
            process = self.train_and_wait_for_checkpoint(out, "1000")
            began = time.monotonic()
            process.send_signal(number)
            process.communicate(timeout=60)
            self.assertLess(time.monotonic() - began, 1)
            self.assertEqual(process.returncode, 130)
            self.assertTrue(os.path.exists(out + ".checkpoint"))
            self.assertFalse(os.path.exists(out))
        refused = cli("train", "--library", self.library, *TRAIN, "--epochs", "7", "--out", out, "--resume")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("epochs", refused.stderr)
        with open(out + ".checkpoint", "r+b") as file:
            file.seek(1000)
            file.write(b"damage")
        damaged = cli("train", "--library", self.library, *TRAIN, "--epochs", "1000", "--out", out, "--resume")
        self.assertEqual(damaged.returncode, 1)
        self.assertIn(".checkpoint", damaged.stderr)

    def test_files_that_cannot_be_predicted(self):
        folder = self.path("files")
        os.makedirs(folder)
        good = write_record(folder, "good", LEADS)
        few = write_record(folder, "few", [lead for lead in LEADS if lead != "V4"])
        short = write_record(folder, "short", LEADS, n_samples=1000)
        empty = write_record(folder, "empty", LEADS)
        open(os.path.join(folder, "empty.dat"), "wb").close()
        strange = os.path.join(os.fsencode(folder), b"strange-\xff.hea")
        with open(strange, "wb") as file:
            file.write(b"strange 12\n")
        done = cli("predict", self.model, few, good, short, empty, strange, "--json")
        self.assertEqual(done.returncode, 1)
        entries = json.loads(done.stdout)
        self.assertIn("V4", entries[0]["error"])
        self.assertIn("NORM", entries[1]["labels"])
        self.assertEqual(entries[1]["model_origin"], "simulated")
        self.assertEqual(entries[1]["record_origin"], "recorded")
        self.assertIn("short", entries[2]["error"])
        self.assertIn("empty.dat", entries[3]["error"])
        self.assertIn("strange-\ufffd.hea", entries[4]["file"])
        self.assertEqual([entry["file"] for entry in entries[:4]], [few, good, short, empty])
        self.assertIn("only simulated", done.stderr)
        for path in (few, short, empty):
            name = os.path.basename(path)[:-4]
            self.assertEqual(len(re.findall(r"(?m)^hexaxial-cli: .*\b%s\." % name, done.stderr)), 1, done.stderr)
        shown = cli("predict", self.model, good)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertRegex(shown.stdout, r"(?m)^NORM +\d\.\d\d ")

    def test_full_standard_output(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([CLI, "info", self.model], stdout=full, stderr=subprocess.PIPE, text=True, timeout=300)
        self.assertEqual(done.returncode, 1)
        self.assertIn("standard output", done.stderr)

    def test_damaged_models(self):
        damaged = self.path("damaged.safetensors")
        with open(self.model, "rb") as file:
            content = file.read()
        for bad in (b"", content[:7], content[:len(content) // 2], content + b"more", b"\xff" * 100):
            with open(damaged, "wb") as file:
                file.write(bad)
            done = cli("info", damaged)
            self.assertEqual(done.returncode, 1)
            self.assertIn("damaged.safetensors", done.stderr)

    def test_import_reports(self):
        library = self.path("imported")
        folder = self.path("to-import")
        os.makedirs(folder)
        write_record(folder, "a", LEADS)
        write_record(folder, "b", LEADS[:3])
        with open(os.path.join(folder, "c.hea"), "w", encoding="ascii") as file:
            file.write("c -4 500 5000\n")
        done = cli("import", folder, "--library", library)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("3 found, 2 added, 0 already there, 1 failed", done.stdout)
        self.assertIn("c.hea", done.stdout)
        again = json.loads(cli("import", folder, "--library", library, "--json").stdout)
        self.assertEqual((again[0]["added"], again[0]["present"]), (0, 2))
        missing = cli("import", self.path("nowhere"), "--library", library)
        self.assertEqual(missing.returncode, 1)
        self.assertEqual(missing.stderr.count("hexaxial-cli: "), 1)
        self.assertIn("nowhere", missing.stderr)
        others = cli("import", self.path("nowhere"), folder, "--library", self.path("others"))
        self.assertEqual(others.returncode, 1)
        self.assertIn("2 added", others.stdout)
        own = cli("predict", self.model, "--library", library, "--folds", "10")
        self.assertIn("No record", own.stderr)
        many = cli("train", "--library", self.library, *TRAIN[:-4], "--batch", "1000", "--out", self.path("x"))
        self.assertEqual(many.returncode, 1)
        self.assertRegex(many.stderr, r"a batch of at most \d+ would do")

    def test_selfcheck(self):
        golden = sorted(glob.glob(os.path.join(ROOT, "tests", "golden", "*.json")))
        self.assertGreaterEqual(len(golden), 6)
        done = cli("selfcheck", *golden)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(done.stdout.count(" ok\n"), len(golden))
        doctored = self.path("doctored.json")
        with open(os.path.join(ROOT, "tests", "golden", "fcn_wang-plain-L5-T250.json"), encoding="utf-8") as file:
            content = json.load(file)
        content["grad_norm_probe"]["1.0.0.weight"][0] *= 1.01
        with open(doctored, "w", encoding="utf-8") as file:
            json.dump(content, file)
        done = cli("selfcheck", doctored)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"gradient of 1\.0\.0\.weight\) FAIL")
        done = cli("selfcheck", self.path("nowhere.json"), golden[0])
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere.json: FAIL", done.stdout)
        self.assertIn("nowhere.json: cannot read", done.stderr)
        self.assertIn(" ok\n", done.stdout)

    def test_selfcheck_on_shared_numbers(self):
        paths = [path for name in ("fcn_wang-*", "triplet", "one_cycle", "uniform")
                 for path in glob.glob(os.path.join(SHARED, "golden", name + ".json"))]
        if not paths:
            print("../shared is missing: the shared reference numbers are not checked", file=sys.stderr)
            return
        self.assertEqual(cli("selfcheck", *paths).returncode, 0)

    def test_bench(self):
        quick = ["--labels", "3", "--batch", "4", "--repeats", "1", "--seconds", "0", "--threads", "1"]
        done = cli("bench", "--model", "fcn_wang,gru", "--json", *quick)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = json.loads(done.stdout)
        self.assertEqual([(row["backbone"], row["head"]) for row in rows],
                         [("fcn_wang", "plain"), ("fcn_wang", "ldm"), ("gru", "plain"), ("gru", "ldm")])
        forward = 249 * (8 * 12 * 128 + 5 * 128 * 256 + 3 * 256 * 128) + 128 * (256 + 3)
        training = 2 * (3 * forward - 249 * 8 * 12 * 128)
        self.assertAlmostEqual(rows[0]["train_gflops"] / rows[0]["train_records_per_s"] * 1e9 / training, 1, 6)
        for row in rows:
            self.assertEqual((row["labels"], row["threads"]), (3, 1))
            for name in ("train_records_per_s", "peak_gflops", "predict_windows_per_s", "record_ms", "peak_rss_mib"):
                self.assertGreater(row[name], 0, name)
        self.assertEqual(len(cli("bench", "--model", "fcn_wang", "--head", "ldm", *quick).stdout.splitlines()), 2)
        reduced = cli("bench", "--model", "lstm", "--head", "plain", "--precision", "bfloat16", *quick)
        self.assertTrue(len(reduced.stdout.splitlines()) == 2 or "AVX512_BF16" in reduced.stderr)
        for wrong in (["--head", "x"], ["--model", "x"], ["--batch", "1"]):
            self.assertNotEqual(cli("bench", *wrong).returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
