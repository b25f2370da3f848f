/* <%= op.summary %>. */
#include <ctype.h>
#include <string.h>

#include "operations.h"

static const struct {
    char character;
    const char *signs;
} codes[] = {
    { 'A', ".-" }, { 'B', "-..." }, { 'C', "-.-." }, { 'D', "-.." }, { 'E', "." }, { 'F', "..-." },
    { 'G', "--." }, { 'H', "...." }, { 'I', ".." }, { 'J', ".---" }, { 'K', "-.-" }, { 'L', ".-.." },
    { 'M', "--" }, { 'N', "-." }, { 'O', "---" }, { 'P', ".--." }, { 'Q', "--.-" }, { 'R', ".-." },
    { 'S', "..." }, { 'T', "-" }, { 'U', "..-" }, { 'V', "...-" }, { 'W', ".--" }, { 'X', "-..-" },
    { 'Y', "-.--" }, { 'Z', "--.." }, { '0', "-----" }, { '1', ".----" }, { '2', "..---" },
    { '3', "...--" }, { '4', "....-" }, { '5', "....." }, { '6', "-...." }, { '7', "--..." },
    { '8', "---.." }, { '9', "----." }, { '.', ".-.-.-" }, { ',', "--..--" }, { '?', "..--.." },
    { '!', "-.-.--" }, { '/', "-..-." }, { '\'', ".----." }, { '-', "-....-" }, { '(', "-.--." },
    { ')', "-.--.-" }, { ':', "---..." }, { '=', "-...-" }, { '+', ".-.-." }, { '"', ".-..-." },
    { '@', ".--.-." },
};

#define CODES (sizeof(codes) / sizeof(*codes))

/* Letters with a blank between, words with a slash. */
static const char *encode(struct line line, struct text *out)
{
    size_t i, k, from = out->size;
    bool apart = false;

    for (i = 0; i < line.size; i++) {
        if (isspace((unsigned char)line.at[i])) {
            apart = out->size > from;
            continue;
        }
        for (k = 0; k < CODES && codes[k].character != toupper((unsigned char)line.at[i]);)
            k++;
        if (k == CODES)
            return "the text has a character that Morse code has not";
        if (out->size > from)
            text_add(out, apart ? " / " : " ", apart ? 3 : 1);
        text_add(out, codes[k].signs, strlen(codes[k].signs));
        apart = false;
    }
    return NULL;
}

static const char *decode(struct line line, struct text *out)
{
    size_t i = 0, k, from;

    while (i < line.size) {
        for (from = i; i < line.size && !isspace((unsigned char)line.at[i]);)
            i++;
        if (i == from) {
            i++;
        } else if (i - from == 1 && line.at[from] == '/') {
            text_add(out, " ", 1);
        } else {
            for (k = 0; k < CODES && (strlen(codes[k].signs) != i - from ||
                                         memcmp(codes[k].signs, line.at + from, i - from) != 0);)
                k++;
            if (k == CODES)
                return "the text has signs that are no letter in Morse code";
            text_add(out, &codes[k].character, 1);
        }
    }
    return NULL;
}

const char *op_morse(const struct morse_options *options, const char *text, size_t size, struct text *out)
{
    const char *problem = NULL;
    struct line line;

    while (!problem && next_line(&text, &size, &line)) {
        problem = options->decode ? decode(line, out) : encode(line, out);
        text_add(out, "\n", 1);
    }
    return problem;
}
