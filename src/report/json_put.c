/* SPDX-License-Identifier: MIT */
#include "report/json_put.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "report/base64.h"
#include "report/json_line.h"

const struct journal_kind json_put_report = {"report", "{\"record\":\"run\","};
const struct journal_kind json_put_trace = {"trace",
					    "[{\"name\":\"process_name\","};

/* Where it is not 0; a worker may lie, and say what many cannot read. */
static void
put_number(struct json_line *line, const char *key, uint64_t number)
{
	if (number != 0 && number <= INT64_MAX)
		json_line_number(line, key, number);
}

/* One of ours, where there is one. */
static void
put_word(struct json_line *line, const char *key, const char *word)
{
	if (word != NULL && word[0] != '\0')
		json_line_word(line, key, word);
}

static struct json_line
begin(const char *kind, struct bytes *bytes)
{
	struct json_line line = json_line_begin(bytes);

	json_line_word(&line, "record", kind);
	return line;
}

/* And what its bytes are, where the text does not say. */
static void
put_path(struct json_line *line, const char *key, const char *base64_key,
	 const char *path)
{
	size_t n = strlen(path);
	struct bytes base64 = {0};
	struct gm_error err;

	json_line_text(line, key, path);
	if (text_is_utf8(path, n))
		return;
	if (base64_put(path, n, &base64, &err) == GM_OK &&
	    bytes_append(&base64, "", 1, &err) == GM_OK)
		json_line_word(line, base64_key, (const char *)base64.data);
	else
		line->failed = true;
	bytes_free(&base64);
}

enum gm_status
json_put_run(const struct json_run *run, struct bytes *bytes,
	     struct gm_error *err)
{
	struct json_line line = begin("run", bytes);
	struct tm parts;
	char began[32] = "";

	if (gmtime_r(&run->began, &parts) != NULL)
		strftime(began, sizeof(began), "%Y-%m-%dT%H:%M:%SZ", &parts);
	json_line_number(&line, "schema", JSON_SCHEMA);
	json_line_word(&line, "version", run->version);
	json_line_word(&line, "began", began);
	json_line_open(&line, "options");
	for (size_t i = 0; i < run->n_options; i++)
		json_line_text(&line, run->options[i].name,
			       run->options[i].value);
	json_line_close(&line);
	if (run->n_shards > 0) {
		json_line_number(&line, "shard", run->shard + 1);
		json_line_number(&line, "shards", run->n_shards);
	}
	if (!run->streams)
		json_line_number(&line, "inputs", run->n_inputs);
	json_line_number(&line, "workers", run->n_workers);
	return json_line_end(&line, err);
}

/* As text: the digits are more than a double has. */
static void
put_changed(struct json_line *line, const struct report_result *result)
{
	char text[48];

	if (result->changed_s == 0 && result->changed_ns == 0)
		return;
	snprintf(text, sizeof(text), "%lld.%09lld",
		 (long long)result->changed_s, (long long)result->changed_ns);
	json_line_word(line, "mtime", text);
}

/* Which picture it was. */
static void
put_picture(struct json_line *line, const struct report_result *result)
{
	put_word(line, "format", result->format);
	put_word(line, "written", result->written);
	put_word(line, "way", result->way);
	put_word(line, "method", result->method);
	put_number(line, "width", result->width);
	put_number(line, "height", result->height);
	put_number(line, "depth", result->depth);
	put_number(line, "frames", result->n_frames);
	if (result->left_out != NULL && result->left_out[0] != '\0')
		json_line_words(line, "left_out", result->left_out);
}

/* How the work on it went. */
static void
put_work(struct json_line *line, const struct report_result *result,
	 uint64_t began_us)
{
	put_number(line, "attempts", result->n_tries);
	put_number(line, "signal", (uint64_t)result->signal);
	put_number(line, "worker", (uint64_t)result->worker);
	if (result->began_us < began_us || result->began_us == 0)
		return;
	json_line_ms(line, "start_ms", result->began_us - began_us);
	json_line_ms(line, "wall_ms", result->elapsed_us);
}

enum gm_status
json_put_picture(const char *in, const char *out,
		 const struct report_result *result, uint64_t began_us,
		 struct bytes *bytes, struct gm_error *err)
{
	struct json_line line = begin("picture", bytes);

	put_path(&line, "path", "path_b64", in);
	put_path(&line, "output", "output_b64", out);
	json_line_word(&line, "status", json_states[result->state]);
	put_word(&line, "code", result->code);
	if (result->text[0] != '\0')
		json_line_text(&line, "reason", result->text);
	if (result->warning[0] != '\0')
		json_line_text_alone(&line, "warnings", result->warning);
	put_number(&line, "bytes_in", result->nbytes_in);
	put_number(&line, "bytes_out", result->nbytes_out);
	put_changed(&line, result);
	put_picture(&line, result);
	put_work(&line, result, began_us);
	return json_line_end(&line, err);
}

enum gm_status
json_put_end(const struct json_end *totals, struct bytes *bytes,
	     struct gm_error *err)
{
	struct json_line line = begin("end", bytes);

	for (size_t i = 0; i < REPORT_N_STATES; i++)
		json_line_number(&line, json_states[i], totals->counts[i]);
	json_line_number(&line, "warned", totals->n_warned);
	json_line_number(&line, "bytes_in", totals->nbytes_in);
	json_line_number(&line, "bytes_out", totals->nbytes_out);
	json_line_ms(&line, "wall_ms", totals->elapsed_ms * 1000);
	if (totals->is_stopped)
		json_line_true(&line, "stopped");
	return json_line_end(&line, err);
}

/* What is seen of it when it is chosen. */
static void
put_args(struct json_line *line, const struct json_event *event)
{
	const struct report_result *result = event->result;

	if (result == NULL) {
		json_line_text(line, "name", event->name);
		return;
	}
	json_line_word(line, "status", json_states[result->state]);
	put_word(line, "code", result->code);
	if (result->text[0] != '\0')
		json_line_text(line, "reason", result->text);
	put_number(line, "bytes_in", result->nbytes_in);
	put_number(line, "bytes_out", result->nbytes_out);
	put_picture(line, result);
	put_number(line, "attempts", result->n_tries);
	put_number(line, "signal", (uint64_t)result->signal);
}

enum gm_status
json_put_event(const struct json_event *event, struct bytes *bytes,
	       struct gm_error *err)
{
	static const char *const phases[] = {[JSON_PROCESS_NAME] = "M",
					     [JSON_THREAD_NAME] = "M",
					     [JSON_PICTURE] = "X",
					     [JSON_LOST_PICTURE] = "i"};
	const struct report_result *result = event->result;
	struct json_line line = json_line_begin(bytes);

	if (event->kind == JSON_PROCESS_NAME)
		json_line_word(&line, "name", "process_name");
	else if (event->kind == JSON_THREAD_NAME)
		json_line_word(&line, "name", "thread_name");
	else
		json_line_text(&line, "name", event->name);
	json_line_word(&line, "ph", phases[event->kind]);
	json_line_number(&line, "pid", (uint64_t)event->driver);
	json_line_number(&line, "tid", (uint64_t)event->worker);
	if (result != NULL)
		json_line_number(&line, "ts", event->at_us);
	if (result != NULL && event->kind == JSON_PICTURE)
		json_line_number(&line, "dur", result->elapsed_us);
	if (event->kind == JSON_LOST_PICTURE)
		json_line_word(&line, "s", "t");
	json_line_open(&line, "args");
	put_args(&line, event);
	json_line_close(&line);
	return json_line_end(&line, err);
}
