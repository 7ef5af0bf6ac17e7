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

/* What json_put_run() begins with, and the first json_put_event(). */
const struct journal_kind json_report = {"report", "{\"record\":\"run\","};
const struct journal_kind json_trace = {"trace",
					"[{\"name\":\"process_name\","};

/* In the order in which the states are numbered. */
static const char *const states[REPORT_N_STATES] = {
	[REPORT_CONVERTED] = "converted",
	[REPORT_SKIPPED] = "skipped",
	[REPORT_FAILED] = "failed",
	[REPORT_UNTRIED] = "untried",
};

/*
 * What a line may take to be parsed, "[{},{},..." the most.  jansson 2.14 goes
 * on without a part of a string for which it got no memory, and past its end.
 */
#define PARSE_RATIO      128u
#define PARSE_FREE_BYTES 65536u

/* An object being filled, and whether memory has sufficed so far. */
struct record {
	json_t *object;
	bool failed;
};

/* Takes value over, which may be NULL for want of memory. */
static void
put(struct record *record, const char *key, json_t *value)
{
	if (json_object_set_new_nocheck(record->object, key, value) != 0)
		record->failed = true;
}

/* A text that is UTF-8. */
static void
put_text(struct record *record, const char *key, const char *text)
{
	put(record, key, json_string_nocheck(text));
}

/* Where it is not 0; a worker may lie, and say what JSON cannot. */
static void
put_number(struct record *record, const char *key, uint64_t number)
{
	if (number != 0 && number <= INT64_MAX)
		put(record, key, json_integer((json_int_t)number));
}

static void
put_ms(struct record *record, const char *key, uint64_t us)
{
	put(record, key, json_real((double)us / 1000));
}

static struct record
begin(const char *kind)
{
	struct record record = {.object = json_object()};

	put_text(&record, "record", kind);
	return record;
}

static int
append(const char *data, size_t n, void *ctx)
{
	struct gm_error err;

	return bytes_append(ctx, data, n, &err) == GM_OK ? 0 : -1;
}

/* The record as a line; releases it. */
static enum gm_status
end(struct record *record, struct bytes *line, struct gm_error *err)
{
	size_t n_before = line->nbytes;
	bool failed = record->failed ||
		      json_dump_callback(
			      record->object, append, line,
			      JSON_COMPACT | JSON_REAL_PRECISION(15)) != 0 ||
		      append("\n", 1, line) != 0;

	json_decref(record->object);
	if (!failed)
		return GM_OK;
	line->nbytes = n_before;
	return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (report)");
}

/* Any text; of what is not UTF-8 U+FFFD stands in its place. */
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

/* And what its bytes are, where the text does not say. */
static void
put_path(struct record *record, const char *key, const char *base64_key,
	 const char *path)
{
	struct bytes base64 = {0};
	struct gm_error err;
	json_t *value = NULL;

	put(record, key, text_value(path));
	if (text_is_utf8(path, strlen(path)))
		return;
	if (base64_put(path, strlen(path), &base64, &err) == GM_OK)
		value = json_stringn_nocheck((const char *)base64.data,
					     base64.nbytes);
	put(record, base64_key, value);
	bytes_free(&base64);
}

/* Each of the texts that have ", " between them, of which there may be none. */
static void
put_list(struct record *record, const char *key, const char *texts)
{
	json_t *list;

	if (texts == NULL || texts[0] == '\0')
		return;
	list = json_array();
	for (;;) {
		const char *mark = strstr(texts, ", ");
		size_t n =
			mark != NULL ? (size_t)(mark - texts) : strlen(texts);

		if (json_array_append_new(list,
					  json_stringn_nocheck(texts, n)) != 0)
			record->failed = true;
		if (mark == NULL)
			break;
		texts = mark + 2;
	}
	put(record, key, list);
}

/* NULL for want of memory. */
static json_t *
options_value(const struct json_run *run)
{
	struct record options = {json_object(), false};

	for (size_t i = 0; i < run->n_options; i++)
		put(&options, run->options[i].name,
		    text_value(run->options[i].value));
	if (!options.failed)
		return options.object;
	json_decref(options.object);
	return NULL;
}

enum gm_status
json_put_run(const struct json_run *run, struct bytes *line,
	     struct gm_error *err)
{
	struct record record = begin("run");
	struct tm parts;
	char began[32] = "";

	if (gmtime_r(&run->began, &parts) != NULL)
		strftime(began, sizeof(began), "%Y-%m-%dT%H:%M:%SZ", &parts);
	put(&record, "schema", json_integer(JSON_SCHEMA));
	put_text(&record, "version", run->version);
	put_text(&record, "began", began);
	put(&record, "options", options_value(run));
	put(&record, "inputs", json_integer((json_int_t)run->n_inputs));
	put(&record, "workers", json_integer((json_int_t)run->n_workers));
	return end(&record, line, err);
}

/* As text: the digits are more than a double has. */
static void
put_changed(struct record *record, const struct report_result *result)
{
	char text[48];

	if (result->changed_s == 0 && result->changed_ns == 0)
		return;
	snprintf(text, sizeof(text), "%lld.%09lld",
		 (long long)result->changed_s, (long long)result->changed_ns);
	put_text(record, "mtime", text);
}

/* Which picture it was. */
static void
put_picture(struct record *record, const struct report_result *result)
{
	if (result->format[0] != '\0')
		put_text(record, "format", result->format);
	if (result->written != NULL)
		put_text(record, "written", result->written);
	if (result->way != NULL)
		put_text(record, "way", result->way);
	if (result->method != NULL)
		put_text(record, "method", result->method);
	put_number(record, "width", result->width);
	put_number(record, "height", result->height);
	put_number(record, "depth", result->depth);
	put_number(record, "frames", result->n_frames);
	put_list(record, "left_out", result->left_out);
}

/* How the work on it went. */
static void
put_work(struct record *record, const struct report_result *result,
	 uint64_t began_us)
{
	put_number(record, "attempts", result->n_tries);
	put_number(record, "signal", (uint64_t)result->signal);
	put_number(record, "worker", (uint64_t)result->worker);
	if (result->began_us < began_us || result->began_us == 0)
		return;
	put_ms(record, "start_ms", result->began_us - began_us);
	put_ms(record, "wall_ms", result->elapsed_us);
}

enum gm_status
json_put_picture(const char *in, const char *out,
		 const struct report_result *result, uint64_t began_us,
		 struct bytes *line, struct gm_error *err)
{
	struct record record = begin("picture");

	put_path(&record, "path", "path_b64", in);
	put_path(&record, "output", "output_b64", out);
	put_text(&record, "status", states[result->state]);
	if (result->code != NULL)
		put_text(&record, "code", result->code);
	if (result->text[0] != '\0')
		put(&record, "reason", text_value(result->text));
	if (result->warning[0] != '\0')
		put(&record, "warnings",
		    json_pack("[o]", text_value(result->warning)));
	put_number(&record, "bytes_in", result->nbytes_in);
	put_number(&record, "bytes_out", result->nbytes_out);
	put_changed(&record, result);
	put_picture(&record, result);
	put_work(&record, result, began_us);
	return end(&record, line, err);
}

enum gm_status
json_put_end(const struct json_end *totals, struct bytes *line,
	     struct gm_error *err)
{
	struct record record = begin("end");

	for (size_t i = 0; i < REPORT_N_STATES; i++)
		put(&record, states[i],
		    json_integer((json_int_t)totals->counts[i]));
	put(&record, "warned", json_integer((json_int_t)totals->n_warned));
	put(&record, "bytes_in", json_integer((json_int_t)totals->nbytes_in));
	put(&record, "bytes_out", json_integer((json_int_t)totals->nbytes_out));
	put_ms(&record, "wall_ms", totals->elapsed_ms * 1000);
	return end(&record, line, err);
}

/* What is seen of it when it is chosen. */
static json_t *
event_args(const struct json_event *event)
{
	const struct report_result *result = event->result;
	struct record args = {json_object(), false};

	if (result == NULL) {
		put(&args, "name", text_value(event->name));
	} else {
		put_text(&args, "status", states[result->state]);
		if (result->code != NULL)
			put_text(&args, "code", result->code);
		if (result->text[0] != '\0')
			put(&args, "reason", text_value(result->text));
		put_number(&args, "bytes_in", result->nbytes_in);
		put_number(&args, "bytes_out", result->nbytes_out);
		put_picture(&args, result);
		put_number(&args, "attempts", result->n_tries);
		put_number(&args, "signal", (uint64_t)result->signal);
	}
	if (!args.failed)
		return args.object;
	json_decref(args.object);
	return NULL;
}

enum gm_status
json_put_event(const struct json_event *event, struct bytes *line,
	       struct gm_error *err)
{
	static const char *const phases[] = {[JSON_PROCESS_NAME] = "M",
					     [JSON_THREAD_NAME] = "M",
					     [JSON_PICTURE] = "X",
					     [JSON_LOST_PICTURE] = "i"};
	const struct report_result *result = event->result;
	struct record record = {json_object(), false};

	if (event->kind == JSON_PROCESS_NAME)
		put_text(&record, "name", "process_name");
	else if (event->kind == JSON_THREAD_NAME)
		put_text(&record, "name", "thread_name");
	else
		put(&record, "name", text_value(event->name));
	put_text(&record, "ph", phases[event->kind]);
	put(&record, "pid", json_integer(event->driver));
	put(&record, "tid", json_integer(event->worker));
	if (result != NULL)
		put(&record, "ts", json_integer((json_int_t)event->at_us));
	if (result != NULL && event->kind == JSON_PICTURE)
		put(&record, "dur",
		    json_integer((json_int_t)result->elapsed_us));
	if (event->kind == JSON_LOST_PICTURE)
		put_text(&record, "s", "t");
	put(&record, "args", event_args(event));
	return end(&record, line, err);
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

static bool
get_changed(const json_t *object, struct json_done *done)
{
	long long s, ns;

	if (sscanf(get_text(object, "mtime"), "%lld.%9lld", &s, &ns) != 2)
		return false;
	done->changed_s = s;
	done->changed_ns = ns;
	return true;
}

/* Of a record of a picture. */
static enum gm_status
get_done(const json_t *object, struct json_done *done, bool *is_done,
	 struct gm_error *err)
{
	const char *status = get_text(object, "status");
	bool is_said = strcmp(status, states[REPORT_CONVERTED]) == 0 ||
		       (strcmp(status, states[REPORT_SKIPPED]) == 0 &&
			strcmp(get_text(object, "code"), JSON_CODE_DONE) == 0);
	enum gm_status st;

	if (!is_said || !get_changed(object, done))
		return GM_OK;
	done->nbytes_in = get_number(object, "bytes_in");
	done->nbytes_out = get_number(object, "bytes_out");
	st = get_path(object, "path", "path_b64", &done->in, err);
	if (st == GM_OK)
		st = get_path(object, "output", "output_b64", &done->out, err);
	*is_done = st == GM_OK;
	return st == GM_ERR_NOMEM ? st : GM_OK;
}

static enum gm_status
get_run(struct json_reader *reader, const json_t *object, struct gm_error *err)
{
	json_t *options = options_value(reader->like);

	if (options == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (report)");
	reader->is_report = true;
	reader->is_alike =
		json_integer_value(json_object_get(object, "schema")) ==
			JSON_SCHEMA &&
		json_equal(options, json_object_get(object, "options"));
	json_decref(options);
	return GM_OK;
}

enum gm_status
json_read(struct json_reader *reader, const char *line, size_t n,
	  struct json_done *done, bool *is_done, struct gm_error *err)
{
	json_t *object;
	const char *kind;
	enum gm_status st;

	*is_done = false;
	st = spare_check(PARSE_FREE_BYTES + PARSE_RATIO * (uint64_t)n, "report",
			 err);
	if (st != GM_OK)
		return st;
	errno = 0;
	object = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
	if (object == NULL && errno == ENOMEM)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (report)");
	kind = get_text(object, "record");
	if (strcmp(kind, "run") == 0)
		st = get_run(reader, object, err);
	else if (strcmp(kind, "picture") == 0 && reader->is_alike)
		st = get_done(object, done, is_done, err);
	json_decref(object);
	return st;
}
