/* SPDX-License-Identifier: MIT */
/*
 * gif_gray_fixture.h - a GIF, its gray one, and what is said of it
 */
#ifndef GM_UNIT_GIF_GRAY_FIXTURE_H
#define GM_UNIT_GIF_GRAY_FIXTURE_H

#include "formats/gif/gif_gray.h"

#include "codec_fixture.h"
#include "gif_fixture.h"

/* Pieces of files, named as in GIF89a. */
#define HEADER "GIF89a\2\0\2\0\x80\1\0"
/* Of two colours, gray 2 and 124 in rec601. */
#define GRAYS "\2\2\2\x7c\x7c\x7c"
#define PLACE "\x2c\0\0\0\0\2\0\2\0"
/* 2x2 pixels: clear, codes of 3 and 4 bits, end. */
#define CODES   "\2\3\x44\2\5\0"
#define FRAME   PLACE "\0" CODES
#define CONTROL "\x21\xf9\4\5\x0a\0\1\0"
#define COMMENT "\x21\xfe\5first\3two\0"

/* What came of a file; a zeroed struct is valid. */
struct gif_gray_made {
	enum gm_status status;
	struct gm_error err;
	struct outcome outcome;
	struct metadata metadata;
	struct file_out out; /* in memory */
};

static inline void
gif_gray_free(struct gif_gray_made *made)
{
	metadata_free(&made->metadata);
	file_out_free(&made->out);
	*made = (struct gif_gray_made){0};
}

static inline void
gif_gray_make(const char *file, size_t n, const struct conversion *conversion,
	      struct gif_gray_made *made)
{
	struct file_in in = {0};
	void *state = NULL;

	gif_gray_free(made);
	assert_int_equal(
		file_in_from_memory(&in, (const uint8_t *)file, n, &made->err),
		GM_OK);
	assert_int_equal(file_out_to_memory(&made->out, 1u << 21, &made->err),
			 GM_OK);
	made->status = gif_gray_direct.copy(&state, &in, &made->out, conversion,
					    &made->metadata, &made->outcome,
					    &made->err);
	assert_null(state);
	assert_int_equal(made->err.status, made->status);
	file_in_free(&in);
}

static inline void
gif_gray_make_file(const struct gif_file *file,
		   const struct conversion *conversion,
		   struct gif_gray_made *made)
{
	gif_gray_make(file->bytes, gif_file_nbytes(file), conversion, made);
}

static inline void
gif_gray_expect_bytes(const char *file, size_t n,
		      const struct conversion *conversion, const char *wanted,
		      size_t n_wanted, const char *warning)
{
	struct gif_gray_made made = {0};

	gif_gray_make(file, n, conversion, &made);
	assert_int_equal(made.status, GM_OK);
	assert_string_equal(made.outcome.warning, warning);
	assert_int_equal(made.out.buf.nbytes, n_wanted);
	assert_memory_equal(made.out.buf.data, wanted, n_wanted);
	gif_gray_free(&made);
}

static inline void
gif_gray_expect(const struct gif_file *file,
		const struct conversion *conversion,
		const struct gif_file *wanted, const char *warning)
{
	gif_gray_expect_bytes(file->bytes, gif_file_nbytes(file), conversion,
			      wanted->bytes, gif_file_nbytes(wanted), warning);
}

static inline void
gif_gray_fail_bytes(const char *file, size_t n,
		    const struct conversion *conversion, enum gm_status status,
		    const char *text)
{
	struct gif_gray_made made = {0};

	gif_gray_make(file, n, conversion, &made);
	assert_int_equal(made.status, status);
	assert_non_null(strstr(made.err.text, text));
	gif_gray_free(&made);
}

static inline void
gif_gray_fail(const struct gif_file *file, const struct conversion *conversion,
	      enum gm_status status, const char *text)
{
	gif_gray_fail_bytes(file->bytes, gif_file_nbytes(file), conversion,
			    status, text);
}

#endif
