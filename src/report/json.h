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
	bool streams; /* n_inputs is not known yet */
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

/* Most bytes of a code, with its NUL. */
#define JSON_CODE_BYTES 24u

enum json_kind {
	JSON_NO_RECORD, /* such as the end of a run that was killed */
	JSON_RUN,
	JSON_TOLD, /* of a picture, what came of it */
	JSON_END
};

/* A line that was read; what it does not say is 0.  A zeroed one is valid. */
struct json_record {
	enum json_kind kind;

	/* Of a run. */
	bool is_alike; /* it has the schema of here, and the options */
	bool has_inputs;
	uint64_t n_inputs;
	uint64_t n_workers;
	uint64_t shard; /* of n_shards, from 0 */
	uint64_t n_shards;

	/* Of a picture. */
	enum report_state state;
	char code[JSON_CODE_BYTES];
	bool is_warned;
	struct bytes in; /* paths, with their NUL; the caller releases them */
	struct bytes out;
	uint64_t nbytes_in;
	uint64_t nbytes_out;
	bool has_changed;
	int64_t changed_s; /* when the input was changed */
	int64_t changed_ns;

	/* Of an end. */
	uint64_t n_ended; /* pictures, whatever came of them */
	bool is_stopped;  /* there was more to do */

	/* Of both a picture and an end. */
	uint64_t wall_us;
};

/*
 * Read a line, without its newline, into *record, of which nothing is kept but
 * memory; like, whose options count, may be NULL.  Fails with GM_ERR_NOMEM.
 */
enum gm_status json_read(const struct json_run *like, const char *line,
			 size_t n, struct json_record *record,
			 struct gm_error *err);

#endif
