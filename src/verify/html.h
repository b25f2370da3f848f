/*
 * HTML as browsers read it, so far as is needed to tell what is wrong with a page and where it leads. Tolerant: whatever the text is, it
 * is read to its end, in time that grows with its size. https://html.spec.whatwg.org/multipage/syntax.html
 */
#ifndef MA_VERIFY_HTML_H
#define MA_VERIFY_HTML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum ma_html_found {
	MA_HTML_WRONG,   /* what is not well-formed: text is a message */
	MA_HTML_LACKING, /* what a good page has, and this one has not: text is a message */
	MA_HTML_ID,      /* a place in the page: text is its name, as it stands */
	MA_HTML_LINK,    /* a page that it leads to: text is the address, as it stands */
	MA_HTML_LOADS,   /* a file that it is shown with: the same */
	MA_HTML_BASE,    /* what addresses are relative to: the same */
};

/* Something was found in a line, from 1. `text` borrows for the call. */
typedef void ma_html_fn(void *data, enum ma_html_found what, int64_t line, struct ma_str text);

void ma_html_read(struct ma_str page, ma_html_fn *found, void *data);

#endif
