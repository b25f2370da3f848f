/*
 * The part of tree-sitter's interface (tree_sitter/api.h of 0.25) that is used here. It is opened when first needed, so
 * nothing of it has to be there when the program is built.
 */
#ifndef MA_VCS_TREE_SITTER_H
#define MA_VCS_TREE_SITTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TSParser TSParser;
typedef struct TSTree TSTree;
typedef struct TSLanguage TSLanguage;

typedef struct TSNode {
	uint32_t context[4];
	const void *id;
	const TSTree *tree;
} TSNode;

typedef struct TSTreeCursor {
	const void *tree, *id;
	uint32_t context[3];
} TSTreeCursor;

typedef struct TSPoint {
	uint32_t row, column;
} TSPoint;

typedef struct TSInputEdit {
	uint32_t start_byte, old_end_byte, new_end_byte;
	TSPoint start_point, old_end_point, new_end_point;
} TSInputEdit;

/* X(result, name, parameters) */
#define MA_TREE_SITTER_FUNCTIONS(X)                                                            \
	X(TSParser *, parser_new, (void))                                                      \
	X(void, parser_delete, (TSParser *))                                                   \
	X(bool, parser_set_language, (TSParser *, const TSLanguage *))                         \
	X(void, parser_set_timeout_micros, (TSParser *, uint64_t))                             \
	X(TSTree *, parser_parse_string, (TSParser *, const TSTree *, const char *, uint32_t)) \
	X(void, tree_delete, (TSTree *))                                                       \
	X(TSTree *, tree_copy, (const TSTree *))                                               \
	X(void, tree_edit, (TSTree *, const TSInputEdit *))                                    \
	X(TSNode, tree_root_node, (const TSTree *))                                            \
	X(const char *, node_type, (TSNode))                                                   \
	X(uint32_t, node_start_byte, (TSNode))                                                 \
	X(uint32_t, node_end_byte, (TSNode))                                                   \
	X(bool, node_is_null, (TSNode))                                                        \
	X(bool, node_is_named, (TSNode))                                                       \
	X(bool, node_is_extra, (TSNode))                                                       \
	X(bool, node_is_error, (TSNode))                                                       \
	X(bool, node_is_missing, (TSNode))                                                     \
	X(bool, node_has_error, (TSNode))                                                      \
	X(uint32_t, node_child_count, (TSNode))                                                \
	X(TSNode, node_child, (TSNode, uint32_t))                                              \
	X(TSNode, node_child_by_field_name, (TSNode, const char *, uint32_t))                  \
	X(TSNode, node_child_by_field_id, (TSNode, uint16_t))                                  \
	X(const TSLanguage *, tree_language, (const TSTree *))                                 \
	X(uint16_t, language_field_id_for_name, (const TSLanguage *, const char *, uint32_t))  \
	X(TSTreeCursor, tree_cursor_new, (TSNode))                                             \
	X(void, tree_cursor_delete, (TSTreeCursor *))                                          \
	X(TSNode, tree_cursor_current_node, (const TSTreeCursor *))                            \
	X(bool, tree_cursor_goto_first_child, (TSTreeCursor *))                                \
	X(int64_t, tree_cursor_goto_first_child_for_byte, (TSTreeCursor *, uint32_t))          \
	X(bool, tree_cursor_goto_next_sibling, (TSTreeCursor *))                               \
	X(bool, tree_cursor_goto_parent, (TSTreeCursor *))

#define MA_FIELDS_KNOWN 128

/* The number of a field, by where its name stands. */
struct ma_field_known {
	const TSLanguage *language;
	const char *name;
	size_t n;
	uint16_t id; /* 0: the language has none of this name */
};

struct ma_tree_sitter {
	struct ma_field_known *fields; /* MA_FIELDS_KNOWN of them: by one thread at a time */
#define X(result, name, parameters) result(*name) parameters;
	MA_TREE_SITTER_FUNCTIONS(X)
#undef X
};

#endif
