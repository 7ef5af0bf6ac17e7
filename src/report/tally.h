/* SPDX-License-Identifier: MIT */
/*
 * tally.h - what came of all pictures, by the reports of several runs
 *
 * Runs that go on with others tell of a picture again: the last word counts,
 * but what was converted stays so where a later run skips it.  A picture is
 * known by its two paths.  Takes at most 256 bytes for each, while its table
 * grows.
 */
#ifndef GM_REPORT_TALLY_H
#define GM_REPORT_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/hash.h"
#include "report/json.h"
#include "report/result.h"

/* Most codes that are told apart, and pictures that are the slowest. */
#define TALLY_MAX_CODES 64u
#define TALLY_N_SLOWEST 5u

/* What is said of the picture stands in another entry. */
#define TALLY_NO_STATE REPORT_N_STATES

/* A picture. */
struct tally_entry {
	uint64_t hash; /* of its paths; 0: there is none */
	uint64_t nbytes_in;
	uint64_t nbytes_out;
	uint32_t run_i;
	uint8_t state; /* enum report_state, or TALLY_NO_STATE */
	uint8_t code_i;
	bool is_warned;
	bool is_passed_over; /* it is no picture that is read here */
};

struct tally_run {
	uint64_t shard; /* of n_shards, from 0 */
	uint64_t n_shards;
	uint64_t n_inputs;
	uint64_t n_told;  /* of them */
	uint64_t n_ended; /* likewise, as its end says */
	uint64_t n_workers;
	bool has_inputs; /* it knew at the beginning how many there are */
	bool has_end;
	bool is_stopped; /* as its end says */
	bool is_gone_on; /* a later one is of the same inputs, or more */
};

struct tally_code {
	char name[JSON_CODE_BYTES];
	size_t n; /* pictures that failed so */
};

struct tally_slow {
	uint64_t hash;
	uint64_t wall_us; /* 0: there is none */
	struct bytes path;
};

/* A zeroed struct with a key is of no picture, and valid. */
struct tally {
	struct hash_key key;
	struct tally_entry *entries; /* owned; n_slots, a power of 2, or 0 */
	size_t n_slots;
	size_t n_entries;
	struct tally_run *runs; /* owned */
	size_t n_runs;
	size_t runs_capacity;

	size_t counts[REPORT_N_STATES]; /* pictures in each */
	size_t n_warned;
	size_t n_passed_over; /* of those that were skipped */
	size_t n_empty;       /* reports without a run, by tally_end_report() */
	size_t n_runs_before; /* the report that is being read */
	uint64_t nbytes_in;   /* of the pictures that were converted */
	uint64_t nbytes_out;
	uint64_t longest_us; /* of the runs */
	struct tally_code codes[TALLY_MAX_CODES];
	size_t n_codes;
	struct tally_slow slowest[TALLY_N_SLOWEST]; /* from the slowest on */
};

/* Take the next record of a report.  Fails with GM_ERR_NOMEM. */
enum gm_status tally_take(struct tally *tally, const struct json_record *record,
			  struct gm_error *err);

/* A report has been read: one in which no run had begun was cut. */
void tally_end_report(struct tally *tally);

/* What is not told of, though it was an input, where no later run tells. */
struct tally_gaps {
	size_t n_cut;     /* runs that did not come to their end */
	size_t n_missing; /* pictures that they do not tell of, as far as they
			     knew of them */
};

struct tally_gaps tally_gaps(const struct tally *tally);

/* Workers of the runs with which no other has gone on. */
uint64_t tally_n_workers(const struct tally *tally);

/* Pictures that failed so. */
size_t tally_n_failed(const struct tally *tally, const char *code);

void tally_free(struct tally *tally);

#endif
