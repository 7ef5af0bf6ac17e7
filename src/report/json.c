/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/spare.h"
#include "base/text.h"
#include "report/base64.h"

static void
tell_version(struct library_version *version)
{
	snprintf(version->built, sizeof(version->built), "%s", JANSSON_VERSION);
	snprintf(version->loaded, sizeof(version->loaded), "%s",
		 jansson_version_str());
}

const struct library json_library = {"jansson", tell_version};

const char *const json_states[REPORT_N_STATES] = {
	[REPORT_CONVERTED] = "converted", [REPORT_SKIPPED] = "skipped",
	[REPORT_FAILED] = "failed",       [REPORT_UNTRIED] = "untried",
	[REPORT_GRAY] = "gray",           [REPORT_COLOR] = "color",
};

/*
 * What a line may take to be parsed, "[{},{},..." the most.  jansson 2.14 goes
 * on without a part of a string for which it got no memory, and past its end.
 */
#define PARSE_RATIO      128u
#define PARSE_FREE_BYTES 65536u

static int
append(const char *data, size_t n, void *ctx)
{
	struct gm_error err;

	return bytes_append(ctx, data, n, &err) == GM_OK ? 0 : -1;
}

/* Any text; of what is not UTF-8 U+FFFD stands in its place.  NULL for want of
   memory. */
static json_t *
text_value(const char *text)
{
	struct bytes shown = {0};
	struct gm_error err;
	json_t *value = NULL;

	if (text_is_utf8(text, strlen(text)))
		return json_string_nocheck(text);
	if (text_mend(text, &shown, &err) == GM_OK)
		value = json_stringn_nocheck((const char *)shown.data,
					     shown.nbytes);
	bytes_free(&shown);
	return value;
}

enum gm_status
json_quote(const char *text, struct bytes *line, struct gm_error *err)
{
	json_t *value = text_value(text);
	int result = json_dump_callback(value, append, line, JSON_ENCODE_ANY);

	json_decref(value);
	return result == 0 ? GM_OK
			   : gm_fail(err, GM_ERR_NOMEM, 0,
				     "out of memory (report)");
}

/* NULL for want of memory. */
static json_t *
options_value(const struct json_run *run)
{
	json_t *options = json_object();

	for (size_t i = 0; i < run->n_options; i++) {
		if (json_object_set_new_nocheck(
			    options, run->options[i].name,
			    text_value(run->options[i].value)) == 0)
			continue;
		json_decref(options);
		return NULL;
	}
	return options;
}

static const char *
get_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* Fails with GM_ERR_CORRUPT, too, where its bytes cannot be told. */
static enum gm_status
get_path(const json_t *object, const char *key, const char *base64_key,
	 struct bytes *path, struct gm_error *err)
{
	const char *base64 = get_text(object, base64_key);
	const char *text = get_text(object, key);
	enum gm_status st;

	if (base64[0] != '\0')
		st = base64_get(base64, strlen(base64), path, err);
	else
		st = bytes_append(path, text, strlen(text), err);
	return st == GM_OK ? bytes_append(path, "", 1, err) : st;
}

static uint64_t
get_number(const json_t *object, const char *key)
{
	json_int_t number = json_integer_value(json_object_get(object, key));

	return number > 0 ? (uint64_t)number : 0;
}

/* Milliseconds with a fraction, as microseconds. */
static uint64_t
get_ms(const json_t *object, const char *key)
{
	double us = 1000 * json_number_value(json_object_get(object, key));

	return us > 0 && us < (double)INT64_MAX ? (uint64_t)(us + 0.5) : 0;
}

static void
get_changed(const json_t *object, struct json_record *record)
{
	long long s, ns;

	if (sscanf(get_text(object, "mtime"), "%lld.%9lld", &s, &ns) != 2)
		return;
	record->has_changed = true;
	record->changed_s = s;
	record->changed_ns = ns;
}

static bool
get_state(const json_t *object, enum report_state *state)
{
	const char *status = get_text(object, "status");

	for (int i = 0; i < REPORT_N_STATES; i++) {
		if (strcmp(status, json_states[i]) != 0)
			continue;
		*state = (enum report_state)i;
		return true;
	}
	return false;
}

static enum gm_status
get_picture(const json_t *object, struct json_record *record,
	    struct gm_error *err)
{
	enum gm_status st;

	if (!get_state(object, &record->state))
		return GM_OK;
	snprintf(record->code, sizeof(record->code), "%s",
		 get_text(object, "code"));
	record->is_warned =
		json_array_size(json_object_get(object, "warnings")) > 0;
	record->nbytes_in = get_number(object, "bytes_in");
	record->nbytes_out = get_number(object, "bytes_out");
	record->wall_us = get_ms(object, "wall_ms");
	get_changed(object, record);
	st = get_path(object, "path", "path_b64", &record->in, err);
	if (st == GM_OK)
		st = get_path(object, "output", "output_b64", &record->out,
			      err);
	if (st == GM_OK)
		record->kind = JSON_TOLD;
	return st == GM_ERR_NOMEM ? st : GM_OK;
}

/* Was it done with the options of like? */
static enum gm_status
compare(const json_t *object, const struct json_run *like, bool *is_alike,
	struct gm_error *err)
{
	json_t *options = options_value(like);

	if (options == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (report)");
	*is_alike = get_number(object, "schema") == JSON_SCHEMA &&
		    json_equal(options, json_object_get(object, "options"));
	json_decref(options);
	return GM_OK;
}

static enum gm_status
get_run(const json_t *object, const struct json_run *like,
	struct json_record *record, struct gm_error *err)
{
	uint64_t shard = get_number(object, "shard");

	record->kind = JSON_RUN;
	record->has_inputs = json_object_get(object, "inputs") != NULL;
	record->n_inputs = get_number(object, "inputs");
	record->n_workers = get_number(object, "workers");
	record->n_shards = get_number(object, "shards");
	record->shard = shard > 0 ? shard - 1 : 0;
	return like == NULL ? GM_OK
			    : compare(object, like, &record->is_alike, err);
}

static void
get_end(const json_t *object, struct json_record *record)
{
	record->kind = JSON_END;
	for (size_t i = 0; i < REPORT_N_STATES; i++)
		record->n_ended += get_number(object, json_states[i]);
	record->is_stopped = json_is_true(json_object_get(object, "stopped"));
	record->wall_us = get_ms(object, "wall_ms");
}

/* Nothing is left of the record before, but the memory for paths. */
static void
empty(struct json_record *record)
{
	struct bytes in = record->in, out = record->out;

	in.nbytes = 0;
	out.nbytes = 0;
	*record = (struct json_record){.in = in, .out = out};
}

enum gm_status
json_read(const struct json_run *like, const char *line, size_t n,
	  struct json_record *record, struct gm_error *err)
{
	json_t *object;
	const char *kind;
	enum gm_status st;

	empty(record);
	st = spare_check(PARSE_FREE_BYTES + PARSE_RATIO * (uint64_t)n, "report",
			 err);
	if (st != GM_OK)
		return st;
	errno = 0;
	object = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
	if (object == NULL && errno == ENOMEM)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (report)");
	kind = get_text(object, "record");
	if (strcmp(kind, "run") == 0) {
		st = get_run(object, like, record, err);
	} else if (strcmp(kind, "picture") == 0) {
		st = get_picture(object, record, err);
	} else if (strcmp(kind, "end") == 0) {
		get_end(object, record);
	}
	json_decref(object);
	return st;
}
