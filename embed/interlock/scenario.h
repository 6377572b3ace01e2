/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading scenarios: a machine, an interpreter and threads with their programs. */
#ifndef INTERLOCK_SCENARIO_H
#define INTERLOCK_SCENARIO_H

#include <interlock/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How scenario files are written: interlock-scenario(5). A scenario never changes once it is made;
 * another value is another scenario. */
struct interlock_scenario;

struct interlock_options {
    /* Folders of shipped scenarios, with presets/ below them; NULL at the end. NULL: where `make
     * install` put them. Not read again once the scenario is made, but by interlock_scenario_vary:
     * they must live as long as the scenario. */
    const char *const *search;
    /* "machine.cores=8", "runtime.model=unlocked": values that replace those of the file, as `--set`
     * does; NULL at the end. NULL: none. */
    const char *const *settings;
};

/* By path, by the name of a shipped one, or "-" for standard input. NULL with errors. `options` may
 * be NULL. */
struct interlock_scenario *interlock_scenario_load(const char *name,
                                                   const struct interlock_options *options,
                                                   struct interlock_errors **errors);

/* From `count` bytes in memory, which errors call `name`. */
struct interlock_scenario *interlock_scenario_parse(const char *bytes, size_t count,
                                                    const char *name,
                                                    const struct interlock_options *options,
                                                    struct interlock_errors **errors);

/* The same scenario with `settings` over it (NULL at the end), without reading a file again. It does
 * not outlive the one it was made of. Several threads may do so at once. */
struct interlock_scenario *interlock_scenario_vary(const struct interlock_scenario *scenario,
                                                   const char *const *settings,
                                                   struct interlock_errors **errors);

void interlock_scenario_free(struct interlock_scenario *scenario);

const char *interlock_scenario_title(const struct interlock_scenario *scenario);

/* The execution model that it runs under: "gil". */
const char *interlock_scenario_model(const struct interlock_scenario *scenario);

/* The value of a parameter, "runtime.switch_interval", as a file would have it: "5ms". Returns 0
 * with "" when there is none of that name. */
size_t interlock_scenario_value(const struct interlock_scenario *scenario,
                                const char *parameter, char *buffer, size_t size);

/* The execution models that there are, from 0, for runtime.model; NULL behind the last. */
const char *interlock_model_name(uint32_t i);

/* What that one stands for, in a sentence; NULL behind the last. */
const char *interlock_model_claim(uint32_t i);

#ifdef __cplusplus
}
#endif

#endif
