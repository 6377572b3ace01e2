/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the verbs share: messages, places, the terminal. */
#include "config.h"

#include "recorder/recording.h"
#include "sim/models/by_hand.h"
#include "ui/cli/cli.h"
#include "ui/cli/folders.h"
#include "ui/cli/output.h"
#include "ui/report/escape.h"
#include "ui/report/json.h"
#include "ui/report/picture_file.h"
#include "ui/report/summary.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* In what is said stand arguments and names of files, and these are anybody's. */
void cli_say(const char *format, ...)
{
    char said[2 * PATH_MAX + 1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(said, sizeof(said), format, arguments);
    va_end(arguments);
    fputs("interlock: ", stderr);
    escape_shown(stderr, said);
    fputc('\n', stderr);
}

int cli_print_json(json_t *object)
{
    if (!object) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    report_print(object, stdout);
    json_decref(object);
    return CLI_GOOD;
}

/* ---- interruption ---- */

/* Read by the workers of a sweep, too. */
static _Atomic int interrupted;

static void on_interrupt(int number)
{
    (void)number;
    interrupted = 1;
    signal(SIGINT, output_give_up); /* a second one ends the program */
}

/* What is ignored stays ignored: a shell has it so for what it runs in the background. */
static void catch_unless_ignored(int number, struct sigaction action)
{
    struct sigaction before;

    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
        sigaction(number, &action, NULL);
}

const _Atomic int *cli_interrupted(void)
{
    catch_unless_ignored(SIGINT, (struct sigaction){ .sa_handler = on_interrupt });
    return &interrupted;
}

/* ---- beginning ---- */

/* Where a standard file is closed, the next that is opened would be taken for it: what is printed
 * would go to a journal, and nobody would hear of it. So it is open, but the wrong way. */
static void open_standard(int file, int how)
{
    if (fcntl(file, F_GETFD) < 0 && errno == EBADF && open("/dev/null", how) > file)
        _exit(CLI_WORLD);
}

static void on_too_large(int number)
{
    (void)number;
}

/* A file that would grow beyond the user's limit is a write that fails, which is said, and not the
 * end of the program. Not ignored, since those that are run from here would ignore it as well. */
static void survive_limit(void)
{
    catch_unless_ignored(
        SIGXFSZ, (struct sigaction){ .sa_handler = on_too_large, .sa_flags = SA_RESTART });
}

void cli_begin(void)
{
    open_standard(STDIN_FILENO, O_WRONLY);
    open_standard(STDOUT_FILENO, O_RDONLY);
    open_standard(STDERR_FILENO, O_RDONLY);
    setlocale(LC_CTYPE, "");
    survive_limit();
}

/* ---- options ---- */

bool cli_take_number(const struct cli *cli, enum cli_option_id id, uint64_t least,
                     uint64_t most, uint64_t *number)
{
    const char *value = cli->value[id], *name = cli_option_table[id].name;
    char *end;

    if (!value)
        return true;
    *number = strtoull(value, &end, 10);
    if (*value >= '0' && *value <= '9' && !*end && *number >= least && *number <= most)
        return true;
    if (most == CLI_ANY && value[strspn(value, "0123456789")])
        cli_say("--%s %s: must be a number of %" PRIu64 " or more", name, value, least);
    else
        cli_say("--%s %s: must be a number from %" PRIu64 " to %" PRIu64, name, value, least,
                most);
    return false;
}

/* "text, json or csv" */
static void put_words(struct sim_text *text, const char *words)
{
    for (;;) {
        size_t length = strcspn(words, " ");

        sim_text_put_bytes(text, words, length);
        words += length;
        if (!*words)
            return;
        sim_text_put(text, strchr(++words, ' ') ? ", " : " or ");
    }
}

bool cli_find_word(const char *whose, const char *words, const char *word, int *which)
{
    char known[256];
    struct sim_text text = SIM_TEXT(known);
    const char *at = words;

    for (int i = 0;; i++) {
        size_t length = strcspn(at, " ");

        if (strlen(word) == length && !strncmp(at, word, length)) {
            *which = i;
            return true;
        }
        if (!at[length])
            break;
        at += length + 1;
    }
    put_words(&text, words);
    cli_say("%s %s: must be %s", whose, word, known);
    return false;
}

bool cli_take_word(const struct cli *cli, enum cli_option_id id, int *which)
{
    const struct cli_option_info *info = &cli_option_table[id];
    char name[32];

    snprintf(name, sizeof(name), "--%s", info->name);
    return !cli->value[id] || cli_find_word(name, info->words, cli->value[id], which);
}

/* ---- places ---- */

bool cli_beside(char path[PATH_MAX], const char *name)
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    char *slash;

    path[length > 0 ? length : 0] = '\0';
    slash = strrchr(path, '/');
    if (!slash || (size_t)(slash + 1 - path) + strlen(name) >= PATH_MAX)
        return false;
    strcpy(slash + 1, name);
    return true;
}

/*
 * Shipped files are looked for where INTERLOCK_DATA says, then beside the program: of one that was
 * built but not installed in the source folder, in one below it, or by the link `shipped` that a
 * build elsewhere makes, of one that was installed under its prefix, wherever that has been moved to.
 * Then where `make install` put them. Last comes the user's own folder, which interlock calibrate
 * writes to.
 */
struct places {
    char beside[PATH_MAX];
    char own[PATH_MAX];
    const char *folders[5];
};

static bool find_beside(char folder[PATH_MAX])
{
    static const char *const beside[] = { "scenarios", "../scenarios", "shipped",
                                          "../share/interlock/scenarios" };

    for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
        char presets[PATH_MAX + 8];

        if (!cli_beside(folder, beside[i]))
            return false;
        snprintf(presets, sizeof(presets), "%s/presets", folder);
        if (access(presets, R_OK) == 0)
            return true;
    }
    return false;
}

const char *const *cli_search_path(void)
{
    static struct places places;
    const char *chosen = getenv("INTERLOCK_DATA");
    size_t count = 0;

    if (places.folders[0])
        return places.folders;
    if (chosen && *chosen)
        places.folders[count++] = chosen;
    if (find_beside(places.beside))
        places.folders[count++] = places.beside;
    places.folders[count++] = INTERLOCK_DATADIR "/scenarios";
    if (folders_path(FOLDERS_DATA, "", places.own))
        places.folders[count] = places.own;
    return places.folders;
}

/* ---- loading ---- */

/* A path that cannot be read is the world's fault, not the scenario's. */
static bool is_unreadable(const char *file)
{
    return (strchr(file, '/') || strstr(file, ".ini")) && access(file, R_OK) != 0;
}

bool cli_is_read_once(const char *file)
{
    struct stat info;

    return !strcmp(file, "-") ||
           (stat(file, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode));
}

struct scenario *cli_load(const struct cli *cli, const char *file, int *code)
{
    struct scenario_options options = { .search = cli_search_path(),
                                        .settings = cli->sets,
                                        .sweep = cli->sweep };
    struct sim_errors *errors;
    struct scenario *scenario;

    if (recording_is(file)) {
        size_t stem = strlen(file);

        if (stem > 4 && !strcmp(file + stem - 4, ".rec"))
            stem -= 4;
        cli_say(
            "%s: this is a recording: run, step, view, trace, export and report show it; for "
            "%s make a scenario of it: interlock derive %s -o %.*s.ini",
            file, cli->verb->name, file, (int)stem, file);
        *code = CLI_INVALID;
        return NULL;
    }
    errors = calloc(1, sizeof(*errors));
    scenario = errors ? scenario_load(file, &options, errors) : NULL;
    *code = errors && !is_unreadable(file) ? CLI_INVALID : CLI_WORLD;
    if (!scenario && errors)
        scenario_print_errors(stderr, errors);
    else if (scenario && scenario->left_preset && !cli->given[CLI_OPTION_QUIET])
        cli_say("[machine] preset = %s: its [runtime] is not taken; [runtime] preset = %s "
                "takes it",
                scenario->left_preset, scenario->left_preset);
    free(errors);
    for (uint32_t i = 0; scenario && i < scenario->path_count; i++) {
        if (!output_replaces(cli, scenario->paths[i]))
            continue;
        scenario_free(scenario);
        *code = CLI_USAGE;
        return NULL;
    }
    return scenario;
}

int cli_by_hand(const struct scenario *scenario, const struct sim_model **model,
                struct sim_scenario **untimed)
{
    const struct sim_model *own = sim_model_of(&scenario->sim);
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    bool runs = errors && sim_model_check(own, &scenario->sim, errors);
    const char *file = scenario->sim.file ? scenario->sim.file : "";
    const char *refused = by_hand_refuses(&scenario->sim);

    *model = by_hand_model(&scenario->sim);
    *untimed = runs && *model ? by_hand_untimed(&scenario->sim) : NULL;
    if (errors && !runs)
        scenario_print_errors(stderr, errors);
    else if (errors && refused)
        cli_say("%s: %s", file, refused);
    else if (errors && !*model)
        cli_say("%s: the model '%s' %s", file, own->name, by_hand_why_not(&scenario->sim));
    else if (!*untimed)
        cli_say("out of memory");
    free(errors);
    if (*untimed)
        return CLI_GOOD;
    return errors && !(runs && *model) ? CLI_INVALID : CLI_WORLD;
}

/* ---- output ---- */

int cli_close_stdout(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    if (errno != EPIPE)
        cli_say("cannot write to standard output: %s", strerror(errno));
    return CLI_WORLD;
}

bool cli_has_cairo(const char *path)
{
#ifdef WITH_CAIRO
    const char *why = picture_load_cairo();

    if (why)
        cli_say("%s: cairo, which draws pictures, cannot be loaded: %s (on Debian and Ubuntu: "
                "apt-get install libcairo2)",
                path, why);
    return !why;
#else
    (void)path;
    return false;
#endif
}

bool cli_unicode(const struct cli *cli)
{
    return !cli->given[CLI_OPTION_ASCII] && !strcmp(nl_langinfo(CODESET), "UTF-8");
}

int cli_width(void)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");

    if (columns && atoi(columns) > 0)
        return atoi(columns) < 1000 ? atoi(columns) : 1000;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return size.ws_col;
    return 80;
}

#define LEAST_ROOM 24 /* columns; with fewer, wrapping is the terminal's */

unsigned cli_width_of(FILE *to)
{
    return isatty(fileno(to)) ? (unsigned)cli_width() : 0;
}

void cli_put_row(FILE *to, int column, const char *text)
{
    struct summary_style style = { .to = to, .width = UINT_MAX };

    if ((unsigned)column + LEAST_ROOM < cli_width_of(to))
        style.width = cli_width_of(to);
    summary_wrap(&style, (unsigned)column, (unsigned)column, text);
}
