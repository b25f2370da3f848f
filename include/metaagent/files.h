/*
 * Files without a run: merged, laid out, and what would collide. No context is needed.
 */
#ifndef METAAGENT_FILES_H
#define METAAGENT_FILES_H

#include "metaagent/metaagent.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ma_merge_text_opts {
	size_t size;          /* sizeof(ma_merge_text_opts) */
	const char *strategy; /* "smart" (NULL), "three-way", "union", "replace" or "append" */
	const char *path;     /* its name says what kind of file it is; NULL: nothing does */
	int markers;          /* conflicts stand in the text, between markers; else ours does */
} ma_merge_text_opts;

/*
 * Join what two sides made of one file: docs/formats/merge.md. Texts are UTF-8 of at most 8 MiB; an empty base: both
 * sides made it. Gives *json_out: {"clean","by","text","conflicts":[{"path","at","base","ours","theirs"}],
 * "conflicts_n","notes"}. MA_EINVALID: a text is none. MA_ELIMIT. MA_EMISUSE: no such strategy.
 */
MA_API ma_rc ma_merge_text(const ma_merge_text_opts *opts, const char *base, const char *ours,
	const char *theirs, char **json_out, ma_err *err);

typedef struct ma_format_text_opts {
	size_t size;      /* sizeof(ma_format_text_opts) */
	const char *path; /* its name says of what kind it is */
	int plain;        /* by what is built in alone: no formatter is run */
} ma_format_text_opts;

/*
 * Lay a file out: docs/formats/format.md. Text is UTF-8. Gives *json_out: {"text","by","changed","note"}; by: a formatter,
 * "built-in", or "" where nothing changed it; note: why a formatter's text was not taken. Blocks, for 10 s at most.
 */
MA_API ma_rc ma_format_text(
	const ma_format_text_opts *opts, const char *text, char **json_out, ma_err *err);

/*
 * What would collide if versions of one base were merged, every two of them: docs/formats/conflicts.md. places[0] is the base,
 * the others are the versions; all are files, or all are directories. `path` is what a file is called in its
 * project; NULL: as the first version. Gives *json_out: {"collides","collisions":[{"kind","path","at","what","ours","theirs"}],
 * "collisions_n"}. MA_ENOTFOUND, MA_EIO, MA_ELIMIT. Blocks.
 */
MA_API ma_rc ma_conflicts(
	const char *path, const char *const *places, size_t places_n, char **json_out, ma_err *err);

/* The same of commits of a git repository, as git names them: revisions[0] is the base. Nothing of it is locked, changed or executed. */
MA_API ma_rc ma_conflicts_of_commits(
	const char *repo, const char *const *revisions, size_t n, char **json_out, ma_err *err);

#ifdef __cplusplus
}
#endif
#endif
