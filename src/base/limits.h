/* Every ceiling on what comes from outside, in one place. Sizes in bytes. */
#ifndef MA_BASE_LIMITS_H
#define MA_BASE_LIMITS_H

#include <stddef.h>

#define MA_KIB ((size_t)1024)
#define MA_MIB ((size_t)1024 * 1024)

#define MA_LIMIT_EVENT (64 * MA_KIB)  /* one event in the log */
#define MA_LIMIT_PROMPT (1 * MA_MIB)  /* what a user types or passes by file */
#define MA_LIMIT_REQUEST (8 * MA_MIB) /* one request to a model */
#define MA_LIMIT_REPLY (16 * MA_MIB)  /* one reply of a model */
#define MA_LIMIT_HTTP_HEADER (256 * MA_KIB)
#define MA_LIMIT_SSE_EVENT (4 * MA_MIB)
#define MA_LIMIT_TOOLS 128               /* offered in one request */
#define MA_LIMIT_TOOL_CALLS 128          /* in one reply */
#define MA_LIMIT_TOOL_BYTES (4 * MA_MIB) /* of all calls of one reply */
#define MA_LIMIT_ECHO (4 * MA_MIB)       /* what a provider wants back of one reply */
#define MA_LIMIT_ECHO_ITEMS 512          /* in that */
#define MA_LIMIT_JSON_DEPTH 512          /* levels */
#define MA_LIMIT_FILE (8 * MA_MIB)       /* one file of the workspace */
#define MA_LIMIT_FILES 4000              /* files in one reply */
#define MA_LIMIT_PATH 400                /* a path in the workspace */
#define MA_LIMIT_PATH_LEVELS 24
#define MA_LIMIT_PLAN (16 * MA_MIB) /* a plan's text */
#define MA_LIMIT_PLAN_TASKS 10000
#define MA_LIMIT_TASK_WRITES 256 /* globs of one task */
#define MA_LIMIT_TASK_VERIFY 16  /* checks that one task asks for */
#define MA_LIMIT_CHECK_NAME 64   /* bytes of the name of one */
#define MA_LIMIT_TASKS_ADDED 256 /* by tasks of the plan, in one run */
#define MA_LIMIT_REPAIRS 20      /* rounds in one run */
#define MA_LIMIT_ROUND_TASKS 8   /* that mend at once; their places are nobody else's */
#define MA_LIMIT_TASK_DEPTH 3    /* tasks that tasks proposed that tasks proposed */
#define MA_LIMIT_TASK_ID 64
#define MA_LIMIT_OUTPUT (16 * MA_MIB) /* what a command prints, kept */
#define MA_LIMIT_BLOB (64 * MA_MIB)
#define MA_LIMIT_CASSETTE (256 * MA_MIB)
#define MA_LIMIT_CONFIG (1 * MA_MIB)        /* agent file, manifest, config, template */
#define MA_LIMIT_CONTEXT_NAME ((size_t)256) /* of a key, event or artifact of the shared context */
#define MA_LIMIT_CONTEXT_NAMES 100000       /* different ones, ever */
#define MA_LIMIT_CONTEXT_VALUE (8 * MA_MIB) /* one value */
#define MA_LIMIT_CONTEXT (256 * MA_MIB)     /* all values at one time */
#define MA_LIMIT_ARENA (256 * MA_MIB)

#endif
