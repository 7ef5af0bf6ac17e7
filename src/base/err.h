/* SPDX-License-Identifier: MIT */
/*
 * err.h - how a function says that it failed, and why
 *
 * A fallible function returns enum gm_status and takes struct gm_error *err
 * last, which it fills exactly when it does not return GM_OK.  The text is
 * written once, where the facts are known, and names no path: whoever knows
 * the path puts it in front.  Nothing here prints.
 */
#ifndef GM_BASE_ERR_H
#define GM_BASE_ERR_H

/* The kinds of failure that a caller may want to tell apart. */
enum gm_status {
	GM_OK = 0,
	GM_ERR_USAGE,       /* the command line asks for something impossible */
	GM_ERR_NOMEM,       /* out of memory; may succeed when tried alone */
	GM_ERR_LIMIT,       /* larger than a documented limit */
	GM_ERR_OPEN,        /* the input cannot be opened, or is no file */
	GM_ERR_READ,        /* the input cannot be read */
	GM_ERR_WRITE,       /* the output cannot be written */
	GM_ERR_GONE,        /* nobody reads the results any more */
	GM_ERR_FULL,        /* no output can be written there: ENOSPC and kin */
	GM_ERR_FOLDER,      /* no output can be made in that folder */
	GM_ERR_FORMAT,      /* not a picture of any format that is known */
	GM_ERR_MODULE,      /* its format's module is not loaded; may succeed
			       when it is */
	GM_ERR_UNSUPPORTED, /* a known format, but not this variant of it */
	GM_ERR_CORRUPT,     /* a known format, malformed */
	GM_ERR_TRUNCATED,   /* a known format, cut short */
	GM_ERR_COLOR,       /* a picture that was to be gray is not */
	GM_ERR_MULTIFRAME,  /* several frames, and the output holds one */
	GM_ERR_TIMEOUT,     /* took longer than allowed and was killed */
	GM_ERR_CRASH,       /* the worker died while it was at this job */
	GM_ERR_STOPPED,     /* the run ended, and did not wait for it */
	GM_ERR_SYSTEM, /* the system refused something that the run needs */
	GM_N_STATUS
};

#define GM_ERROR_TEXT_BYTES 256

/* A zeroed struct means: no error. */
struct gm_error {
	enum gm_status status;
	char text[GM_ERROR_TEXT_BYTES]; /* one line, no newline, no path */
};

/*
 * Fill *err with the status and the formatted text, cut to fit.  When errnum
 * is not 0, ": " and the system's text for it are appended.  Returns status,
 * so that a caller can write `return gm_fail(...)`.
 */
enum gm_status gm_fail(struct gm_error *err, enum gm_status status, int errnum,
		       const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* One word for the status, in small letters, that does not change. */
const char *gm_status_code(enum gm_status status);

/*
 * The status that a failed write stands for: GM_ERR_FULL for errors that
 * would fail every later write too (ENOSPC, EDQUOT, EROFS), GM_ERR_NOMEM for
 * ENOMEM, else GM_ERR_WRITE.
 */
enum gm_status gm_write_status(int errnum);

#endif
