#!/usr/bin/python3
# test-metrics.py: hexaxial-cli metrics on tables as other programs write them; evaluate and calibrate on a model
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import random
import shutil
import subprocess
import tempfile
import unittest

CLI = os.environ["HEXAXIAL_CLI"]
LABELS = [[1, 0], [0, 1], [0, 0], [1, 0], [0, 1]]
SCORES = [[0.9, 0.2], [0.3, 0.6], [0.4, 0.1], [0.35, 0.3], [0.1, 0.25]]
# By hand: label 1 has 0.9, 0.35 against 0.3, 0.4, 0.1: 5 of 6 pairs; label 2 has 0.6, 0.25 against 0.2, 0.1, 0.3.
AUC = [5 / 6, 5 / 6]


def metrics(*arguments):
    done = subprocess.run([CLI, "metrics", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                          universal_newlines=True)
    return done


class Metrics(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="hexaxial-")

    def tearDown(self):
        shutil.rmtree(self.folder)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return path

    def table(self, name, rows, separator=",", end="\n", header=None, keys=None):
        lines = [separator.join(header)] if header else []
        for i, row in enumerate(rows):
            lines.append(separator.join(([keys[i]] if keys else []) + ["%s" % value for value in row]))
        return self.write(name, end.join(lines) + end)

    def measure(self, *arguments):
        done = metrics("--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def refuse(self, message, *arguments, status=1):
        done = metrics("--json", *arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_shapes(self):
        """The same numbers however the tables are written."""
        ids = ["r%d" % i for i in range(5)]
        counted = [str(i) for i in range(5)]
        plain = self.table("y.csv", LABELS), self.table("p.csv", SCORES)
        named = self.table("y2.csv", LABELS, header=["MI", "NORM"])
        swapped = [[row[1], row[0]] for row in SCORES]
        pairs = [
            plain,
            (self.table("y3.csv", LABELS, ";", "\r\n"), self.table("p3.csv", SCORES, "\t")),
            (self.table("y4.csv", LABELS, " "), self.table("p4.csv", SCORES, "   ")),
            (named, self.table("p5.csv", swapped, header=["NORM", "MI"])),
            (named, plain[1]),
            (self.table("y6.csv", LABELS, header=["", "MI", "NORM"], keys=counted), plain[1]),
            (self.table("y7.csv", LABELS, header=["record_id", '"MI"', "NORM"], keys=ids),
             self.table("p7.csv", SCORES, header=["ecg_id", "MI", "NORM"], keys=ids)),
            (self.table("y8.csv", LABELS, keys=ids), self.table("p8.csv", SCORES, keys=ids)),
            (self.table("y9.csv", LABELS, keys=counted), self.table("p9.csv", SCORES, keys=counted)),
            (self.table("y10.csv", [["True" if v else "False" for v in row] for row in LABELS]), plain[1]),
            (self.write("y11.csv", "\ufeff# by hand\n" + "\n".join("%d.0,%de0" % tuple(r) for r in LABELS)), plain[1]),
        ]
        for labels, scores in pairs:
            with self.subTest(labels=labels):
                result = self.measure(labels, scores)
                self.assertEqual([round(label["auc"], 12) for label in result["labels"]], [round(a, 12) for a in AUC])
                self.assertAlmostEqual(result["macro_auc"], 5 / 6, 12)
                self.assertEqual(result["records"], 5)
        self.assertEqual([label["code"] for label in self.measure(named, plain[1])["labels"]], ["MI", "NORM"])
        self.assertEqual([label["code"] for label in self.measure(*plain)["labels"]], ["1", "2"])

    def test_numbers(self):
        """Fmax, tuned thresholds and the rows, by trying everything."""
        y, p = self.table("y.csv", LABELS), self.table("p.csv", SCORES)
        result = self.measure(y, p, "--validation-labels", y, "--validation-scores", p, "--training-labels", y,
                              "--compare", p, "--ensemble", p, "--seed", "5", "--bootstrap", "30")
        best = 0
        for threshold in sorted({v for row in SCORES for v in row}):
            f1 = []
            for labels, scores in zip(LABELS, SCORES):
                said = [v >= threshold for v in scores]
                right = sum(a and b for a, b in zip(said, labels))
                f1.append(2 * right / (sum(said) + sum(labels)) if sum(said) + sum(labels) else 0)
            best = max(best, sum(f1) / len(f1))
        self.assertAlmostEqual(result["fmax"], best, 12)
        # Label 1 from 0.35 up: two right, one too many, each record of one label or none: 10 / (10 + 1).
        self.assertAlmostEqual(result["labels"][0]["f_beta"], 10 / 11, 12)
        self.assertAlmostEqual(result["labels"][0]["f_beta_threshold"], 0.35, 12)
        self.assertAlmostEqual(result["labels"][0]["g_beta"], 2 / 3, 12)
        self.assertAlmostEqual(result["labels"][0]["youden"]["sensitivity"], 1)
        self.assertAlmostEqual(result["labels"][0]["youden"]["specificity"], 2 / 3, 12)
        self.assertEqual((result["bootstrap"], result["bootstrap_seed"]), (30, "5"))
        naive, other, ensemble = result["rows"]
        self.assertEqual((naive["name"], naive["macro_auc"]), ("naive", 0.5))
        self.assertAlmostEqual(naive["difference"]["macro_auc"], 1 / 3, 12)
        self.assertEqual((other["difference"]["macro_auc"], other["difference"]["p"]), (0, 1))
        self.assertAlmostEqual(ensemble["fmax"], best, 12)
        self.assertEqual(sum(bin["n"] for bin in result["reliability"]), 10)

    def test_scales(self):
        """Scores that are no probabilities are ranked, and calibrated only if they are called logits."""
        y, logits = self.table("y.csv", LABELS), self.table("z.csv", [[8 * v - 3 for v in row] for row in SCORES])
        any_scale = self.measure(y, logits)
        self.assertIsNone(any_scale["expected_calibration_error"])
        self.assertAlmostEqual(any_scale["macro_auc"], 5 / 6, 12)
        as_logits = self.measure(y, logits, "--logits", "--validation-labels", y, "--validation-scores", logits)
        self.assertGreater(as_logits["expected_calibration_error"], 0)
        self.assertGreater(as_logits["labels"][0]["temperature"], 0.05)
        self.assertLess(as_logits["fmax_threshold"], 1)

    def test_one_class(self):
        y = self.table("y.csv", [[1, 0, 1], [0, 0, 1], [1, 0, 1]], header=["A", "B", "C"])
        p = self.table("p.csv", [[0.5, 0.1, 0.2], [0.5, 0.2, 0.3], [0.5, 0.3, 0.3]])
        result = self.measure(y, p)
        self.assertEqual(result["left_out"], ["B", "C"])
        self.assertEqual(result["macro_auc"], 0.5)
        self.assertIn("B C", metrics(y, p).stdout)
        self.refuse("no label has records both", self.table("y1.csv", [[1], [1]]), self.table("p1.csv", [[0.1], [0.2]]))

    def test_large_numbers(self):
        """Scores that float32 cannot tell apart."""
        y = self.table("y.csv", [[1], [0]])
        self.assertEqual(self.measure(y, self.table("p.csv", [["0.50000000000000011"], ["0.5"]]))["macro_auc"], 1)

    def test_refused(self):
        y, p = self.table("y.csv", LABELS), self.table("p.csv", SCORES)
        with_nan = [list(row) for row in SCORES]
        with_nan[3][1] = "nan"
        self.refuse("line 4, column 2: “nan” is not a finite number", y, self.table("nan.csv", with_nan))
        with_nan[3][1] = ""
        self.refuse("line 4, column 2: “” is not a number", y, self.table("empty.csv", with_nan))
        self.refuse("“2” is not 0 or 1", self.table("two.csv", LABELS + [[2, 1]]), p)
        self.refuse("“0.9” is not 0 or 1", self.table("q.csv", SCORES[:1] * 2), p)
        self.refuse("has 4 records", y, self.table("short.csv", SCORES[:4]))
        self.refuse("columns", y, self.table("wide.csv", [row * 2 for row in SCORES]))
        self.refuse("line 2 has 1 columns", self.write("ragged.csv", "1,0\n1\n"), p)
        self.refuse("no row", self.write("nothing.csv", "\n\n"), p)
        self.refuse("below the header", self.write("header.csv", "a,b\n"), p)
        self.refuse("no column “B”", self.table("ab.csv", LABELS, header=["A", "B"]),
                    self.table("ac.csv", SCORES, header=["A", "C"]))
        self.refuse("two columns “A”", self.table("aa.csv", LABELS, header=["A", "A"]),
                    self.table("aas.csv", SCORES, header=["A", "A"]))
        ids = ["r%d" % i for i in range(5)]
        self.refuse("line 1 is about record “r4”", self.table("k.csv", LABELS, keys=ids),
                    self.table("kp.csv", SCORES, keys=ids[::-1]))
        self.refuse("absent.csv", os.path.join(self.folder, "absent.csv"), p)
        self.refuse("go together", y, p, "--validation-labels", y, status=2)
        self.refuse("argument is missing", y, status=2)

    def test_random_bytes(self):
        """Whatever a file holds, it is read or refused."""
        y, p = self.table("y.csv", LABELS), self.table("p.csv", SCORES)
        chance = random.Random(3)
        for round in range(60):
            with open(p, encoding="utf-8") as file:
                text = list(file.read())
            for _ in range(chance.randrange(1, 6)):
                text[chance.randrange(len(text))] = chance.choice("01,;\n\t\" .-x#\0é")
            done = metrics("--json", y, self.write("broken.csv", "".join(text)))
            self.assertIn(done.returncode, (0, 1), done.stderr)


class Model(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="hexaxial-")
        cls.library, cls.model = os.path.join(cls.folder, "library"), os.path.join(cls.folder, "model.safetensors")
        cls.run_cli("simulate", "--library", cls.library, "--records", "80", "--seed", "3")
        cls.run_cli("train", "--library", cls.library, "--task", "superdiagnostic", "--backbone", "fcn_wang", "--head",
                    "ldm", "--batch", "16", "--epochs", "1", "--train-folds", "1-5", "--validation-folds", "6-7", "--out",
                    cls.model)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @staticmethod
    def run_cli(*arguments, status=0):
        done = subprocess.run([CLI, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                              universal_newlines=True)
        assert done.returncode == status, done.stderr
        return done

    def evaluate(self, *arguments):
        return json.loads(self.run_cli("evaluate", self.model, "--library", self.library, "--folds", "8-10", "--json",
                                       *arguments).stdout)

    def test_evaluate(self):
        """The model's validation folds are those to tune on, and every part can be left out."""
        result = self.evaluate("--compare", self.model, "--ensemble", self.model)
        self.assertGreater(result["validation_records"], 5)
        self.assertEqual([row["name"] for row in result["rows"]], ["naive", "model", "ensemble"])
        self.assertEqual(result["rows"][1]["difference"]["p"], 1)
        self.assertEqual(result["rows"][0]["macro_auc"], 0.5)
        for key in ("fmax", "fmax_protein", "f_beta", "g_beta", "expected_calibration_error"):
            self.assertTrue(0 <= result[key] <= 1, key)
        self.assertEqual(result["entanglement_records"], result["records"])
        for label in result["labels"]:
            for space in ("decoupled", "fused"):
                self.assertTrue(-1 <= label["entanglement"][space]["silhouette"] <= 1)
                self.assertTrue(0 <= label["entanglement"][space]["purity_with"] <= 1)
        least = self.evaluate("--validation-folds", "none", "--bootstrap", "0", "--entanglement", "0")
        self.assertEqual(least["macro_auc"], result["macro_auc"])
        self.assertEqual((least["validation_records"], least["entanglement_records"]), (0, 0))
        self.assertIsNone(least["f_beta"])
        self.assertIn("Silhouette", self.run_cli("evaluate", self.model, "--library", self.library).stdout)
        self.run_cli("evaluate", self.model, "--library", self.library, "--validation-folds", "x", status=2)
        self.run_cli("evaluate", self.model, "--library", self.library, "--compare", self.library, status=1)

    def test_calibrate(self):
        """Scores become probabilities, in a file of their own or in place."""
        out = os.path.join(self.folder, "calibrated.safetensors")
        done = json.loads(self.run_cli("calibrate", self.model, "--library", self.library, "--out", out, "--json").stdout)
        temperatures = {label["code"]: label["temperature"] for label in done["labels"]}
        self.assertGreater(len([t for t in temperatures.values() if t is not None]), 1)
        tuned = {label["code"]: label["temperature"] for label in self.evaluate()["labels"]}
        for code, temperature in tuned.items():
            self.assertEqual(temperature is None, temperatures[code] is None)
            self.assertAlmostEqual(temperature or 0, temperatures[code] or 0, 6)
        predicted = json.loads(self.run_cli("predict", out, "--library", self.library, "--folds", "10", "--json").stdout)
        for code, statement in predicted[0]["labels"].items():
            self.assertEqual(statement["probability"] is None, temperatures[code] is None)
        again = os.path.join(self.folder, "again.safetensors")
        shutil.copy(self.model, again)
        self.assertIn("calibrated on", self.run_cli("calibrate", again, "--library", self.library, "--folds", "6,7").stdout)
        with open(again, "rb") as one, open(out, "rb") as two:
            self.assertEqual(one.read(), two.read())
        failed = self.run_cli("calibrate", again, "--library", self.library, "--folds", "40", status=1)
        self.assertIn("no label has records both", failed.stderr)


if __name__ == "__main__":
    unittest.main()
