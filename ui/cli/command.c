/* SPDX-License-Identifier: GPL-3.0-or-later
 * Quoting for a shell. */
#include "config.h"

#include "ui/cli/command.h"

#include <string.h>

/* Means nothing to any shell, wherever it stands in a word. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                            "_@%+=:,./-";

void command_put_word(struct sim_text *text, const char *word)
{
    if (*word && !word[strspn(word, plain)]) {
        sim_text_put(text, word);
        return;
    }
    sim_text_put(text, "'");
    for (; *word; word++) {
        if (*word == '\'')
            sim_text_put(text, "'\\''");
        else
            sim_text_put_bytes(text, word, 1);
    }
    sim_text_put(text, "'");
}

const char *command_text(const struct cli *cli, char buffer[COMMAND_SIZE])
{
    struct sim_text text = sim_text_over(buffer, COMMAND_SIZE);

    sim_text_put(&text, cli->words[0]); /* "interlock VERB" */
    for (const char **word = cli->words + 1; *word; word++) {
        sim_text_put(&text, " ");
        command_put_word(&text, *word);
    }
    return buffer;
}
