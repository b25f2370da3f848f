/* The addresses in a stylesheet. https://www.w3.org/TR/css-syntax-3/ */
#ifndef MA_VERIFY_CSS_H
#define MA_VERIFY_CSS_H

#include "verify/html.h"

/*
 * Each url() and @import of a sheet, of an element <style>, or of an attribute `style`, as MA_HTML_LOADS; a place of the page itself ("#…") is none.
 * `line` is that of its first byte. Whatever the text is, it is read to its end, in time that grows with its size.
 */
void ma_css_read(struct ma_str css, int64_t line, ma_html_fn *found, void *data);

#endif
