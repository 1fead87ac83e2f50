/* hx-task.c: the registry of label tasks, made from the list in meson.build
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-task.h"

#include "engine/tasks/hx-task-list.h"

#define DECLARE(name) extern const HxTask hx_task_##name;
HX_TASK_FILES (DECLARE)
#undef DECLARE

static const HxTask *const tasks[] = {
#define ENTRY(name) &hx_task_##name,
  HX_TASK_FILES (ENTRY)
#undef ENTRY
      NULL,
};

const HxTask *const *
hx_tasks (void)
{
  return tasks;
}

const HxTask *
hx_task_find (const char *name)
{
  for (guint i = 0; tasks[i] != NULL; i++)
    if (g_strcmp0 (tasks[i]->name, name) == 0)
      return tasks[i];
  return NULL;
}
