/* SPDX-License-Identifier: MIT */
#include "cli/option_value.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/text.h"

/* Most of --timeout: in milliseconds it fits poll(2)'s int. */
#define MAX_TIMEOUT_S UINT64_C(1000000)

/* Most of --max-pixels: no picture has more, see IMAGE_MAX_SIDE. */
#define MAX_MAX_PIXELS (UINT64_C(1) << 62)

#define MAX_MAX_MEMORY (UINT64_C(1) << 50)

static enum gm_status
set_jobs(struct options *options, const char *text, struct gm_error *err)
{
	char digits[16];
	size_t n = strlen(text);
	bool percent = n > 0 && text[n - 1] == '%';
	uint64_t value = 0;
	bool ok;

	if (percent && n <= sizeof(digits)) {
		memcpy(digits, text, n - 1);
		digits[n - 1] = '\0';
		ok = text_to_u64(digits, 1, OPTIONS_MAX_PERCENT, &value);
	} else {
		ok = text_to_u64(text, 0, OPTIONS_MAX_JOBS, &value);
	}
	if (!ok)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "is not a number from 0 to %u, or 1%% to %u%%",
			       OPTIONS_MAX_JOBS, OPTIONS_MAX_PERCENT);
	options->jobs = (unsigned)value;
	options->jobs_percent = percent;
	return GM_OK;
}

static enum gm_status
set_quality(struct options *options, const char *text, struct gm_error *err)
{
	uint64_t value = 0;

	if (strcmp(text, "keep") != 0 && !text_to_u64(text, 1, 100, &value))
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "is not 'keep' or a number from 1 to 100");
	options->quality = (unsigned)value;
	return GM_OK;
}

static enum gm_status
set_jpeg(struct options *options, const char *text, struct gm_error *err)
{
	bool is_pixels = strcmp(text, "pixels") == 0;

	if (!is_pixels && strcmp(text, "lossless") != 0)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "is not 'lossless' or 'pixels'");
	options->jpeg_pixels = is_pixels;
	return GM_OK;
}

static enum gm_status
set_compress(struct options *options, const char *text, struct gm_error *err)
{
	static const char *const words[] = {
		[COMPRESS_DEFAULT] = "default",
		[COMPRESS_FAST] = "fast",
		[COMPRESS_BEST] = "best",
	};

	for (int i = 0; i <= COMPRESS_BEST; i++) {
		if (strcmp(text, words[i]) == 0) {
			options->compress = (enum compress)i;
			return GM_OK;
		}
	}
	return gm_fail(err, GM_ERR_USAGE, 0,
		       "is not one of fast, default, best");
}

static enum gm_status
set_timeout(struct options *options, const char *text, struct gm_error *err)
{
	if (!text_to_ms(text, MAX_TIMEOUT_S * 1000, &options->timeout_ms))
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "is not a number of seconds from 0.001 to "
			       "%" PRIu64,
			       MAX_TIMEOUT_S);
	return GM_OK;
}

static enum gm_status
set_max_pixels(struct options *options, const char *text, struct gm_error *err)
{
	if (!text_to_u64(text, 1, MAX_MAX_PIXELS, &options->max_pixels))
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "is not a number from 1 to %" PRIu64,
			       MAX_MAX_PIXELS);
	return GM_OK;
}

static enum gm_status
set_max_memory(struct options *options, const char *text, struct gm_error *err)
{
	if (!text_to_nbytes(text, OPTIONS_MIN_MEMORY, MAX_MAX_MEMORY,
			    &options->max_memory))
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "is not a size from 16M to 1024T");
	return GM_OK;
}

static enum gm_status
set_gray(struct options *options, const char *text, struct gm_error *err)
{
	char names[128] = "";
	size_t n = 0;

	if (gray_method_find(text, &options->gray))
		return GM_OK;
	for (int i = 0; i < GRAY_N_METHODS; i++) {
		const char *name = gray_method_name((enum gray_method)i);

		assert(n + strlen(name) + 3 <= sizeof(names));
		if (i > 0)
			n = (size_t)(stpcpy(names + n, ", ") - names);
		n = (size_t)(stpcpy(names + n, name) - names);
	}
	return gm_fail(err, GM_ERR_USAGE, 0, "is not one of %s", names);
}

static enum gm_status
set_when(enum option_when *when, bool has_plain, const char *text,
	 struct gm_error *err)
{
	static const char *const words[] = {
		[WHEN_AUTO] = "auto",
		[WHEN_ALWAYS] = "always",
		[WHEN_NEVER] = "never",
		[WHEN_PLAIN] = "plain",
	};
	int n_words = has_plain ? WHEN_PLAIN + 1 : WHEN_NEVER + 1;

	for (int i = 0; i < n_words; i++) {
		if (strcmp(text, words[i]) == 0) {
			*when = (enum option_when)i;
			return GM_OK;
		}
	}
	return gm_fail(err, GM_ERR_USAGE, 0, "is not one of %s",
		       has_plain ? "auto, always, never, plain"
				 : "auto, always, never");
}

/* A prefix or suffix is part of a file name, never of a path. */
static enum gm_status
set_name_part(const char **part, const char *text, struct gm_error *err)
{
	if (strchr(text, '/') != NULL)
		return gm_fail(err, GM_ERR_USAGE, 0, "may not contain '/'");
	*part = text;
	return GM_OK;
}

static enum gm_status
set_output_dir(struct options *options, const char *text, struct gm_error *err)
{
	if (text[0] == '\0')
		return gm_fail(err, GM_ERR_USAGE, 0, "is not a folder");
	options->output_dir = text;
	return GM_OK;
}

/* One list: of two, to take the last would lose the pictures of the first. */
static enum gm_status
set_list(struct options *options, bool has_nuls, const char *text,
	 struct gm_error *err)
{
	if (options->list_path != NULL)
		return gm_fail(err, GM_ERR_USAGE, 0, "is a second list");
	if (text[0] == '\0')
		return gm_fail(err, GM_ERR_USAGE, 0, "is not a file");
	options->list_path = text;
	options->list_has_nuls = has_nuls;
	return GM_OK;
}

static enum gm_status
set_frames(struct options *options, const char *text, struct gm_error *err)
{
	if (strcmp(text, "first") != 0)
		return gm_fail(err, GM_ERR_USAGE, 0, "is not 'first'");
	options->first_frame = true;
	return GM_OK;
}

static void
set_flag(struct options *options, enum option_id id)
{
	switch (id) {
	case OPTION_RECURSIVE:
		options->recursive = true;
		break;
	case OPTION_DRY_RUN:
		options->dry_run = true;
		break;
	case OPTION_SKIP_EXISTING:
		options->skip_existing = true;
		break;
	case OPTION_REQUIRE_INPUT:
		options->require_input = true;
		break;
	case OPTION_SALVAGE:
		options->salvage = true;
		break;
	case OPTION_QUIET:
	case OPTION_VERBOSE:
		/* Opposites: the last one wins, as with any option. */
		options->quiet = id == OPTION_QUIET;
		options->verbose = id == OPTION_VERBOSE;
		break;
	case OPTION_FAIL_FAST:
		options->fail_fast = true;
		break;
	case OPTION_FSYNC:
		options->fsync = true;
		break;
	default:
		assert(id == OPTION_NO_SANDBOX);
		options->no_sandbox = true;
		break;
	}
}

enum gm_status
option_value_set(struct options *options, enum option_id id, const char *text,
		 struct gm_error *err)
{
	switch (id) {
	case OPTION_OUTPUT_DIR:
		return set_output_dir(options, text, err);
	case OPTION_FILES_FROM:
	case OPTION_FILES0_FROM:
		return set_list(options, id == OPTION_FILES0_FROM, text, err);
	case OPTION_PREFIX:
		return set_name_part(&options->prefix, text, err);
	case OPTION_SUFFIX:
		return set_name_part(&options->suffix, text, err);
	case OPTION_GRAY:
		return set_gray(options, text, err);
	case OPTION_JPEG:
		return set_jpeg(options, text, err);
	case OPTION_QUALITY:
		return set_quality(options, text, err);
	case OPTION_COMPRESS:
		return set_compress(options, text, err);
	case OPTION_FRAMES:
		return set_frames(options, text, err);
	case OPTION_JOBS:
		return set_jobs(options, text, err);
	case OPTION_TIMEOUT:
		return set_timeout(options, text, err);
	case OPTION_MAX_PIXELS:
		return set_max_pixels(options, text, err);
	case OPTION_MAX_MEMORY:
		return set_max_memory(options, text, err);
	case OPTION_PROGRESS:
		return set_when(&options->progress, true, text, err);
	case OPTION_COLOR:
		return set_when(&options->color, false, text, err);
	default:
		set_flag(options, id);
		return GM_OK;
	}
}
