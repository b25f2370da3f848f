/* The format of a spool, shared by its writer and its reader. */
#ifndef MA_LLM_SPOOL_PARTS_H
#define MA_LLM_SPOOL_PARTS_H

#define MA_SPOOL_MAGIC "meta-agent spool 1\n"
#define MA_SPOOL_FRAME_SIZE 5 /* kind and length */
#define MA_SPOOL_END_SIZE 9   /* how it ended, and the checksum */

enum ma_spool_kind {
	MA_SPOOL_WHOSE = 'h',
	MA_SPOOL_HEAD = 'w',
	MA_SPOOL_BODY = 'b',
	MA_SPOOL_REPLY = 'r',
	MA_SPOOL_END = 'e'
};

#endif
