/* Secrets in texts that are to be committed: keys of well-known services, by their form. */
#ifndef MA_CODEC_SECRETS_H
#define MA_CODEC_SECRETS_H

#include "base/str.h"

/*
 * What the text holds ("an AWS access key"; static), with its line, from 1; NULL: nothing that looks like a
 * secret. A placeholder is none: "sk-xxxx", "YOUR_KEY", a key with "example" in it or of a few characters over and
 * over. Linear.
 */
const char *ma_secret_find(struct ma_str text, size_t *line_out);

#endif
