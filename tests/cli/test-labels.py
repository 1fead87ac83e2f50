#!/usr/bin/python3
# test-labels.py: hexaxial-cli on the labels of WFDB headers and of tables
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import random
import shutil
import struct
import subprocess
import tempfile
import unittest

CLI = os.environ["HEXAXIAL_CLI"]
LEADS = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]
NAMES = {"123456789": "SNOMED 123456789", "426177001": "sinus bradycardia", "427084000": "sinus tachycardia"}
N_RECORDS, N_SAMPLES = 60, 500


def cli(*arguments):
    return subprocess.run([CLI, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                          encoding="utf-8")


def codes_of(i):
    """Every tenth record has none."""
    return [] if i % 10 == 0 else ["426177001" if i % 2 else "427084000"] + (["123456789"] if i % 3 == 0 else [])


def write_record(folder, i):
    """As the PhysioNet/CinC Challenges have them: slow saw teeth for bradycardia, quick ones for tachycardia."""
    name, draw = "JS%05d" % i, random.Random(i)
    rows = [[(t * (4 if i % 2 else 11)) % 400 - 200 + lead + draw.randrange(20) for lead in range(len(LEADS))]
            for t in range(N_SAMPLES)]
    with open(os.path.join(folder, name + ".mat"), "wb") as file:
        file.write(bytes(24))
        for row in rows:
            file.write(struct.pack("<12h", *row))
    lines = ["%s 12 100 %d" % (name, N_SAMPLES)]
    for lead, title in enumerate(LEADS):
        total = (sum(row[lead] for row in rows) + 32768) % 65536 - 32768
        lines.append("%s.mat 16+24 1000/mV 16 0 %d %d 0 %s" % (name, rows[0][lead], total, title))
    lines += ["#Age: 61", "#Sex: Female"]
    lines += ["# Dx: " + ",".join(codes_of(i))] if codes_of(i) else []
    with open(os.path.join(folder, name + ".hea"), "w", encoding="ascii", newline="") as file:
        file.write("\r\n".join(lines) + "\r\n")


class Labels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="hexaxial-")
        cls.data, cls.library = os.path.join(cls.folder, "data"), os.path.join(cls.folder, "library")
        os.mkdir(cls.data)
        for i in range(N_RECORDS):
            write_record(cls.data, i)
        imported = cli("import", cls.data, "--library", cls.library)
        assert imported.returncode == 0, imported.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def train(self, task, *options):
        model = os.path.join(self.folder, "model.safetensors")
        done = cli("train", "--library", self.library, "--task", task, "--backbone", "fcn_wang", "--head", "plain",
                   "--batch", "8", "--epochs", "1", "--out", model, "--json", *options)
        return done, model

    def evaluate(self, model, *options):
        done = cli("evaluate", model, "--library", self.library, "--folds", "1-10", "--json", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {label["code"]: label for label in json.loads(done.stdout)["labels"]}

    def counts(self):
        all_codes = [code for i in range(N_RECORDS) for code in codes_of(i)]
        return {code: all_codes.count(code) for code in set(all_codes)}

    def test_info(self):
        library = json.loads(cli("info", self.library, "--json").stdout)
        self.assertEqual(list(library["tasks"]), ["dx"])
        self.assertEqual(library["tasks"]["dx"], {
            "records": 54, "labels": self.counts(),
            "names": NAMES})
        folds = library["data_sets"][0]["folds"]
        self.assertEqual(sum(folds.values()), N_RECORDS)
        self.assertEqual(list(folds), sorted(folds, key=int))
        self.assertLessEqual(set(folds), {str(fold) for fold in range(1, 11)})
        text = cli("info", self.library).stdout
        self.assertIn("426177001 (sinus bradycardia): 30\n", text)
        self.assertIn("123456789 (SNOMED 123456789): %d\n" % self.counts()["123456789"], text)

    def test_info_of_a_recording(self):
        diagnoses = json.loads(cli("info", os.path.join(self.data, "JS00003.hea"), "--json").stdout)["diagnoses"]
        self.assertEqual(diagnoses, [{"code": "426177001", "abbreviation": "SB", "name": "sinus bradycardia"},
                                     {"code": "123456789", "abbreviation": None, "name": "SNOMED 123456789"}])

    def test_dx(self):
        done, model = self.train("dx")
        self.assertEqual(done.returncode, 0, done.stderr)
        described = json.loads(cli("info", model, "--json").stdout)["labels"]
        self.assertEqual({label["code"]: label["description"] for label in described}, NAMES)
        labels = self.evaluate(model)
        self.assertEqual({code: label["positives"] for code, label in labels.items()}, self.counts())
        refused, _ = self.train("all")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("“all”", refused.stderr)

    def write_table(self, text):
        path = os.path.join(self.folder, "table.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return path

    def test_table(self):
        """A mark of byte order, CRLF, quotes, records from elsewhere; those without any label are in the task."""
        rows = ["\"JS%05d\",\"%d\",%d" % (i, i % 2, i % 4 == 0) for i in range(N_RECORDS)]
        path = self.write_table("\ufeff" + "\r\n".join(["record_id,\"slow, very\",odd", "elsewhere,1,1", *rows]))
        done, model = self.train(path)
        self.assertEqual(done.returncode, 0, done.stderr)
        labels = self.evaluate(model, "--task", path)
        self.assertEqual({code: label["positives"] for code, label in labels.items()}, {"slow, very": 30, "odd": 15})

    def test_bad_table(self):
        for text, says in [("JS00001,1\nJS00002,2\n", "line 3: column “x” is “2”"),
                           ("JS00001,\n", "line 2: column “x” is “”"),
                           ("JS00001,1\nJS00001,1\n", "line 3: “JS00001” stands in line 2 already"),
                           ("elsewhere,1\n", "none of its 1 records")]:
            path = self.write_table("record_id,x\n" + text)
            done, _ = self.train(path)
            self.assertEqual(done.returncode, 1)
            self.assertIn(path, done.stderr)
            self.assertIn(says, done.stderr)

    def test_missing_file(self):
        done = cli("import", os.path.join(self.folder, "nowhere.hea"), "--library", self.library)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere.hea: cannot open", done.stderr)


if __name__ == "__main__":
    unittest.main()
