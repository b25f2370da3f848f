/* What can go wrong, as a caller can act on it. */
#ifndef METAAGENT_ERR_H
#define METAAGENT_ERR_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ma_rc {
	MA_OK = 0,
	MA_ENOMEM,       /* memory is exhausted, or an allocation was made to fail by a test */
	MA_EMISUSE,      /* the caller broke the contract of a public function */
	MA_EINVALID,     /* input is malformed; the message says where */
	MA_ENOTFOUND,    /* the named thing does not exist */
	MA_ECONFLICT,    /* somebody else owns it or changed it first */
	MA_ELIMIT,       /* a bound of base/limits.h or of the caller was reached */
	MA_EIO,          /* the disk or the network said no; `sys` holds errno */
	MA_ECANCELED,    /* cancelled on request */
	MA_ETIMEDOUT,    /* the time allowed for it was over */
	MA_ECONFIG,      /* configuration is missing or wrong (a key, a provider) */
	MA_EREFUSED,     /* refused for safety or by policy; nothing was done */
	MA_EUNAVAILABLE, /* a tool, library or service that is needed is not there */
} ma_rc;

/* The longest message, with its NUL, in bytes. */
#define MA_ERR_MSG_MAX 512

/*
 * Why a call failed. Zero-initialise it; a function that returns MA_OK leaves
 * it untouched. `msg` is one line, complete enough to show to a person.
 */
typedef struct ma_err {
	ma_rc code;
	int sys; /* the lower layer's own number (errno, HTTP status), or 0 */
	char msg[MA_ERR_MSG_MAX];
} ma_err;

#ifdef __cplusplus
}
#endif
#endif
