/* SPDX-License-Identifier: MIT */
/*
 * json.h - texts and records of --report, by the JSON library
 *
 * The fields, and what becomes of them, stand in graymill(1), and in
 * man/report.schema.json.  Alone in knowing the library (RFC 8259).
 */
#ifndef GM_REPORT_JSON_H
#define GM_REPORT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/library.h"
#include "report/result.h"

/* Of the fields; another one where their meaning changes, not where fields are
   added. */
#define JSON_SCHEMA 1

extern const struct library json_library;

/* What they are called, in the order in which they are numbered. */
extern const char *const json_states[REPORT_N_STATES];

/* Most bytes of a line: paths of PATH_MAX, each byte told by six and again as
   base64, and texts. */
#define JSON_MAX_BYTES (1u << 18)

/* Why a picture is skipped that an earlier run has done. */
#define JSON_CODE_DONE "done"

/* An option that decides what the outputs are, as text. */
struct json_option {
	const char *name;
	const char *value;
};

/* What a report begins with. */
struct json_run {
	const char *version;
	time_t began;
	const struct json_option *options; /* n_options of them */
	size_t n_options;
	size_t n_inputs;
	unsigned n_workers;
	uint64_t shard; /* of n_shards, from 0; n_shards 0: all is done here */
	uint64_t n_shards;
};

/*
 * Append a text as a string, quotes and all.  U+FFFD stands for what is not
 * UTF-8.  Fails with GM_ERR_NOMEM, with a part of it appended.
 */
enum gm_status json_quote(const char *text, struct bytes *line,
			  struct gm_error *err);

/* A report being read, from its first line on.  Zeroed but for like at first.
 */
struct json_reader {
	const struct json_run *like; /* whose options count; the caller's */
	bool is_report;              /* a line has said so */
	bool is_alike;               /* what comes was done with its options */
};

/* A picture that is done; a zeroed struct is valid.  The caller releases the
   bytes. */
struct json_done {
	struct bytes in; /* paths, with their NUL */
	struct bytes out;
	uint64_t nbytes_in;
	uint64_t nbytes_out;
	int64_t changed_s; /* when the input was changed */
	int64_t changed_ns;
};

/*
 * Read the next line, without its newline: *is_done where it tells of a picture
 * that was done then, with the options of reader->like, of which *done, zeroed,
 * is filled.  What is no record says nothing.  Fails with GM_ERR_NOMEM.
 */
enum gm_status json_read(struct json_reader *reader, const char *line, size_t n,
			 struct json_done *done, bool *is_done,
			 struct gm_error *err);

#endif
