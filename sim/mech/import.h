/* SPDX-License-Identifier: GPL-3.0-or-later
 * Modules, which an interpreter imports once. */
#ifndef INTERLOCK_SIM_MECH_IMPORT_H
#define INTERLOCK_SIM_MECH_IMPORT_H

#include "sim/mech/sync.h"

/*
 * The first of an interpreter's threads to come to an `import` executes the modules, with their lock in
 * hand. Who comes meanwhile waits for that lock; who comes later finds them in sys.modules and has them
 * for nothing (Lib/importlib/_bootstrap.py, _find_and_load, _ModuleLock; Python/import.c,
 * PyImport_ImportModuleLevelObject, import_ensure_initialized). Up to 3.2 there is one lock for all
 * modules of an interpreter (gh-53506).
 *
 * What is imported has no name: an op is the same modules whoever comes to it and however often, and
 * two ops are two, though they may look alike.
 *
 * Left out: what looking into sys.modules takes (a tenth of a microsecond); modules that need each
 * other; the import of an `extension`, which is done as often as it is written. By hand each thread
 * imports for itself, since each op is one step.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct sim_module {
    uint32_t loaded;
};

#pragma GCC diagnostic pop

/* A row for each op `import` and each interpreter, those of the first interpreter first. */
void import_layout(struct sim *sim, struct sim_layout *layout);
void import_init(struct sim *sim);

#endif
