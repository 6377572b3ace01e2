/* SPDX-License-Identifier: GPL-3.0-or-later
 * The tables of reasons and of record kinds. */
#include "sim/state/record.h"

const struct sim_reason_info sim_reasons[SIM_REASON_COUNT] = {
    [SIM_REASON_SAME] = { "same", "as before", '?' },
#define REASON(id, name, letter, text) [SIM_REASON_##id] = { name, text, letter },
    SIM_REASONS(REASON)
#undef REASON
};

const struct sim_record_info sim_record_kinds[SIM_RECORD_KIND_COUNT] = {
#define RECORD(id, name, arg, sentence) [SIM_RECORD_##id] = { name, sentence, SIM_ARG_##arg },
#include "sim/state/records.def"
#undef RECORD
};
