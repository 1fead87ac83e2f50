/* hx-undo.h: what a person has done to a record, and its undoing
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HX_TYPE_UNDO (hx_undo_get_type ())
G_DECLARE_FINAL_TYPE (HxUndo, hx_undo, HX, UNDO, GObject)

/** Most steps that are remembered; the oldest is forgotten first. */
#define HX_UNDO_MAX_STEPS 200

/** Steps of one movement follow each other faster. */
#define HX_UNDO_MERGE_MS 1500

/**
 * HxUndo:
 *
 * A step exchanges one document of the record, known by a name, for another: what is undone is put back as
 * it was, whatever the step did. Main thread only.
 *
 * Signals:
 *   "apply" (name, document)  put this document (nullable) in the place of the present one
 *   "changed"                 what can be undone or redone is another
 */
HxUndo *hx_undo_new (void);

/**
 * hx_undo_push:
 * @text: what was done, for people: "Add caliper"
 * @before, @after: (nullable): the document
 * @merge: it goes on with the step before it, if that has the same name and text and was done or gone on with
 *   within %HX_UNDO_MERGE_MS
 *
 * Remembers what has been done already. What was undone can no longer be redone. A step that changes nothing
 * is none.
 */
void hx_undo_push (HxUndo *self, const char *name, const char *text, const char *before, const char *after,
                   gboolean merge);

/** Returns: whether there was something to undo or redo */
gboolean hx_undo_undo (HxUndo *self);
gboolean hx_undo_redo (HxUndo *self);

/** What would be undone or redone, NULL if nothing. */
const char *hx_undo_get_undo_text (HxUndo *self);
const char *hx_undo_get_redo_text (HxUndo *self);

G_END_DECLS
