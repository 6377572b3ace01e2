/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding interpreters, and asking them. */
#include "config.h"

#include "ui/cli/pythons.h"

#include "probe/child.h"
#include "sim/scenario/params.h"
#include "ui/cli/cli.h"

#include <ctype.h>
#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIMIT 20.0 /* seconds: a first start compiles the standard library */

/* ---- shipped files ---- */

bool python_script(char path[PATH_MAX], const char *folder, const char *name)
{
    for (const char *const *at = cli_search_path(); *at; at++) {
        if (snprintf(path, PATH_MAX, "%s/%s/%s", *at, folder, name) < PATH_MAX &&
            access(path, R_OK) == 0)
            return true;
    }
    cli_say("%s/%s is missing from the folder of scenarios: make install puts it there", folder,
            name);
    return false;
}

void python_command(const char *command[PYTHON_WORDS], const char *python, const char *script,
                    char *words)
{
    static const char *const options[] = { "-E", "-s", "-B" };
    char *rest = NULL;
    int count = 0;

    command[count++] = python;
    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
        command[count++] = options[i];
    command[count++] = script;
    for (char *word = words ? strtok_r(words, " ", &rest) : NULL;
         word && count < PYTHON_WORDS - 1; word = strtok_r(NULL, " ", &rest))
        command[count++] = word;
    command[count] = NULL;
}

/* ---- asking ---- */

static int version_of(const char *name)
{
    for (int i = 0; i < SIM_PYTHON_COUNT; i++) {
        if (!strcmp(sim_python_names[i], name))
            return i;
    }
    return SIM_PYTHON_COUNT;
}

static char *join_modules(const json_t *modules)
{
    char *text = strdup(" ");
    const json_t *module;
    size_t i;

    json_array_foreach((json_t *)(uintptr_t)modules, i, module)
    {
        char *longer = NULL;

        if (text && json_string_value(module) &&
            asprintf(&longer, "%s%s ", text, json_string_value(module)) < 0)
            longer = NULL;
        free(text);
        text = longer;
    }
    return text;
}

static bool take_answer(struct python *python, const char *line)
{
    json_t *answer = json_loads(line, 0, NULL);
    const char *version, *implementation, *name, *executable;
    bool good = answer &&
                !json_unpack(answer, "{s:s,s:s,s:s,s:s}", "version", &version, "implementation",
                             &implementation, "name", &name, "executable", &executable);

    if (good) {
        python->version = version_of(name);
        python->executable = realpath(executable, NULL);
        if (!python->executable)
            python->executable = strdup(executable);
        if (asprintf(&python->label, "%s %s%s", implementation, version,
                     name[strlen(name) - 1] == 't' ? "t" : "") < 0)
            python->label = NULL;
        python->modules = join_modules(json_object_get(answer, "modules"));
        good = python->executable && python->label && python->modules;
    }
    json_decref(answer);
    return good;
}

static void ask(struct python *python, const char *script)
{
    const char *command[PYTHON_WORDS];
    struct child child;
    char how[CHILD_TEXT];

    python_command(command, python->path, script, NULL);
    child_run(&child, command, LIMIT, cli_interrupted());
    python->answers = child_is_good(&child) && take_answer(python, child.out);
    if (!python->answers &&
        asprintf(&python->why, "%s%s%s",
                 child_is_good(&child) ? "does not say which Python it is"
                                       : child_say(how, &child, LIMIT),
                 child.err && *child.err ? ": " : "", child.err ? child.err : "") < 0)
        python->why = NULL;
    child_free(&child);
}

/* ---- finding ---- */

static void forget(struct python *python)
{
    free(python->executable);
    free(python->label);
    free(python->modules);
    free(python->why);
    memset(python, 0, sizeof(*python));
}

static bool is_known(const struct pythons *pythons, const struct python *python)
{
    for (int i = 0; i < pythons->count; i++) {
        if (pythons->list[i].executable &&
            !strcmp(pythons->list[i].executable, python->executable))
            return true;
    }
    return false;
}

/* Asks it, and keeps it if it answers and is new, or was `named`; NULL: it is not kept. */
static struct python *add(struct pythons *pythons, const char *script, const char *path,
                          bool named)
{
    struct python *python = &pythons->list[pythons->count];

    if (pythons->count == PYTHONS_MAX || *cli_interrupted())
        return NULL;
    memset(python, 0, sizeof(*python));
    snprintf(python->path, sizeof(python->path), "%s", path);
    ask(python, script);
    if (named || (python->answers && !is_known(pythons, python))) {
        pythons->count++;
        return python;
    }
    forget(python);
    return NULL;
}

/* "python", "python3.12", "python3.13t", "pypy3": not python3-config, nor pythonw. */
static int is_python(const struct dirent *entry)
{
    const char *name = entry->d_name;
    size_t length = !strncmp(name, "python", 6) ? 6 : !strncmp(name, "pypy", 4) ? 4 : 0;

    if (!length)
        return 0;
    name += length;
    while (isdigit((unsigned char)*name) || *name == '.')
        name++;
    return !*name || !strcmp(name, "t");
}

static void add_folder(struct pythons *pythons, const char *script, const char *folder)
{
    struct dirent **names;
    int count = scandir(folder, &names, is_python, versionsort);
    char path[PATH_MAX];

    for (int i = 0; i < count; i++) {
        if (snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name) <
                (int)sizeof(path) &&
            access(path, X_OK) == 0)
            add(pythons, script, path, false);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

static void add_path(struct pythons *pythons, const char *script)
{
    const char *path = getenv("PATH");
    char *copy = strdup(path ? path : ""), *rest = NULL;

    for (char *folder = copy ? strtok_r(copy, ":", &rest) : NULL; folder;
         folder = strtok_r(NULL, ":", &rest))
        add_folder(pythons, script, folder);
    free(copy);
}

#define VERSIONS (PATH_MAX - 600) /* a folder, with room for names behind it */

static int is_version(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The folders of pyenv's versions, from the oldest: how many; to be freed, each and all. */
static int list_pyenv(char folder[VERSIONS], struct dirent ***names)
{
    const char *root = getenv("PYENV_ROOT"), *home = getenv("HOME");

    snprintf(folder, VERSIONS, "%s%s/versions",
             root && *root ? root
             : home        ? home
                           : "",
             root && *root ? "" : "/.pyenv");
    return scandir(folder, names, is_version, versionsort);
}

static void add_pyenv(struct pythons *pythons, const char *script)
{
    char versions[VERSIONS], folder[PATH_MAX];
    struct dirent **names;
    int count = list_pyenv(versions, &names);

    for (int i = 0; i < count; i++) {
        snprintf(folder, sizeof(folder), "%s/%s/bin", versions, names[i]->d_name);
        add_folder(pythons, script, folder);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

/* The newest of pyenv's that has a program of that name. */
static bool is_in_pyenv(const char *name, char path[PATH_MAX])
{
    char versions[VERSIONS];
    struct dirent **names;
    int count = list_pyenv(versions, &names);
    bool found = false;

    for (int i = count - 1; i >= 0; i--) {
        if (!found)
            found = snprintf(path, PATH_MAX, "%s/%s/bin/%s", versions, names[i]->d_name, name) <
                        PATH_MAX &&
                    access(path, X_OK) == 0;
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return found;
}

/* What PATH has may be but pyenv's script that would choose one, and has been told of none. */
static void add_version(struct pythons *pythons, const char *script, const char *name)
{
    struct python *python = add(pythons, script, name, true);
    char path[PATH_MAX];

    if (!python || python->answers || !is_in_pyenv(name, path))
        return;
    forget(python);
    pythons->count--;
    add(pythons, script, path, true);
}

static bool add_named(struct pythons *pythons, const char *script, const char *list)
{
    char name[PATH_MAX];

    while (*list) {
        int length = (int)strcspn(list, ",");

        if (pythons->count == PYTHONS_MAX || length >= PATH_MAX - 8) {
            cli_say("--python: more than %d interpreters, or too long a name", PYTHONS_MAX);
            return false;
        }
        snprintf(name, sizeof(name), "%s%.*s", isdigit((unsigned char)*list) ? "python" : "",
                 length, list);
        if (length && isdigit((unsigned char)*list))
            add_version(pythons, script, name);
        else if (length)
            add(pythons, script, name, true);
        list += length + (list[length] == ',');
    }
    if (!pythons->count)
        cli_say("--python: names of interpreters, as in 3.9,3.12 or ./python");
    return pythons->count;
}

bool pythons_find(struct pythons *pythons, const char *list)
{
    char script[PATH_MAX];

    pythons->count = 0;
    if (!python_script(script, "python", "about.py"))
        return false;
    if (list)
        return add_named(pythons, script, list);
    add_path(pythons, script);
    add_pyenv(pythons, script);
    if (!pythons->count)
        cli_say("no Python is found, neither in PATH nor in ~/.pyenv/versions: install one, or "
                "name it with --python PATH");
    return pythons->count;
}

void pythons_free(struct pythons *pythons)
{
    for (int i = 0; i < pythons->count; i++)
        forget(&pythons->list[i]);
    pythons->count = 0;
}

bool python_has(const struct python *python, const char *modules)
{
    char word[64];

    while (*(modules += strspn(modules, " "))) {
        int length = (int)strcspn(modules, " ");

        snprintf(word, sizeof(word), " %.*s ", length, modules);
        if (!strstr(python->modules, word))
            return false;
        modules += length;
    }
    return true;
}
