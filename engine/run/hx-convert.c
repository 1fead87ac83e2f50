/* hx-convert.c: a model of a state dict that PyTorch code has written
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-convert.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/hx-config.h"
#include "engine/models/hx-state.h"
#include "engine/records/hx-leads.h"

#include <math.h>
#include <string.h>

#define MAX_LABEL_FILE_BYTES ((gsize)16 << 20)
/* What a model file may hold. */
#define MAX_CODE_BYTES 128
#define MAX_DESCRIPTION_BYTES 4096
#define MAX_WINDOW_SAMPLES 1000000
#define MAX_LEADS 256

void
hx_convert_options_default (HxConvertOptions *options)
{
  *options = (HxConvertOptions){ .backbone = "fcn_wang",
                                 .head = HX_HEAD_LDM,
                                 .sd_mv = 1.0,
                                 .rate_hz = 100.0,
                                 .crop_s = 2.5,
                                 .aggregation = HX_AGGREGATE_MAXIMUM };
}

/* --- labels ----------------------------------------------------------------------------- */

static void
clear_label (gpointer data)
{
  HxModelLabel *label = data;

  g_free (label->code);
  g_free (label->description);
}

/* A quoted field at *@place, which is moved behind it; NULL if the quote is not closed. (transfer full) */
static char *
take_quoted (const char **place)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *c = *place + 1; *c != '\0'; c++)
    {
      if (*c == '"' && c[1] != '"')
        {
          *place = c + 1;
          return g_string_free (g_steal_pointer (&text), FALSE);
        }
      c += *c == '"';
      g_string_append_c (text, *c);
    }
  return NULL;
}

/* The field at *@place up to the end or, if @to_comma, to a comma, over which *@place is moved. (transfer
 * full) (nullable) */
static char *
take_field (const char **place, gboolean to_comma, const char **fault)
{
  char *field;

  while (g_ascii_isspace (**place))
    (*place)++;
  if (**place == '"')
    field = take_quoted (place);
  else
    {
      const gsize length = to_comma ? strcspn (*place, ",") : strlen (*place);

      field = g_strndup (*place, length);
      *place += length;
    }
  if (field == NULL)
    {
      *fault = "a quote is not closed";
      return NULL;
    }
  while (g_ascii_isspace (**place))
    (*place)++;
  if (**place == (to_comma ? ',' : '\0') || **place == '\0')
    {
      *place += **place == ',';
      return g_strstrip (field);
    }
  *fault = "there is text behind a closing quote";
  g_free (field);
  return NULL;
}

static gboolean
has_controls (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return TRUE;
  return FALSE;
}

/* What is wrong with a label's texts, or NULL. */
static const char *
check_label (const HxModelLabel *label)
{
  if (*label->code == '\0')
    return "the code is empty";
  if (strlen (label->code) > MAX_CODE_BYTES)
    return "the code is longer than 128 bytes";
  if (label->description != NULL && strlen (label->description) > MAX_DESCRIPTION_BYTES)
    return "the description is longer than 4096 bytes";
  if (has_controls (label->code) || (label->description != NULL && has_controls (label->description)))
    return "there are control characters";
  return NULL;
}

/* Adds the label of a line; what is wrong with it, or NULL. */
static const char *
read_line (const char *line, GArray *labels, GHashTable *seen)
{
  HxModelLabel label = { .threshold = NAN, .temperature = NAN };
  const char *fault = NULL;

  for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
    label.centre_with[d] = label.centre_without[d] = NAN;
  label.code = take_field (&line, TRUE, &fault);
  if (label.code != NULL && *line != '\0')
    label.description = take_field (&line, FALSE, &fault);
  if (label.description != NULL && *label.description == '\0')
    g_clear_pointer (&label.description, g_free);
  if (fault == NULL)
    fault = check_label (&label);
  if (fault == NULL && !g_hash_table_add (seen, g_strdup (label.code)))
    fault = "the code is there twice";
  if (fault == NULL)
    g_array_append_val (labels, label);
  else
    clear_label (&label);
  return fault;
}

static gboolean
is_header (const char *line)
{
  return g_ascii_strncasecmp (line, "code", 4) == 0 && (line[4] == '\0' || line[4] == ',');
}

static gboolean
read_lines (char **lines, const char *path, GArray *labels, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *fault;

      g_strstrip (lines[i]);
      if (*lines[i] == '\0' || (i == 0 && is_header (lines[i])))
        continue;
      fault = read_line (lines[i], labels, seen);
      if (fault == NULL)
        continue;
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: line %u: %s", path, i + 1, fault);
      return FALSE;
    }
  if (labels->len == 0)
    g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no label in it", path);
  return labels->len > 0;
}

GArray *
hx_convert_read_labels (const char *path, GError **error)
{
  static const char byte_order_mark[] = "\xef\xbb\xbf";
  g_autoptr (GArray) labels = g_array_new (FALSE, TRUE, sizeof (HxModelLabel));
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;
  gsize n_bytes;

  g_return_val_if_fail (path != NULL, NULL);

  g_array_set_clear_func (labels, clear_label);
  text = hx_file_read_all (path, MAX_LABEL_FILE_BYTES, &n_bytes, error);
  if (text == NULL)
    return NULL;
  if (!g_utf8_validate_len (text, n_bytes, NULL))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: not a text in UTF-8", path);
      return NULL;
    }
  lines = g_strsplit (g_str_has_prefix (text, byte_order_mark) ? text + strlen (byte_order_mark) : text, "\n",
                      -1);
  return read_lines (lines, path, labels, error) ? g_steal_pointer (&labels) : NULL;
}

/* --- leads ------------------------------------------------------------------------------ */

static char **
standard_leads (void)
{
  char **leads = g_new0 (char *, HX_N_STANDARD_LEADS + 1);

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    leads[lead] = g_strdup (hx_lead_name ((HxLead)lead));
  return leads;
}

/* Standard leads in their usual spelling, others as they are. (transfer full) (nullable) */
static char **
read_leads (const char *text, GError **error)
{
  g_auto (GStrv) leads = text != NULL ? g_strsplit (text, ",", -1) : standard_leads ();

  for (guint i = 0; leads[i] != NULL; i++)
    {
      const int standard = hx_lead_from_name (g_strstrip (leads[i]));
      gboolean twice = FALSE;

      if (standard >= 0)
        {
          g_free (leads[i]);
          leads[i] = g_strdup (hx_lead_name ((HxLead)standard));
        }
      for (guint j = 0; j < i; j++)
        twice |= g_ascii_strcasecmp (leads[i], leads[j]) == 0;
      if (!twice && *leads[i] != '\0' && strlen (leads[i]) <= MAX_CODE_BYTES && !has_controls (leads[i])
          && g_utf8_validate (leads[i], -1, NULL) && i < MAX_LEADS)
        continue;
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "leads: name %u is %s", i + 1,
                   twice ? "there twice" : "not a lead's name");
      return NULL;
    }
  if (leads[0] != NULL)
    return g_steal_pointer (&leads);
  g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "leads: there is no name");
  return NULL;
}

/* --- the network ------------------------------------------------------------------------ */

/* Numbers of leads and labels are said in words before tensors are compared one by one. */
static gboolean
check_counts (const HxSafetensors *file, const char *state, const HxArchitecture *architecture,
              const char *labels, GError **error)
{
  g_autofree char *lead_tensor = NULL;
  g_autofree char *label_tensor = NULL;
  gsize n_leads, n_labels;

  if (!hx_state_count (file, architecture->backbone, architecture->head, &n_leads, &n_labels, &lead_tensor,
                       &label_tensor, error))
    return FALSE;
  if (n_leads == 0 || n_labels == 0)
    {
      g_set_error (
          error, HX_ERROR, HX_ERROR_MISSING,
          "%s: tensor “%s” is missing or empty; it would be there with the backbone %s and the head %s",
          state, n_leads == 0 ? lead_tensor : label_tensor, architecture->backbone,
          hx_head_name (architecture->head));
      return FALSE;
    }
  if (n_leads != architecture->n_leads)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                   "%s: tensor “%s” takes %" G_GSIZE_FORMAT " leads; %u are named", state, lead_tensor,
                   n_leads, architecture->n_leads);
      return FALSE;
    }
  if (n_labels != architecture->n_labels)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                   "%s: tensor “%s” has %" G_GSIZE_FORMAT " labels; %s has %u", state, label_tensor, n_labels,
                   labels, architecture->n_labels);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_numbers (const HxConvertOptions *options, GError **error)
{
  const double window = options->crop_s * options->rate_hz;
  const double stride = options->stride_s * options->rate_hz;
  const guint least = hx_backbone_min_samples (options->backbone);
  const char *fault = NULL;

  if (least == 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "there is no backbone “%s”", options->backbone);
      return FALSE;
    }
  if (!(options->rate_hz >= 1e-3 && options->rate_hz <= 1e5))
    fault = "the rate is not between 0.001 and 100000 Hz";
  else if (!(round (window) >= 1.0 && window <= MAX_WINDOW_SAMPLES))
    fault = "the crop is not between 1 and 1000000 samples";
  else if (!(options->stride_s == 0.0 || (round (stride) >= 1.0 && stride <= MAX_WINDOW_SAMPLES)))
    fault = "the stride is not between 1 and 1000000 samples";
  else if (!(fabs (options->mean_mv) <= 1e6))
    fault = "the mean is not between -1000000 and 1000000 mV";
  else if (!(options->sd_mv >= 1e-9 && options->sd_mv <= 1e6))
    fault = "the standard deviation is not between 1e-9 and 1000000 mV";
  if (fault != NULL)
    g_set_error_literal (error, HX_ERROR, HX_ERROR_RANGE, fault);
  else if (round (window) < least)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "the crop is %g samples; %s needs at least %u",
                 round (window), options->backbone, least);
  else
    return TRUE;
  return FALSE;
}

static HxModel *
make_model (HxNetwork *network, const HxConvertOptions *options, GArray *labels, char **leads,
            const char *hash)
{
  const guint window = (guint)lround (options->crop_s * options->rate_hz);
  const guint stride =
      options->stride_s > 0.0 ? (guint)lround (options->stride_s * options->rate_hz) : MAX (window / 2, 1);
  g_autoptr (JsonObject) provenance = json_object_new ();
  HxModel *model =
      hx_model_new (network, (const HxModelLabel *)labels->data, (const char *const *)leads, options->rate_hz,
                    window, stride, options->mean_mv, options->sd_mv, options->aggregation);

  json_object_set_string_member (provenance, "program", "hexaxial " HX_VERSION);
  json_object_set_string_member (provenance, "converted_from_sha256", hash);
  hx_model_set_provenance (model, provenance);
  if (options->task != NULL)
    {
      g_autofree char *task = g_path_get_basename (options->task);

      hx_model_set_task (model, task);
    }
  return model;
}

HxModel *
hx_convert (const char *state, const HxConvertOptions *options, GError **error)
{
  HxArchitecture architecture = { 0 };
  g_autoptr (HxSafetensors) file = NULL;
  g_autoptr (HxNetwork) network = NULL;
  g_autoptr (GArray) labels = NULL;
  g_auto (GStrv) leads = NULL;

  g_return_val_if_fail (state != NULL && options != NULL && options->labels != NULL, NULL);

  if (!check_numbers (options, error))
    return NULL;
  labels = hx_convert_read_labels (options->labels, error);
  leads = labels != NULL ? read_leads (options->leads, error) : NULL;
  file = leads != NULL ? hx_safetensors_read (state, error) : NULL;
  if (file == NULL)
    return NULL;
  architecture.backbone = options->backbone;
  architecture.head = options->head;
  architecture.n_leads = g_strv_length (leads);
  architecture.n_labels = labels->len;
  if (!check_counts (file, state, &architecture, options->labels, error))
    return NULL;
  network = hx_state_read_foreign (file, &architecture, state, error);
  return network != NULL ? make_model (network, options, labels, leads, hx_safetensors_get_hash (file))
                         : NULL;
}
