/* SPDX-License-Identifier: GPL-3.0-or-later
 * Why nothing could be seen of a program. */
#ifndef INTERLOCK_RECORDER_PROGRAM_H
#define INTERLOCK_RECORDER_PROGRAM_H

/* A clause about a command that was started and used no interpreter lock that was recognised: "it is
 * linked statically, ...". Looks at the file that the shell would find. */
const char *program_why_unseen(const char *command);

#endif
