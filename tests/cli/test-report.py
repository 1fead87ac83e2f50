#!/usr/bin/python3
# test-report.py: hexaxial-cli report, its millimetres measured on the page
#
# Copyright 2026 The Hexaxial authors
# SPDX-License-Identifier: GPL-3.0-or-later
import glob
import os
import re
import subprocess
import tempfile
import unittest

import numpy

CLI = os.environ["HEXAXIAL_CLI"]
ROOT = os.environ["HEXAXIAL_SOURCE_ROOT"]
MODEL = os.path.join(ROOT, "data", "models", "simulator.safetensors")
LEADS = ["I", "II", "III", "AVR", "AVL", "AVF", "V1", "V2", "V3", "V4", "V5", "V6"]
DPI = 600
PX_PER_MM = DPI / 25.4
INK, LINE = 60, (145, 185)  # grey of what is drawn, and of the lines each 5 mm
TOLERANCE_MM = 0.1
HEADINGS_MM = 40.0


def cli(*arguments):
    return subprocess.run([CLI, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                          universal_newlines=True)


def write_record(folder, name, leads, seconds, rate=500, comments=(), alive=False):
    """Every lead has one pulse a second, of 1 mV and 100 ms; a heart's are round, and the lead is never still."""
    t = numpy.arange(int(seconds * rate))
    height = 500.0 - 500.0 * numpy.cos(2.0 * numpy.pi * (t % rate) / (rate // 10)) if alive else 1000
    breath = 80.0 * numpy.sin(2.0 * numpy.pi * 0.3 * t / rate) if alive else 0
    pulse = (numpy.where(t % rate < rate // 10, height, 0) + breath).astype("<i2")
    samples = numpy.repeat(pulse[:, None], len(leads), axis=1)
    with open(os.path.join(folder, name + ".dat"), "wb") as file:
        file.write(samples.tobytes())
    total = (int(pulse.astype(int).sum()) + 32768) % 65536 - 32768
    lines = ["%s %d %g %d 09:32:00 11/02/2024" % (name, len(leads), rate, len(t))]
    lines += ["%s.dat 16 1000/mV 16 0 %d %d 0 %s" % (name, pulse[0], total, lead) for lead in leads]
    lines += ["# " + comment for comment in comments]
    path = os.path.join(folder, name + ".hea")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def render(pdf, folder):
    """The page as grey values, at DPI."""
    stem = os.path.join(folder, "page")
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-singlefile", pdf, stem], check=True)
    with open(stem + ".pgm", "rb") as file:
        magic, size, depth = file.readline(), file.readline(), file.readline()
        assert magic.strip() == b"P5" and depth.strip() == b"255"
        width, height = map(int, size.split())
        return numpy.frombuffer(file.read(), dtype=numpy.uint8).reshape(height, width)


def text_of(pdf):
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, stdout=subprocess.PIPE,
                          universal_newlines=True).stdout


def middles(flags, least_px=1):
    """Middles of the runs of True, in mm."""
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], flags.astype(int), [0]))))
    wide = edges[1::2] - edges[::2] >= least_px
    return (edges[::2] + edges[1::2])[wide] / 2 / PX_PER_MM


def longest_runs(ink):
    """The longest run of ink in each row, in mm."""
    longest = numpy.zeros(ink.shape[0])
    run = numpy.zeros(ink.shape[0])
    for column in ink.T:
        run = (run + 1) * column
        longest = numpy.maximum(longest, run)
    return longest / PX_PER_MM


class Page:
    """What can be measured on a page."""

    def __init__(self, pdf, folder):
        grey = render(pdf, folder)
        self.height_mm, self.width_mm = grey.shape[0] / PX_PER_MM, grey.shape[1] / PX_PER_MM
        line = (grey > LINE[0]) & (grey < LINE[1])
        # Edges of what is drawn in ink are as grey, but no wider than one pixel.
        self.columns_mm = middles(line.sum(axis=0) > 0.3 * grey.shape[0], 3)
        # The headings above the grid are underlined.
        line[:round(HEADINGS_MM * PX_PER_MM)] = False
        self.rows_mm = middles(line.sum(axis=1) > 0.3 * grey.shape[1], 3)
        self.ink = grey < INK

    def part(self, left_mm, right_mm, top_mm, bottom_mm):
        x = [round(mm * PX_PER_MM) for mm in (left_mm, right_mm)]
        y = [round(mm * PX_PER_MM) for mm in (top_mm, bottom_mm)]
        return self.ink[y[0]:y[1], x[0]:x[1]]


class Millimetres(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="hexaxial-report-")
        cls.folder = cls.temporary.name
        cls.record = write_record(cls.folder, "pulses", LEADS, 10)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def report(self, *arguments, record=None):
        out = os.path.join(self.folder, "report.pdf")
        done = cli("report", record or self.record, "--out", out, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out

    def near(self, value_mm, expected_mm, what):
        self.assertLess(abs(value_mm - expected_mm), TOLERANCE_MM, "%s: %.3f mm" % (what, value_mm))

    def check_grid(self, page):
        self.assertEqual((len(page.columns_mm), len(page.rows_mm)), (53, 25))
        for lines in (page.columns_mm, page.rows_mm):
            for i in range(len(lines) - 5):
                self.near(lines[i + 5] - lines[i], 25.0, "five squares")
            self.near(lines[-1] - lines[0], 5.0 * (len(lines) - 1), "the whole grid")

    def check_pulse(self, page):
        left, top = page.columns_mm[0], page.rows_mm[0]
        pulse = page.part(left + 0.3, left + 9.7, top + 0.3, page.rows_mm[-1] - 0.3)
        sides = middles(longest_runs(pulse.T) > 9.0)
        tops = middles(longest_runs(pulse) > 4.5)
        feet = middles(pulse[:, round((sides[0] - 0.6) * PX_PER_MM)])
        self.assertEqual((len(sides), len(tops), len(feet)), (2, 4, 4))
        self.near(sides[1] - sides[0], 5.0, "200 ms")
        for head, foot in zip(tops, feet):
            self.near(foot - head, 10.0, "1 mV")
        return top + 0.3 + feet[-1]

    def check_trace(self, page, baseline_mm):
        """The rhythm strip: one pulse a second of 1 mV."""
        left = page.columns_mm[0] + 10.0
        strip = page.part(left + 1.0, left + 249.5, baseline_mm - 11.0, baseline_mm + 1.0)
        sides = middles(longest_runs(strip.T) > 9.0)
        falls = sides[::2] + 1.0  # the first pulse begins at the edge: what is seen of it is its end
        self.assertEqual(len(falls), 10)
        self.near(falls[0], 0.1 * 25.0, "the end of the first pulse")
        for i, fall in enumerate(falls):
            self.near(fall - falls[0], 25.0 * i, "%d s" % i)
        tops, feet = [middles(longest_runs(part) > 2.0) for part in (strip[:, :round(60 * PX_PER_MM)],) * 2]
        self.near(feet[-1] - tops[0], 10.0, "1 mV of the trace")

    def test_millimetres(self):
        for paper, size in (("a4", (297.0, 210.0)), ("letter", (279.4, 215.9))):
            with self.subTest(paper=paper):
                page = Page(self.report("--paper", paper), self.folder)
                self.near(page.width_mm, size[0], "the page's width")
                self.near(page.height_mm, size[1], "the page's height")
                self.check_grid(page)
                self.check_trace(page, self.check_pulse(page))

    def test_warnings(self):
        """What was computed or assumed is on the page; what is quoted of the file is not, without names."""
        record = write_record(self.folder, "eight", ["I", "II", "V1", "V2", "V3", "V4", "V5", "V6"], 10)
        with open(record, encoding="utf-8") as file:
            header = file.read()
        with open(record, "w", encoding="utf-8") as file:
            file.write(re.sub(r"\d\d/\d\d/\d{4}", "31/02/1999", header))
        text = text_of(self.report(record=record))
        self.assertIn("Computed", text)
        self.assertIn("31/02/1999", text)
        text = text_of(self.report("--anonymous", record=record))
        self.assertIn("Computed", text)
        self.assertNotIn("1999", text)

    def test_single_lead(self):
        """Its name stands near the trace in the middle of the sheet."""
        record = write_record(self.folder, "single", ["II"], 10)
        done = subprocess.run(["pdftotext", "-bbox", self.report(record=record), "-"], check=True, stdout=subprocess.PIPE,
                              universal_newlines=True)
        tops = [float(top) * 25.4 / 72 for top in re.findall(r'yMin="([\d.]+)"[^>]*>II<', done.stdout)]
        self.assertGreater(max(tops), 90.0)

    def test_same_bytes(self):
        with open(self.report("--model", MODEL), "rb") as file:
            first = file.read()
        with open(self.report("--model", MODEL), "rb") as file:
            self.assertEqual(first, file.read())

    def test_words(self):
        text = text_of(self.report("--model", MODEL, "--filter", "low-pass=40,notch=50"))
        for words in ("For research and education, not for diagnosis.", "25 mm/s", "10 mm/mV",
                      "Filter: low pass 40 Hz, notch 50 Hz", "all of 10 s", "pulses", "2024-02-11 09:32",
                      "Model simulator", "trained on simulated ECGs only", "Statements and their scores",
                      "normal ECG"):
            self.assertIn(words, text)
        self.assertGreaterEqual(len(re.findall(r"[<> ]0\.\d\d\b", text)), 10)
        self.assertNotIn("1.00", text)
        self.assertIn("No model was asked.", text_of(self.report()))
        self.assertIn("Filter: off", text_of(self.report()))

    def test_review(self):
        review = os.path.join(self.folder, "review.json")
        with open(review, "w", encoding="utf-8") as file:
            file.write('{"reader": "A. Reader", "time": "2026-02-11 09:32", "note": "as last year",'
                       ' "decisions": {"NORM": "rejected", "LVH": "confirmed", "OTHER": "confirmed"}}')
        arguments = ("--model", MODEL, "--review", review)
        text = text_of(self.report(*arguments))
        # The name stands last: a long one is cut off, and the date is not.
        for words in ("reviewed on 2026-02-11 09:32 by A. Reader", "as last year"):
            self.assertIn(words, text)
        for line in (r"NORM +normal ECG .*rejected", r"LVH .*confirmed", r"OTHER .*confirmed"):
            self.assertRegex(text, line)
        text = text_of(self.report("--anonymous", *arguments))
        self.assertNotIn("Reader", text)
        self.assertNotIn("as last year", text)
        with open(review, "w", encoding="utf-8") as file:
            file.write('{"decisions": {"NORM": "maybe"}}')
        done = cli("report", self.record, "--out", os.path.join(self.folder, "no.pdf"), *arguments)
        self.assertEqual(done.returncode, 1)
        self.assertIn(review, done.stderr)

    def test_anonymous(self):
        record = write_record(self.folder, "surname-1234", LEADS, 10)
        out = self.report("--anonymous", "--model", MODEL, record=record)
        text = text_of(out)
        self.assertIn("Name withheld", text)
        self.assertNotIn("2024", text)
        information = subprocess.run(["pdfinfo", out], check=True, stdout=subprocess.PIPE, universal_newlines=True)
        for shown in (text, information.stdout):
            self.assertNotIn("surname", shown)
            self.assertNotIn("1234", shown)
        self.assertNotIn("2024", information.stdout)
        self.assertIn("surname-1234", text_of(self.report(record=record)))

    def test_anonymous_from_a_library(self):
        """What the model says of a recording that it cannot read names the recording."""
        record = write_record(self.folder, "surname-5678", ["II"], 10)
        library = os.path.join(self.folder, "of-one")
        self.assertEqual(cli("import", record, "--library", library).returncode, 0)
        arguments = ("--library", library, "--model", MODEL)
        text = text_of(self.report("--anonymous", *arguments, record="surname-5678"))
        self.assertIn("The model says nothing: leads that are not there: I, III", text)
        self.assertNotIn("surname", text)
        self.assertIn("surname", text_of(self.report(*arguments, record="surname-5678")))
        done = cli("predict", MODEL, record)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count(record), 1, done.stderr)

    def test_other_recordings(self):
        for leads, seconds, words in ((["II"], 95, ("II from 10 s", "first 40 s of 95 s")),
                                      (["I", "II", "V2"], 30, ("first 10 s of 30 s",)),
                                      (["I", "II"] + LEADS[6:], 10, ("5 s each",)),
                                      (LEADS + ["V7", "V8", "V9"], 10, ("V9", "2.5 s each")),
                                      (LEADS, 2, ("all of 2 s", "columns all from the beginning", "the model needs at least")),
                                      (LEADS[:-1], 10, ("not recorded", "V6"))):
            record = write_record(self.folder, "other", leads, seconds)
            with self.subTest(leads=len(leads), seconds=seconds):
                text = text_of(self.report("--model", MODEL, record=record))
                for some in words:
                    self.assertIn(some, text)
        record = write_record(self.folder, "other", LEADS, 30)
        self.assertIn("12 s to 22 s of 30 s", text_of(self.report("--start", "12", record=record)))

    def test_letters_without_a_font(self):
        """Boxes stand for them, no larger than letters: nothing above the page's margin or over its fields."""
        name = "\U00013000\U0001F0FF\U00010FFD" * 6  # hieroglyphs, a code without a letter, an old script
        record = write_record(self.folder, "boxes", LEADS, 10, comments=["Patient name: " + name])
        grey = render(self.report(record=record), self.folder)
        ink = grey[:, :round(95 * PX_PER_MM)] < INK
        self.assertFalse(ink[:round(10 * PX_PER_MM)].any())
        name_mm = numpy.flatnonzero(ink[round(10 * PX_PER_MM):round(30 * PX_PER_MM)].any(axis=1)) / PX_PER_MM + 10
        gaps = numpy.diff(name_mm)
        self.assertLess(name_mm[numpy.argmax(gaps)] - name_mm[0], 13.0, "two lines of 13 points")

    def test_what_cannot_be_measured_says_so_once(self):
        record = write_record(self.folder, "moment", LEADS, 0.5)
        text = text_of(self.report(record=record))
        self.assertRegex(text, r"None +shorter than a second")
        self.assertNotIn("Heart rate", text)
        text = text_of(self.report(record=write_record(self.folder, "single", ["II"], 10, alive=True)))
        for line in (r"Sokolow-Lyon index +it needs V1, V5 and V6", r"Cornell voltage +it needs aVL and V3"):
            self.assertRegex(text, line)

    def measurements_of(self, *arguments, **options):
        text = text_of(self.report(*arguments, **options))
        return re.findall(r"(Heart rate|PR interval|QRS duration|QT interval|QTc \(\w+\))\s+(\d+ (?:ms|bpm))", text)

    def test_library(self):
        library = os.path.join(self.folder, "library")
        self.assertEqual(cli("simulate", "--library", library, "--records", "3", "--seed", "1").returncode, 0)
        measured = self.measurements_of("--library", library, record="00002")
        self.assertEqual(len(measured), 8)
        # What is measured does not depend on what is shown.
        self.assertEqual(measured, self.measurements_of("--library", library, "--filter", "high-pass=0.67,low-pass=40",
                                                        record="00002"))
        text = text_of(self.report("--library", library, "--model", MODEL, record="00002"))
        self.assertIn("00002", text)
        self.assertIn("simulated", text)
        done = cli("report", "9", "--library", library, "--out", os.path.join(self.folder, "no.pdf"))
        self.assertEqual(done.returncode, 1)
        self.assertIn(library, done.stderr)

    def test_faults(self):
        missing = os.path.join(self.folder, "missing", "report.pdf")
        done = cli("report", self.record, "--out", missing)
        self.assertEqual(done.returncode, 1)
        self.assertIn(missing, done.stderr)
        out = os.path.join(self.folder, "never.pdf")
        for arguments, status, words in (
                ((self.record,), 2, "--out"),
                ((self.record, "--out", out, "--paper", "a3"), 2, "a3"),
                ((self.record, "--out", out, "--filter", "low-pass=x"), 2, "low-pass=x"),
                ((self.record, "--out", out, "--filter", "low-pass=225"), 1, "225 Hz"),
                ((self.record, "--out", out, "--start", "-1"), 2, "--start"),
                ((self.record, "--out", out, "--start", "10"), 1, self.record + ": --start is 10 s"),
                ((self.record, "--out", out, "--model", self.record), 1, "pulses.hea"),
                ((self.record + "x", "--out", out), 1, "pulses.heax")):
            done = cli("report", *arguments)
            self.assertEqual(done.returncode, status, (arguments, done.stderr))
            self.assertIn(words, done.stderr)
        device = os.path.join(self.folder, "device.pdf")
        os.mkfifo(device)
        done = cli("report", self.record, "--out", device)
        self.assertEqual(done.returncode, 1)
        self.assertIn(device + ": cannot write: not a regular file", done.stderr)
        self.assertFalse(os.path.exists(out))
        self.assertEqual(glob.glob(os.path.join(self.folder, ".*")), [])


if __name__ == "__main__":
    unittest.main()
