#!/usr/bin/python3
# test-measure.py: hexaxial-cli measure, its table beside its JSON
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import io
import json
import os
import shutil
import struct
import subprocess
import tempfile
import unittest

import numpy

CLI = os.environ["HEXAXIAL_CLI"]
LEADS = ["I", "II", "III", "AVR", "AVL", "AVF", "V1", "V2", "V3", "V4", "V5", "V6"]
RATE_HZ = 500
RR_S = 0.8
ONSET, OFFSET, NORMAL = 39, 40, 1  # annotation codes


def cli(*arguments):
    return subprocess.run([CLI, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                          universal_newlines=True)


def write_record(folder, name, waves, leads=LEADS):
    """A beat each RR_S: (place in s, deviation in s, mV) of every wave, larger from lead to lead."""
    t = numpy.arange(10 * RATE_HZ) / RATE_HZ % RR_S
    beat = sum(mv * numpy.exp(-0.5 * ((t - place) / deviation) ** 2) for place, deviation, mv in waves)
    samples = numpy.stack([beat * (0.5 + 0.05 * lead) for lead in range(len(leads))], 1)
    samples = numpy.round(1000 * samples + numpy.random.default_rng(1).normal(0, 2, samples.shape)).astype("<i2")
    samples.tofile(os.path.join(folder, name + ".dat"))
    path = os.path.join(folder, name + ".hea")
    with open(path, "w", encoding="utf-8") as file:
        file.write("%s %d %d %d\n" % (name, len(leads), RATE_HZ, len(samples)))
        for lead in leads:
            file.write("%s.dat 16 1000/mV 16 0 0 0 0 %s\n" % (name, lead))
    return path


def read_marks(path):
    """The codes of an MIT annotation file and their samples; what is neither a mark nor a skip is passed over."""
    with open(path, "rb") as file:
        data = file.read()
    marks, at, sample = [], 0, 0
    while True:
        word, = struct.unpack_from("<H", data, at)
        code, value, at = word >> 10, word & 1023, at + 2
        if word == 0:
            return marks
        if code == 59:
            high, low = struct.unpack_from("<HH", data, at)
            sample, at = sample + (high << 16 | low), at + 4
        elif code == 63:
            at += value + value % 2
        elif code < 59:
            sample += value
            marks.append((code, sample))


class Measure(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = os.path.join(cls.place.name, "of Monday, quoted")
        os.mkdir(cls.folder)
        qrs, t = (0.4, 0.012, 1.5), (0.62, 0.035, 0.4)
        cls.sinus = write_record(cls.folder, "sinus", [(0.24, 0.02, 0.25), qrs, t])
        cls.junction = write_record(cls.folder, "junction", [qrs, t])

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def rows(self, *arguments):
        done = cli("measure", *arguments)
        return done, list(csv.DictReader(io.StringIO(done.stdout)))

    def test_table_has_what_json_has(self):
        done, rows = self.rows("--format", "csv", self.sinus, self.junction)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        documents = json.loads(cli("measure", "--json", self.sinus, self.junction).stdout)
        self.assertEqual([row["file"] for row in rows], [self.sinus, self.junction])
        for row, document in zip(rows, documents):
            self.assertEqual(int(row["beats"]), len(document["beats"]))
            for name in ("heart_rate_bpm", "p_ms", "pr_ms", "qrs_ms", "qt_ms"):
                value = document[name]
                if value is None:
                    self.assertEqual(row[name], "")
                    self.assertIn(name + ": ", row["reasons"])
                else:
                    self.assertAlmostEqual(float(row[name]), value, places=2)
        self.assertAlmostEqual(float(rows[0]["heart_rate_bpm"]), 60 / RR_S, places=0)
        self.assertNotEqual(rows[0]["pr_ms"], "")
        self.assertEqual(rows[1]["pr_ms"], "")

    def test_json_is_what_the_documents_promise(self):
        done = cli("measure", "--json", self.sinus)
        document, = json.loads(done.stdout)
        self.assertEqual(set(document), {
            "file", "heart_rate_bpm", "p_ms", "rr_ms", "pr_ms", "qrs_ms", "qt_ms", "qtc_ms", "axis_deg", "sokolow_lyon_mv",
            "cornell_mv", "beats", "leads", "quality", "reasons"})
        self.assertEqual(list(document["leads"]), ["I", "II", "III", "aVR", "aVL", "aVF"] + LEADS[6:])
        times = ["p_onset", "p_peak", "p_offset", "qrs_onset", "r", "qrs_offset", "t_onset", "t_peak", "t_offset"]
        for beats in [document["beats"]] + [lead["beats"] for lead in document["leads"].values()]:
            self.assertEqual(len(beats), len(document["beats"]))
            for beat in beats:
                self.assertEqual(list(beat), times)
                here = [beat[time] for time in times if beat[time] is not None]
                self.assertEqual(here, sorted(here))
                self.assertTrue(all(0 <= time <= 10 for time in here))
        self.assertEqual(set(document["leads"]["V1"]), {
            "beats", "quality", "p_mv", "q_mv", "r_mv", "s_mv", "t_mv", "st_j_mv", "st_60_mv", "noise_mv", "mains_mv"})
        self.assertNotRegex(done.stdout, r"\.[0-9]{5}")  # no digits that mean nothing
        self.assertNotRegex(done.stdout, r"-0\.0\b")
        self.check_formulas(document)

    def check_formulas(self, document):
        r = [beat["r"] for beat in document["beats"]]
        for i, rr_ms in enumerate(document["rr_ms"]):
            self.assertAlmostEqual(rr_ms, 1000 * (r[i + 1] - r[i]), delta=0.15)
        rr_s = numpy.mean(document["rr_ms"]) / 1000
        self.assertAlmostEqual(document["heart_rate_bpm"], 60 / rr_s, places=2)
        qt = document["qt_ms"]
        for name, expected in (("bazett", qt / rr_s ** 0.5), ("fridericia", qt / rr_s ** (1 / 3)),
                               ("framingham", qt + 154 * (1 - rr_s)), ("hodges", qt + 1.75 * (60 / rr_s - 60))):
            self.assertAlmostEqual(document["qtc_ms"][name], expected, delta=0.02)
        leads = document["leads"]
        self.assertAlmostEqual(document["sokolow_lyon_mv"], max(leads["V5"]["r_mv"], leads["V6"]["r_mv"])
                               - min(leads["V1"]["q_mv"], leads["V1"]["s_mv"]), delta=0.001)
        self.assertAlmostEqual(document["cornell_mv"], leads["aVL"]["r_mv"]
                               - min(leads["V3"]["q_mv"], leads["V3"]["s_mv"]), delta=0.001)
        # Every lead has the same wave, of 0.5 mV in I and 0.75 mV in aVF, which is the larger by 2 / sqrt 3.
        self.assertAlmostEqual(document["axis_deg"]["qrs"],
                               numpy.degrees(numpy.arctan2(0.75 * 2 / 3 ** 0.5, 0.5)), delta=1.0)

    def test_json_of_no_and_of_several_files(self):
        missing = os.path.join(self.folder, "missing.hea")
        done = cli("measure", "--json", missing)
        self.assertEqual((done.returncode, json.loads(done.stdout)), (1, []))
        done = cli("measure", "--json", self.sinus, missing, self.junction)
        self.assertEqual(done.returncode, 1)
        first, second = json.loads(done.stdout)
        self.assertEqual((first["file"], second["file"]), (self.sinus, self.junction))
        self.assertIsNone(second["pr_ms"])
        self.assertEqual(set(second["reasons"]), {"p_ms", "pr_ms", "axis_deg.p"})
        self.assertIsNone(second["beats"][0]["p_onset"])
        odd = write_record(self.folder, "quoted", [(0.4, 0.012, 1.5)], ["V\"1\\", "II"])
        self.assertEqual(list(json.loads(cli("measure", "--json", odd).stdout)[0]["leads"]), ["II", "V\"1\\"])

    def test_json_of_a_name_that_is_no_text(self):
        place = os.path.join(os.fsencode(self.folder), b"\xff")
        os.mkdir(place)
        for ending in (b".hea", b".dat"):
            shutil.copy(os.path.join(os.fsencode(self.folder), b"sinus" + ending), place)
        document, = json.loads(cli("measure", "--json", os.path.join(place, b"sinus.hea")).stdout)
        self.assertTrue(document["file"].endswith("\ufffd/sinus.hea"))
        self.assertGreater(len(document["beats"]), 10)

    def test_a_qtc_has_its_formula(self):
        text = cli("measure", self.sinus).stdout
        for line in text.splitlines():
            if "QTc" in line:
                self.assertRegex(line, r"QTc \((Bazett|Fridericia|Framingham|Hodges)\): +[0-9]+ ms$")
        self.assertEqual(text.count("QTc"), 4)

    def test_out_is_the_same_table(self):
        path = os.path.join(self.folder, "intervals.csv")
        done = cli("measure", self.sinus, "--out", path)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), cli("measure", self.sinus, "--format", "csv").stdout)

    def test_what_cannot_be_read_has_no_row(self):
        missing = os.path.join(self.folder, "missing.hea")
        done, rows = self.rows("--format", "csv", missing, self.sinus)
        self.assertEqual(done.returncode, 1)
        self.assertIn(missing, done.stderr)
        self.assertEqual([row["file"] for row in rows], [self.sinus])

    def test_wrong_usage(self):
        for wrong, why in (["--format", "xml"], "“xml” is not text, json or csv"), (["--json", "--format", "csv"], "exclude"):
            done = cli("measure", self.sinus, *wrong)
            self.assertEqual(done.returncode, 2)
            self.assertIn(why, done.stderr)

    def test_annotations_are_where_the_waves_are(self):
        place = os.path.join(self.folder, "where")
        os.mkdir(place)
        self.assertEqual(cli("measure", self.sinus, "--annotations", place).returncode, 0)
        marks = read_marks(os.path.join(place, "sinus.ii"))
        peaks = [sample for code, sample in marks if code == NORMAL]
        self.assertGreaterEqual(len(peaks), 11)
        for sample in peaks:
            self.assertAlmostEqual(sample / RATE_HZ % RR_S, 0.4, delta=0.006)
        self.assertEqual(sum(code == ONSET for code, _ in marks), sum(code == OFFSET for code, _ in marks))

    def test_annotations_replace_nothing(self):
        place = os.path.join(self.folder, "theirs")
        os.mkdir(place)
        theirs = os.path.join(place, "sinus.v2")
        with open(theirs, "wb") as file:
            file.write(b"marks of another reader")
        done = cli("measure", self.sinus, "--annotations", place)
        self.assertEqual(done.returncode, 1)
        self.assertIn(theirs, done.stderr)
        self.assertEqual(os.listdir(place), ["sinus.v2"])
        with open(theirs, "rb") as file:
            self.assertEqual(file.read(), b"marks of another reader")

    def test_annotators_have_names_of_their_own(self):
        place = os.path.join(self.folder, "names")
        os.mkdir(place)
        record = write_record(self.folder, "odd", [(0.4, 0.012, 1.5)], ["all", "../V 1", "../v_1", "V.1", "\u2161"])
        done = cli("measure", record, "--annotations", place)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(sorted(os.listdir(place)),
                         ["odd.___", "odd.___v_1", "odd.___v_1_2", "odd.all", "odd.all_2", "odd.v_1"])

    def test_marks_are_listed(self):
        place = os.path.join(self.folder, "listed")
        os.mkdir(place)
        measured, = json.loads(cli("measure", self.sinus, "--json", "--annotations", place).stdout)
        path = os.path.join(place, "sinus.all")
        listed, = json.loads(cli("marks", "--json", path).stdout)
        self.assertEqual((listed["file"], listed["rate_hz"]), (path, RATE_HZ))
        for mnemonic, number, time in (("N", 0, "r"), ("(", 1, "qrs_onset"), (")", 2, "t_offset"), ("p", 0, "p_peak")):
            expected = [round(beat[time] * RATE_HZ) for beat in measured["beats"] if beat[time] is not None]
            found = [mark["sample"] for mark in listed["marks"]
                     if mark["mnemonic"] == mnemonic and mark["number"] == number]
            self.assertEqual(len(found), len(expected))
            self.assertLessEqual(numpy.abs(numpy.subtract(found, expected)).max(), 1)
        self.assertRegex(cli("marks", path).stdout, r"0\.\d{4} +\d+  \( +0 +0 +0")

    def test_marks_of_others(self):
        path = os.path.join(self.folder, "sinus.oth")
        words = [0xEC00, 0x0001, 0x0000, 40 << 10 | 5, 61 << 10 | 3, 62 << 10 | 2, 60 << 10 | 255, 63 << 10 | 4]
        with open(path, "wb") as file:
            file.write(struct.pack("<8H", *words) + "\u00e9".encode("latin-1") + b"\n,\0" + struct.pack("<2H", 45 << 10, 0))
        listed, = json.loads(cli("marks", "--json", path).stdout)
        self.assertEqual(listed["rate_hz"], RATE_HZ)  # of the header beside it
        first, second = listed["marks"]
        self.assertEqual([first[key] for key in ("sample", "mnemonic", "subtype", "channel", "number", "text")],
                         [65541, ")", 3, 2, -1, "\ufffd\n,"])
        self.assertEqual((second["code"], second["mnemonic"], second["text"]), (45, None, None))
        self.assertEqual(len(cli("marks", path).stdout.splitlines()), 5)
        os.truncate(path, 9)
        done = cli("marks", path)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn(path + ": byte 8", done.stderr)
        alone = os.path.join(self.folder, "alone.atr")
        with open(alone, "wb") as file:
            file.write(struct.pack("<2H", 1 << 10 | 7, 0))
        mark, = json.loads(cli("marks", "--json", alone).stdout)[0]["marks"]
        self.assertEqual((mark["sample"], mark["time_s"]), (7, None))


if __name__ == "__main__":
    unittest.main()
