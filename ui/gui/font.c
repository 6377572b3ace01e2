/* SPDX-License-Identifier: GPL-3.0-or-later
 * Fonts by fontconfig and SDL_ttf; words that were drawn are kept. */
#include "ui/gui/font.h"

#include <SDL.h>
#include <SDL_ttf.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>

/* A picture has about two hundred words, and most are there again in the next one. */
#define KEPT 2048

struct kept {
    uint64_t hash; /* 0: free */
    char *text;
    enum view_face face;
    struct font_word word;
    uint8_t *cover;
};

struct fonts {
    TTF_Font *face[VIEW_FACE_COUNT];
    struct kept kept[KEPT];
    int count;
};

/* ---- finding ---- */

static TTF_Font *open_pattern(FcPattern *pattern, int size)
{
    FcResult result;
    FcPattern *found = FcFontMatch(NULL, pattern, &result);
    TTF_Font *font = NULL;
    FcChar8 *file;
    int index = 0;

    if (found && FcPatternGetString(found, FC_FILE, 0, &file) == FcResultMatch) {
        FcPatternGetInteger(found, FC_INDEX, 0, &index);
        font = TTF_OpenFontIndex((const char *)file, size, index & 0xffff);
    }
    if (found)
        FcPatternDestroy(found);
    return font;
}

static TTF_Font *open_font(const struct view_face_look *want, int size)
{
    FcPattern *pattern =
        FcPatternBuild(NULL, FC_FAMILY, FcTypeString, want->family, FC_WEIGHT, FcTypeInteger,
                       want->bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR, FC_SCALABLE, FcTypeBool,
                       FcTrue, (char *)NULL);
    TTF_Font *font;

    if (!pattern)
        return NULL;
    FcConfigSubstitute(NULL, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    font = open_pattern(pattern, size);
    FcPatternDestroy(pattern);
    if (font)
        TTF_SetFontHinting(font, TTF_HINTING_LIGHT);
    return font;
}

struct fonts *fonts_open(int size, struct sim_text *why)
{
    struct fonts *fonts = TTF_WasInit() || TTF_Init() == 0 ? calloc(1, sizeof(*fonts)) : NULL;

    if (!fonts) {
        sim_text_put(why, "fonts cannot be drawn: ");
        sim_text_put(why, SDL_GetError());
        return NULL;
    }
    for (int i = 0; i < VIEW_FACE_COUNT; i++) {
        fonts->face[i] = open_font(&view_faces[i], size * view_faces[i].parts / 16);
        if (fonts->face[i])
            continue;
        sim_text_put(why, "no ");
        sim_text_put(why, view_faces[i].family);
        sim_text_put(why, " font is installed; on Debian and Ubuntu: apt-get install "
                          "fonts-dejavu-core");
        fonts_close(fonts);
        return NULL;
    }
    return fonts;
}

static void forget_words(struct fonts *fonts)
{
    for (int i = 0; i < KEPT; i++) {
        free(fonts->kept[i].text);
        free(fonts->kept[i].cover);
    }
    memset(fonts->kept, 0, sizeof(fonts->kept));
    fonts->count = 0;
}

void fonts_close(struct fonts *fonts)
{
    if (!fonts)
        return;
    forget_words(fonts);
    for (int i = 0; i < VIEW_FACE_COUNT; i++) {
        if (fonts->face[i])
            TTF_CloseFont(fonts->face[i]);
    }
    FcFini(); /* its tables; they come back when fonts are opened anew */
    free(fonts);
}

/* ---- measuring ---- */

static int width_of(void *context, enum view_face face, const char *text, size_t bytes)
{
    struct fonts *fonts = context;
    char word[1024];
    int width = 0;

    if (bytes >= sizeof(word))
        bytes = sizeof(word) - 1;
    memcpy(word, text, bytes);
    word[bytes] = '\0';
    TTF_SizeUTF8(fonts->face[face], word, &width, NULL);
    return width;
}

struct view_metrics fonts_metrics(struct fonts *fonts)
{
    struct view_metrics metrics = { .width = width_of, .context = fonts };

    for (int i = 0; i < VIEW_FACE_COUNT; i++)
        metrics.height[i] = TTF_FontHeight(fonts->face[i]);
    return metrics;
}

/* ---- drawing ---- */

static uint64_t hash_of(enum view_face face, const char *text)
{
    uint64_t hash = 14695981039346656037u ^ (uint64_t)face;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash ? hash : 1;
}

static uint8_t alpha_of(const uint8_t *pixel)
{
    uint32_t value;

    memcpy(&value, pixel, sizeof(value));
    return (uint8_t)(value >> 24);
}

/* What SDL_ttf draws white on nothing has its cover in the alpha channel. */
static bool take_cover(struct kept *kept, SDL_Surface *surface)
{
    kept->word = (struct font_word){ surface->w, surface->h, surface->w, NULL };
    kept->cover = malloc((size_t)surface->w * surface->h + 1);
    kept->word.cover = kept->cover;
    for (int y = 0; kept->cover && y < surface->h; y++) {
        const uint8_t *row = (const uint8_t *)surface->pixels + (size_t)y * surface->pitch;

        for (int x = 0; x < surface->w; x++)
            kept->cover[(size_t)y * surface->w + x] = alpha_of(row + 4 * (size_t)x);
    }
    return kept->cover;
}

static bool draw_word(struct fonts *fonts, struct kept *kept, const char *text)
{
    SDL_Color white = { 255, 255, 255, 255 };
    SDL_Surface *surface = TTF_RenderUTF8_Blended(fonts->face[kept->face], text, white);
    bool good = false;

    if (surface)
        good = take_cover(kept, surface);
    SDL_FreeSurface(surface);
    kept->text = good ? strdup(text) : NULL;
    return kept->text;
}

const struct font_word *fonts_word(struct fonts *fonts, enum view_face face, const char *text)
{
    uint64_t hash = hash_of(face, text);
    struct kept *kept;
    size_t i;

    if (fonts->count > KEPT * 3 / 4)
        forget_words(fonts);
    for (i = hash % KEPT; fonts->kept[i].hash; i = (i + 1) % KEPT) {
        kept = &fonts->kept[i];
        if (kept->hash == hash && kept->face == face && !strcmp(kept->text, text))
            return &kept->word;
    }
    kept = &fonts->kept[i];
    kept->face = face;
    if (!draw_word(fonts, kept, text)) {
        free(kept->cover);
        kept->cover = NULL;
        return NULL;
    }
    kept->hash = hash;
    fonts->count++;
    return &kept->word;
}
