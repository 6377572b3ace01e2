/* SPDX-License-Identifier: GPL-3.0-or-later
 * Printing questions. */
#include "config.h"

#include "ui/report/quiz_sheet.h"

#include "ui/view/screen.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

/* ---- wrapping ---- */

void quiz_sheet_print_behind(FILE *to, int width, int indent, const char *head,
                             const char *text)
{
    int room = width - indent > 20 ? width - indent : 20;

    do {
        size_t length = view_wrapped_length(room, text), end = length;

        while (end && text[end - 1] == ' ')
            end--;
        fprintf(to, "%-*s%.*s\n", indent, head, (int)end, text);
        text += length;
        head = "";
    } while (*text);
}

void quiz_sheet_print_wrapped(FILE *to, int width, int indent, const char *text)
{
    quiz_sheet_print_behind(to, width, indent, "", text);
}

/* ---- text ---- */

#define INDENT 4

/* Of a choice that stands in its letters. */
static void print_wanted(const struct quiz_sheet *sheet, const struct quiz_question *question,
                         int indent)
{
    char words[128];
    struct sim_text text = SIM_TEXT(words);

    if (question->form == QUIZ_CHOICE)
        return;
    quiz_put_wanted(&text, question);
    quiz_put_tolerance(&text, question);
    fprintf(sheet->to, "%*sAnswer: %s\n", indent, "", words);
}

void quiz_sheet_print_question(const struct quiz_sheet *sheet, int n)
{
    const struct quiz_item *item = &sheet->items[n];
    const struct quiz_question *question = &item->question;
    char head[16];

    snprintf(head, sizeof(head), "%2d.", n + 1);
    quiz_sheet_print_behind(sheet->to, sheet->width, INDENT, head, item->title);
    quiz_sheet_print_wrapped(sheet->to, sheet->width, INDENT, item->machine);
    quiz_sheet_print_wrapped(sheet->to, sheet->width, INDENT, question->context);
    fputc('\n', sheet->to);
    quiz_sheet_print_wrapped(sheet->to, sheet->width, INDENT, question->ask);
    for (int i = 0; i < question->choice_count; i++)
        fprintf(sheet->to, "%*s%c) %s\n", INDENT + 2, "", 'a' + i, question->choices[i]);
    print_wanted(sheet, question, INDENT + 2);
}

static void put_answer(struct sim_text *text, const struct quiz_item *item)
{
    quiz_put_answer(text, &item->question, item->question.truth);
    sim_text_put(text, ". ");
    sim_text_put(text, item->question.because);
}

static void print_key(const struct quiz_sheet *sheet, int n)
{
    char words[2 * QUIZ_TEXT], head[16];
    struct sim_text text = SIM_TEXT(words);

    put_answer(&text, &sheet->items[n]);
    snprintf(head, sizeof(head), "%2d.", n + 1);
    quiz_sheet_print_behind(sheet->to, sheet->width, INDENT, head, words);
    text = SIM_TEXT(words);
    quiz_put_command(&text, sheet->family, &sheet->items[n], 0);
    fprintf(sheet->to, "%*s%s\n", INDENT, "", words);
}

static void print_text(const struct quiz_sheet *sheet)
{
    fprintf(sheet->to, "%d question%s, seed %" PRIu64 "\n", sheet->count,
            sheet->count == 1 ? "" : "s", sheet->seed);
    for (int i = 0; i < sheet->count; i++) {
        fputc('\n', sheet->to);
        quiz_sheet_print_question(sheet, i);
    }
    if (!sheet->answers)
        return;
    fputs("\nAnswers\n\n", sheet->to);
    for (int i = 0; i < sheet->count; i++)
        print_key(sheet, i);
}

/* ---- Markdown ---- */

/* What would be markup stands for itself. */
static void print_plain(FILE *to, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*_[]<>#|", *text))
            fputc('\\', to);
        fputc(*text, to);
    }
}

static void print_markdown_question(const struct quiz_sheet *sheet, int n)
{
    const struct quiz_item *item = &sheet->items[n];

    fprintf(sheet->to, "\n## %d. ", n + 1);
    print_plain(sheet->to, item->title);
    fputs("\n\n", sheet->to);
    print_plain(sheet->to, item->machine);
    fprintf(sheet->to, "\n\n`%s`\n\n**", item->question.context);
    print_plain(sheet->to, item->question.ask);
    fputs("**\n", sheet->to);
    for (int i = 0; i < item->question.choice_count; i++) {
        fprintf(sheet->to, "%s- %c) ", i ? "" : "\n", 'a' + i);
        print_plain(sheet->to, item->question.choices[i]);
        fputc('\n', sheet->to);
    }
    if (item->question.form != QUIZ_CHOICE)
        fputc('\n', sheet->to);
    print_wanted(sheet, &item->question, 0);
}

static void print_markdown(const struct quiz_sheet *sheet)
{
    char words[2 * QUIZ_TEXT];
    struct sim_text text;

    fprintf(sheet->to, "# %d questions, seed %" PRIu64 "\n", sheet->count, sheet->seed);
    for (int i = 0; i < sheet->count; i++)
        print_markdown_question(sheet, i);
    if (!sheet->answers)
        return;
    fputs("\n## Answers\n\n", sheet->to);
    for (int i = 0; i < sheet->count; i++) {
        text = SIM_TEXT(words);
        put_answer(&text, &sheet->items[i]);
        fprintf(sheet->to, "%d. ", i + 1);
        print_plain(sheet->to, words);
        text = SIM_TEXT(words);
        quiz_put_command(&text, sheet->family, &sheet->items[i], 0);
        fprintf(sheet->to, " `%s`\n", words);
    }
}

/* ---- JSON ---- */

static const char *const form_names[] = { "number", "choice", "bar" };

static json_t *strings(const char *const *list, int count)
{
    json_t *array = json_array();

    for (int i = 0; i < count && list[i]; i++)
        json_array_append_new(array, json_string(list[i]));
    return array;
}

static void put_subject(json_t *object, const struct quiz_item *item)
{
    const struct quiz_kind_info *kind = &quiz_kinds[item->asked.kind];
    static const char *const names[] = { [QUIZ_SUBJECT_THREAD] = "thread",
                                         [QUIZ_SUBJECT_THREAD_LOCK] = "thread",
                                         [QUIZ_SUBJECT_VAR] = "var",
                                         [QUIZ_SUBJECT_MEASURE] = "measure" };

    json_object_set_new(object, "kind", json_string(kind->name));
    if (kind->subject == QUIZ_SUBJECT_MODELS) {
        json_object_set_new(object, "parameter", json_string(item->parameter));
        json_object_set_new(object, "slower", json_string(item->models[0]));
        json_object_set_new(object, "faster", json_string(item->models[1]));
    } else if (kind->subject > QUIZ_SUBJECT_LOCK) {
        json_object_set_new(object, names[kind->subject], json_string(item->subject));
    }
    if (kind->when == QUIZ_MOMENT || kind->when == QUIZ_AFTER)
        json_object_set_new(object, "at_ns", json_integer(item->asked.at));
}

/* A number in the finest unit (nanoseconds), a choice's text. */
static void put_key(json_t *object, const struct quiz_sheet *sheet,
                    const struct quiz_item *item)
{
    const struct quiz_question *question = &item->question;
    char words[QUIZ_TEXT];
    struct sim_text text = SIM_TEXT(words);

    if (question->form == QUIZ_CHOICE)
        json_object_set_new(object, "answer",
                            json_string(question->choices[(int)question->truth]));
    else
        json_object_set_new(object, "answer", json_integer((json_int_t)question->truth));
    json_object_set_new(object, "tolerance", json_real(question->tolerance));
    json_object_set_new(object, "because", json_string(question->because));
    quiz_put_command(&text, sheet->family, item, 0);
    json_object_set_new(object, "command", json_string(words));
}

static json_t *question_object(const struct quiz_sheet *sheet, const struct quiz_item *item)
{
    json_t *object = json_object(), *settings = json_array(), *choices = json_array();

    for (int i = 0; i < item->setting_count; i++)
        json_array_append_new(settings, json_string(item->settings[i]));
    for (int i = 0; i < item->question.choice_count; i++)
        json_array_append_new(choices, json_string(item->question.choices[i]));
    json_object_set_new(object, "file", json_string(item->file));
    json_object_set_new(object, "settings", settings);
    json_object_set_new(object, "title", json_string(item->title));
    json_object_set_new(object, "machine", json_string(item->machine));
    json_object_set_new(object, "programs", json_string(item->question.context));
    put_subject(object, item);
    json_object_set_new(object, "ask", json_string(item->question.ask));
    json_object_set_new(object, "form", json_string(form_names[item->question.form]));
    json_object_set_new(object, "unit", json_string(item->question.unit_name));
    json_object_set_new(object, "choices", choices);
    if (sheet->answers)
        put_key(object, sheet, item);
    return object;
}

static void print_json(const struct quiz_sheet *sheet)
{
    const struct quiz_family *family = sheet->family;
    json_t *object = json_object(), *parameters = json_object(), *questions = json_array();

    for (int i = 0; i < sheet->count; i++)
        json_array_append_new(questions, question_object(sheet, &sheet->items[i]));
    json_object_set_new(parameters, "count", json_integer(sheet->count));
    json_object_set_new(parameters, "files", strings(family->files, family->file_count));
    json_object_set_new(parameters, "settings",
                        family->settings ? strings(family->settings, 1 << 20) : json_array());
    json_object_set_new(object, "schema", json_string("interlock/quiz/1"));
    json_object_set_new(object, "version", json_string(PACKAGE_VERSION));
    json_object_set_new(object, "seed", json_integer((json_int_t)sheet->seed));
    json_object_set_new(object, "parameters", parameters);
    json_object_set_new(object, "questions", questions);
    json_dumpf(object, sheet->to,
               JSON_INDENT(2) | JSON_REAL_PRECISION(6) | JSON_PRESERVE_ORDER);
    fputc('\n', sheet->to);
    json_decref(object);
}

void quiz_sheet_print(const struct quiz_sheet *sheet, enum quiz_sheet_format format)
{
    static void (*const prints[])(const struct quiz_sheet *sheet) = {
        [QUIZ_SHEET_TEXT] = print_text,
        [QUIZ_SHEET_MARKDOWN] = print_markdown,
        [QUIZ_SHEET_JSON] = print_json,
    };

    prints[format](sheet);
}
