/* test-wfdb-damage.c: WFDB records that are damaged, absurd or hostile
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-random.h"
#include "tests/unit/wfdb-writer.h"

#include <math.h>
#include <unistd.h>

/* Two samples of two signals lie in rec.dat: eight bytes. */
typedef struct
{
  const char *header;
  HxError code;
  const char *message; /* what the message must contain */
} Fault;

#define SIGNAL "rec.dat 16 200/mV 16 0 1 4 0 I\nrec.dat 16 200/mV 16 0 2 6 0 II\n"

static const Fault record_line_faults[] = {
  { "", HX_ERROR_FORMAT, "rec.hea: the header is empty: it has no record line" },
  { "# nothing\n\n", HX_ERROR_FORMAT, "rec.hea: the header is empty" },
  { "rec\n", HX_ERROR_FORMAT, "rec.hea: line 1: the number of signals is missing" },
  { "rec two\n", HX_ERROR_FORMAT, "line 1: number of signals “two” is not a whole number" },
  { "\n# c\nrec -2 500 2\n" SIGNAL, HX_ERROR_RANGE, "line 3: number of signals “-2”" },
  { "rec 257 500 2\n" SIGNAL, HX_ERROR_RANGE, "number of signals “257” is not a whole number from 0 to 256" },
  { "rec 99999999999999999999 500 2\n", HX_ERROR_RANGE, "number of signals “99999999999999999999”" },
  { "rec 0 500 2\n", HX_ERROR_MISSING, "line 1: the record has no signals" },
  { "rec 3 500 2\n" SIGNAL, HX_ERROR_FORMAT, "announces 3 signals, but the header describes only 2" },
  { "rec/3 2 500 2\nrec_1 1\nrec_2 1\nrec_3 1\n", HX_ERROR_UNSUPPORTED,
    "line 1: the record is made of 3 segments" },
  { "rec/0 2 500 2\n", HX_ERROR_RANGE, "number of segments “0”" },
  { "rec/x 2 500 2\n", HX_ERROR_FORMAT, "number of segments “x”" },
  { "rec 2 0 2\n" SIGNAL, HX_ERROR_RANGE, "line 1: sampling rate “0” is not between 1 and 100000 Hz" },
  { "rec 2 -5 2\n" SIGNAL, HX_ERROR_RANGE, "line 1: sampling rate “-5” is not between 1 and 100000 Hz" },
  { "rec 2 0.5 2\n" SIGNAL, HX_ERROR_RANGE, "line 1: sampling rate “0.5” is not between 1 and 100000 Hz" },
  { "rec 2 1e9 2\n" SIGNAL, HX_ERROR_RANGE, "sampling rate “1e9”" },
  { "rec 2 nan 2\n" SIGNAL, HX_ERROR_FORMAT, "sampling rate “nan”" },
  { "rec 2 inf 2\n" SIGNAL, HX_ERROR_RANGE, "sampling rate “inf”" },
  { "rec 2 1e999 2\n" SIGNAL, HX_ERROR_RANGE, "sampling rate “1e999”" },
  { "rec 2 0x10 2\n" SIGNAL, HX_ERROR_FORMAT, "sampling rate “0x10”" },
  { "rec 2 500Hz 2\n" SIGNAL, HX_ERROR_FORMAT, "sampling rate “500Hz”" },
  { "rec 2 500/ 2\n" SIGNAL, HX_ERROR_FORMAT, "counter frequency “”" },
  { "rec 2 500/x 2\n" SIGNAL, HX_ERROR_FORMAT, "counter frequency “x”" },
  { "rec 2 500/10(2 2\n" SIGNAL, HX_ERROR_FORMAT, "counter frequency “10(2”" },
  { "rec 2 500/10(y) 2\n" SIGNAL, HX_ERROR_FORMAT, "base counter value “y”" },
  { "rec 2 500 -2\n" SIGNAL, HX_ERROR_RANGE, "line 1: number of samples “-2”" },
  { "rec 2 500 2.5\n" SIGNAL, HX_ERROR_FORMAT, "number of samples “2.5”" },
  { "rec 2 500 9999999999\n" SIGNAL, HX_ERROR_RANGE, "number of samples “9999999999”" },
  { "rec 2 500 3\n" SIGNAL, HX_ERROR_UNSAFE,
    "rec.dat: the file is too short: it has 8 bytes; 3 samples of each signal" },
  { "rec 2 500 2147483648\n" SIGNAL, HX_ERROR_UNSAFE, "it has 8 bytes; 2147483648 samples of each" },
  { "rec 2 500 1\n" SIGNAL, HX_ERROR_INCONSISTENT,
    "rec.dat: the file is too long: it has 8 bytes; 1 samples of each signal" },
};

/* What is wrong with the second of two signals, which stands in line 3. */
static const Fault signal_faults[] = {
  { "rec.dat", HX_ERROR_FORMAT, "line 3: the format of signal 2 is missing" },
  { "rec.dat sixteen", HX_ERROR_FORMAT, "samples per frame “teen”" },
  { "rec.dat f16", HX_ERROR_FORMAT, "line 3: format “f16”" },
  { "rec.dat 80", HX_ERROR_UNSUPPORTED,
    "line 3: signal files of format 80 are not read; those of formats 16 and 212 are" },
  { "rec.dat 0", HX_ERROR_UNSUPPORTED, "format 0 are not read" },
  { "rec.dat -16", HX_ERROR_RANGE, "format “-16”" },
  { "rec.dat 16y", HX_ERROR_FORMAT, "format “16y”" },
  { "rec.dat 16x", HX_ERROR_FORMAT, "samples per frame “”" },
  { "rec.dat 16x0", HX_ERROR_RANGE, "line 3: samples per frame “0”" },
  { "rec.dat 16x-1", HX_ERROR_RANGE, "samples per frame “-1”" },
  { "rec.dat 16x99999999", HX_ERROR_RANGE, "samples per frame “99999999”" },
  { "rec.dat 16:-1", HX_ERROR_RANGE, "skew “-1”" },
  { "rec.dat 16:x", HX_ERROR_FORMAT, "skew “x”" },
  { "rec.dat 16:2", HX_ERROR_RANGE, "line 3: skew “2” is not less than the number of samples, 2" },
  { "rec.dat 16+-1", HX_ERROR_RANGE, "byte offset “-1”" },
  { "rec.dat 16+4", HX_ERROR_FORMAT,
    "line 3: format, byte offset and block size of “rec.dat” differ from those in line 2" },
  { "rec.dat 212", HX_ERROR_FORMAT, "differ from those in line 2" },
  { "rec.dat 16 200 16 0 2 6 512", HX_ERROR_FORMAT, "differ from those in line 2" },
  { "rec.dat 16 gain", HX_ERROR_FORMAT, "line 3: gain “gain”" },
  { "rec.dat 16 -200", HX_ERROR_RANGE, "line 3: gain “-200” per mV of lead signal 2 is not between" },
  { "rec.dat 16 1e30", HX_ERROR_RANGE, "gain “1e+30” per mV" },
  { "rec.dat 16 1e-30", HX_ERROR_RANGE, "gain “1e-30” per mV" },
  { "rec.dat 16 1e9/uV", HX_ERROR_RANGE, "gain “1e+09” per uV" },
  { "rec.dat 16 nan", HX_ERROR_FORMAT, "gain “nan”" },
  { "rec.dat 16 inf/mV", HX_ERROR_RANGE, "gain “inf”" },
  { "rec.dat 16 1e999", HX_ERROR_RANGE, "gain “1e999”" },
  { "rec.dat 16 /mV", HX_ERROR_FORMAT, "gain “”" },
  { "rec.dat 16 200(5", HX_ERROR_FORMAT, "gain “200(5”: the parenthesis is not closed" },
  { "rec.dat 16 200(5)mV", HX_ERROR_FORMAT, "gain “200(5)mV”" },
  { "rec.dat 16 200(5.5)", HX_ERROR_FORMAT, "baseline “5.5”" },
  { "rec.dat 16 200(9999999999)", HX_ERROR_RANGE, "line 3: baseline “9999999999”" },
  { "rec.dat 16 200 -1", HX_ERROR_RANGE, "ADC resolution “-1”" },
  { "rec.dat 16 200 1000", HX_ERROR_RANGE, "ADC resolution “1000”" },
  { "rec.dat 16 200 16 zero", HX_ERROR_FORMAT, "ADC zero “zero”" },
  { "rec.dat 16 200 16 9999999999", HX_ERROR_RANGE, "ADC zero “9999999999”" },
  { "rec.dat 16 200 16 0 9999999999", HX_ERROR_RANGE, "initial value “9999999999”" },
  { "rec.dat 16 200 16 0 2 70000", HX_ERROR_RANGE, "checksum “70000”" },
  { "rec.dat 16 200 16 0 2 0x6", HX_ERROR_FORMAT, "checksum “0x6”" },
  { "rec.dat 16 200 16 0 2 7 0 II", HX_ERROR_INCONSISTENT, "lead II: the checksum of the samples is 6, but" },
  { "rec.dat 16 200 16 0 2 6 1e3", HX_ERROR_FORMAT, "block size “1e3”" },
  { "../rec.dat 16", HX_ERROR_UNSAFE, "rec.hea: line 3: " },
  { "/etc/passwd 16", HX_ERROR_UNSAFE, "the path “/etc/passwd” leaves the folder" },
  { "a/../../rec.dat 16", HX_ERROR_UNSAFE, "leaves the folder" },
  { "rec.dat 16\x01", HX_ERROR_FORMAT, "line 3: control character 0x01" },
  { "rec.dat 0123456789012345678901234567890123456789012345y", HX_ERROR_FORMAT,
    "format “0123456789012345678901234567890123456789…”" },
};

static void
check_fault (const char *folder, const char *header, const Fault *fault)
{
  static const int samples[] = { 1, 2, 3, 4 };
  g_autoptr (GError) error = NULL;

  g_assert_null (test_read (folder, header, test_pack_16 (samples, 4), NULL, &error));
  if (!g_error_matches (error, HX_ERROR, (int)fault->code) || strstr (error->message, fault->message) == NULL)
    g_error ("“%s” gave %s %d: %s", header, g_quark_to_string (error->domain), error->code, error->message);
  g_assert_true (g_str_has_prefix (error->message, folder));
}

static void
test_record_line (void)
{
  char *folder = test_folder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (record_line_faults); i++)
    check_fault (folder, record_line_faults[i].header, &record_line_faults[i]);
  test_folder_free (folder);
}

static void
test_signal_line (void)
{
  char *folder = test_folder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (signal_faults); i++)
    {
      g_autofree char *header =
          g_strdup_printf ("rec 2 500 2\nrec.dat 16 200/mV 16 0 1 4 0 I\n%s\n", signal_faults[i].header);

      check_fault (folder, header, &signal_faults[i]);
    }
  test_folder_free (folder);
}

static void
test_lines_too_long (void)
{
  char *folder = test_folder_new ();
  g_autofree char *blanks = g_strnfill (2000, ' ');
  g_autofree char *comment = g_strnfill (2000, 'x');
  g_autofree char *bad = g_strconcat ("rec 1 500", blanks, "4\nrec.dat 16\n", NULL);
  g_autofree char *good = g_strconcat ("#", comment, "\nrec 1 500 4\nrec.dat 16\n", NULL);
  const Fault fault = { NULL, HX_ERROR_FORMAT, "line 1: the line is longer than 1024 bytes" };
  g_autoptr (HxRecording) recording = NULL;

  check_fault (folder, bad, &fault);
  recording = test_read_good (folder, good, NULL);
  g_assert_cmpuint (strlen (hx_recording_get_comments (recording)[0]), ==, 2000);
  test_folder_free (folder);
}

static void
test_files (void)
{
  static const Fault apart = { NULL, HX_ERROR_FORMAT,
                               "line 4: the signals of file “rec.dat” do not stand one after" };
  static const Fault partial = { NULL, HX_ERROR_INCONSISTENT,
                                 "rec.dat: the file is too long: it has 8 bytes" };
  static const Fault none = { NULL, HX_ERROR_FORMAT, "rec.dat: the file holds no samples: it has 8 bytes" };
  static const Fault other = { NULL, HX_ERROR_INCONSISTENT, "b.dat: the file is too long: it has 6 bytes" };
  static const Fault offset = { NULL, HX_ERROR_UNSAFE, "rec.dat: the file is too short: it has 8 bytes" };
  static const Fault quantities = { NULL, HX_ERROR_UNSUPPORTED,
                                    "none of its signals is a voltage: ABP (mmHg)" };
  char *folder = test_folder_new ();
  g_autofree char *link = g_build_filename (folder, "link.dat", NULL);
  const Fault outside = { NULL, HX_ERROR_UNSAFE, "the path “link.dat” leaves the folder" };

  test_write (folder, "b.dat", "\1\0\2\0\3\0", 6);
  check_fault (folder, "rec 3 500 2\nrec.dat 16\nb.dat 16\nrec.dat 16\n", &apart);
  check_fault (folder, "rec 3 500\nrec.dat 16\nrec.dat 16\nrec.dat 16\n", &partial);
  check_fault (folder, "rec 5 500\nrec.dat 16\nrec.dat 16\nrec.dat 16\nrec.dat 16\nrec.dat 16\n", &none);
  check_fault (folder, "rec 1 500\nrec.dat 16+8\n", &none);
  check_fault (folder, "rec 3 500\nrec.dat 16\nrec.dat 16\nb.dat 16\n", &other);
  check_fault (folder, "rec 1 500 4\nrec.dat 16+1\n", &offset);
  check_fault (folder, "rec 1 500 4\nrec.dat 16+9223372036854775807\n", &offset);
  check_fault (folder, "rec 1 500 4\nrec.dat 16 20/mmHg 12 0 1 10 0 ABP\n", &quantities);
  g_assert_cmpint (symlink ("/dev/zero", link), ==, 0);
  check_fault (folder, "rec 1 500 4\nlink.dat 16\n", &outside);
  test_folder_free (folder);
}

static void
test_missing_files (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (test_read (folder, "rec 1 500 4\nabsent.dat 16\n", NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/absent.dat: cannot read the signal file"));
  test_folder_free (folder);
}

/* All that holds for any recording that a reader hands out. */
static void
assert_sane (HxRecording *recording)
{
  guint n_leads = hx_recording_get_n_leads (recording);
  gsize n_samples = hx_recording_get_n_samples (recording);
  double rate_hz = hx_recording_get_rate_hz (recording);

  g_assert_cmpuint (n_leads, >, 0);
  g_assert_cmpuint (n_leads, <=, HX_RECORDING_MAX_LEADS);
  g_assert_cmpuint (n_samples, >, 0);
  g_assert_true (rate_hz >= HX_RECORDING_MIN_RATE_HZ && rate_hz <= HX_RECORDING_MAX_RATE_HZ);
  for (guint i = 0; i < n_leads; i++)
    {
      const float *lead_mv = hx_recording_get_lead_mv (recording, i);

      g_assert_true (g_utf8_validate (hx_recording_get_lead_name (recording, i), -1, NULL));
      for (gsize t = 0; t < n_samples; t++)
        g_assert_false (isinf (lead_mv[t]));
    }
}

/* Changes, inserts, removes and doubles bytes. */
static void
mutate (GByteArray *bytes, HxRandom *random)
{
  static const char alphabet[] = "0123456789-+x:/(). \n#mVu\xff\t";

  for (guint k = 1 + hx_random_below (random, 4); k > 0 && bytes->len > 1; k--)
    {
      guint at = hx_random_below (random, bytes->len);
      guint8 byte = (guint8)alphabet[hx_random_below (random, sizeof alphabet)];

      switch (hx_random_below (random, 4))
        {
        case 0:
          g_byte_array_remove_index (bytes, at);
          break;
        case 1:
          g_byte_array_append (bytes, &byte, 1);
          memmove (bytes->data + at + 1, bytes->data + at, bytes->len - at - 1);
          bytes->data[at] = byte;
          break;
        case 2:
          g_byte_array_set_size (bytes, at + 1);
          break;
        default:
          bytes->data[at] = byte;
        }
    }
}

/* Whatever the bytes: a sane recording, or an error that names a file. */
static void
test_mutations (void)
{
  static const char *const headers[] = {
    "rec 3 500/10(0) 4 1:2:3 4/5/2006\nrec.dat 16 200(5)/mV 16 0 1 22 0 V1\nrec.dat 16 1/uV 16 0 2 26 0 II\n"
    "rec.dat 16 3/mmHg 16 0 3 30 0 ABP\n# <age>: 63 <sex>: M\n",
    "rec 2 250\nrec.dat 212x2:1+3 200(5)/mV 12 0 1 0 0 V1\nrec.dat 212+3 1/V 12 0 2 0 0 II\n",
  };
  static const int samples[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  HxRandom random = hx_random_from_seed (5);
  char *folder = test_folder_new ();
  guint n_good = 0;
  const guint n = 6000;

  for (guint round = 0; round < n; round++)
    {
      GByteArray *data = round % 2 ? test_pack_212 (samples, 12) : test_pack_16 (samples, 12);
      g_autoptr (GByteArray) header = g_byte_array_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (HxRecording) recording = NULL;
      g_autofree char *path = g_build_filename (folder, "rec.hea", NULL);

      g_byte_array_append (header, (const guint8 *)headers[round % 2], (guint)strlen (headers[round % 2]));
      mutate (header, &random);
      if (hx_random_below (&random, 4) == 0)
        mutate (data, &random);
      test_write (folder, "rec.hea", header->data, header->len);
      test_write (folder, "rec.dat", data->data, data->len);
      g_byte_array_unref (data);
      recording = hx_recording_open (path, NULL, &error);
      g_assert_true ((recording == NULL) == (error != NULL));
      if (recording != NULL)
        assert_sane (recording);
      else
        g_assert_true (g_str_has_prefix (error->message, folder));
      n_good += recording != NULL;
    }
  g_test_message ("%u of %u mutations were still readable", n_good, n);
  g_assert_cmpuint (n_good, >, n / 20);
  g_assert_cmpuint (n_good, <, n);
  test_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wfdb-damage/record-line", test_record_line);
  g_test_add_func ("/wfdb-damage/signal-line", test_signal_line);
  g_test_add_func ("/wfdb-damage/lines-too-long", test_lines_too_long);
  g_test_add_func ("/wfdb-damage/files", test_files);
  g_test_add_func ("/wfdb-damage/missing-files", test_missing_files);
  g_test_add_func ("/wfdb-damage/mutations", test_mutations);
  return g_test_run ();
}
