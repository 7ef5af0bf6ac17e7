/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_source.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "codec/codec.h"
#include "image/image.h"

static tmsize_t
read_bytes(thandle_t ctx, void *data, tmsize_t nbytes)
{
	struct tiff_source *source = ctx;
	size_t n_done = 0, n = nbytes > 0 ? (size_t)nbytes : 0;

	while (n_done < n) {
		size_t part =
			file_in_read_at(source->in, source->at,
					(uint8_t *)data + n_done, n - n_done);

		if (part == 0) {
			source->met_end = true;
			break;
		}
		source->at += part;
		n_done += part;
	}
	return (tmsize_t)n_done;
}

static tmsize_t
write_bytes(thandle_t ctx, void *data, tmsize_t nbytes)
{
	(void)ctx;
	(void)data;
	(void)nbytes;
	return 0; /* a source is only read */
}

static toff_t
seek(thandle_t ctx, toff_t offset, int whence)
{
	struct tiff_source *source = ctx;

	if (whence == SEEK_CUR)
		offset += source->at;
	else if (whence == SEEK_END)
		offset += source->in->nbytes;
	source->at = offset;
	return offset;
}

static toff_t
size(thandle_t ctx)
{
	const struct tiff_source *source = ctx;

	return source->in->nbytes;
}

static int
close_nothing(thandle_t ctx)
{
	(void)ctx; /* the file is the caller's */
	return 0;
}

/*
 * Some texts begin with the file's name, which the library does not know.
 * Control characters come from tags of the file.
 */
static void
keep_text(struct tiff_source *source, const char *format, va_list args)
{
	char text[GM_ERROR_TEXT_BYTES];
	const char *from = text;

	vsnprintf(text, sizeof(text), format, args);
	if (memcmp(from, ": ", 2) == 0)
		from += 2;
	snprintf(source->text, sizeof(source->text), "%s", from);
	for (char *c = source->text; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7f)
			*c = '?';
}

static int
take_error(TIFF *lib, void *ctx, const char *module, const char *format,
	   va_list args)
{
	struct tiff_source *source = ctx;

	(void)lib;
	(void)module;
	if (source->n_errors++ == 0)
		keep_text(source, format, args);
	return 1;
}

static int
take_warning(TIFF *lib, void *ctx, const char *module, const char *format,
	     va_list args)
{
	struct tiff_source *source = ctx;

	(void)lib;
	(void)module;
	if (source->n_warnings++ == 0 && source->n_errors == 0)
		keep_text(source, format, args);
	return 1;
}

/* Header alone, and nothing mapped. */
#define MODE "rhm"

enum gm_status
tiff_source_open(struct tiff_source *source, struct file_in *in,
		 uint64_t max_nbytes, struct gm_error *err)
{
	TIFFOpenOptions *options = TIFFOpenOptionsAlloc();

	if (options == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	source->in = in;
	tiff_source_begin(source);
	if (max_nbytes < (uint64_t)TIFF_TMSIZE_T_MAX)
		TIFFOpenOptionsSetMaxSingleMemAlloc(options,
						    (tmsize_t)max_nbytes);
	TIFFOpenOptionsSetErrorHandlerExtR(options, take_error, source);
	TIFFOpenOptionsSetWarningHandlerExtR(options, take_warning, source);
	source->lib = TIFFClientOpenExt("", MODE, source, read_bytes,
					write_bytes, seek, close_nothing, size,
					NULL, NULL, options);
	TIFFOpenOptionsFree(options);
	return source->lib != NULL ? GM_OK : tiff_source_fail(source, err);
}

uint64_t
tiff_source_most(const struct file_in *in, uint64_t max_nbytes)
{
	uint64_t most = image_held_most(in);

	return max_nbytes != 0 && max_nbytes < most ? max_nbytes : most;
}

enum gm_status
tiff_source_go(struct tiff_source *source, uint64_t offset,
	       struct gm_error *err)
{
	tiff_source_begin(source);
	if (TIFFSetSubDirectory(source->lib, offset) == 0)
		return tiff_source_fail(source, err);
	return tiff_source_check(source, err);
}

/* Of the library's allocations only the system says whether one failed. */
void
tiff_source_begin(struct tiff_source *source)
{
	errno = 0;
	source->met_end = false;
	source->n_errors = 0;
	source->n_warnings = 0;
	source->text[0] = '\0';
}

enum gm_status
tiff_source_check(const struct tiff_source *source, struct gm_error *err)
{
	if (errno == ENOMEM)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	return file_in_status(source->in, err);
}

enum gm_status
tiff_source_fail(const struct tiff_source *source, struct gm_error *err)
{
	enum gm_status st = tiff_source_check(source, err);

	if (st != GM_OK)
		return st;
	/* In the library's words. */
	if (strstr(source->text, "is beyond the") != NULL)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "needs more memory than a file of %" PRIu64
			       " bytes may ask for",
			       source->in->nbytes);
	if (source->met_end)
		return file_in_fail_at_end(source->in, CODEC_INCOMPLETE, err);
	return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: %s",
		       source->text[0] != '\0' ? source->text
					       : "the library gives up");
}

void
tiff_source_close(struct tiff_source *source)
{
	if (source->lib != NULL)
		TIFFClose(source->lib);
	source->lib = NULL;
}
