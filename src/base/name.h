/* Names as file systems compare them: some fold case, some compose letters, and then two names are one. */
#ifndef MA_BASE_NAME_H
#define MA_BASE_NAME_H

#include "base/buf.h"
#include "base/str.h"

/*
 * Whether the text is as Unicode's NFC has it, so that no file system spells it otherwise. Stricter than NFC
 * in one way: a combining mark of Latin, Greek, Cyrillic or kana is refused wherever it stands. Laxer in
 * another: the order of several marks on one letter is not looked at. Text that is not UTF-8 is not.
 */
bool ma_name_composed(struct ma_str text);

/* The text with simple case folding, for a map. Letters that fold to two ("ß") stay. */
void ma_name_fold(struct ma_str text, struct ma_buf *out);

/* Two texts that fold to the same. */
bool ma_name_alike(struct ma_str a, struct ma_str b);

#endif
