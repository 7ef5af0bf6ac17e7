/* SPDX-License-Identifier: MIT */
/*
 * codec_fixture.h - a codec run over bytes instead of files
 *
 * The files are made in the current folder, which is a scratch folder.
 */
#ifndef GM_UNIT_CODEC_FIXTURE_H
#define GM_UNIT_CODEC_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "codec/codec.h"
#include "meta/settle.h"

/* Frames of which is kept how they are shown. */
#define CODEC_FIXTURE_FRAMES 8u

/* What came of decoding; a zeroed struct is valid. */
struct decoded {
	enum gm_status status;
	struct gm_error err;
	struct decoder dec; /* closed; info and metadata are left */
	struct outcome outcome;
	struct bytes rows;
	bool may_rise;     /* set before: rows may come from the last on; */
	bool keeps_format; /* set before: the copy is of the same */
	bool takes_frames; /* several are taken: rows are those of all */
	struct animation shown[CODEC_FIXTURE_FRAMES]; /* each; of the first */
};

static inline void
decoded_free(struct decoded *d)
{
	metadata_free(&d->dec.metadata);
	bytes_free(&d->rows);
	*d = (struct decoded){0};
}

static inline struct conversion
fixture_options(void)
{
	return (struct conversion){.gray = GRAY_REC601, .max_pixels = 1000000};
}

static inline void
fixture_put(const char *path, const void *data, size_t nbytes)
{
	FILE *file;

	/* Some file systems wait for the disk when a file is replaced. */
	remove(path);
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, nbytes, file), nbytes);
	assert_int_equal(fclose(file), 0);
}

static inline enum gm_status
fixture_read_rows(const struct codec *codec, struct decoded *d)
{
	struct decoder *dec = &d->dec;
	size_t row_nbytes = image_row_nbytes(&dec->info);
	enum gm_status st = GM_OK;

	assert_int_equal(
		bytes_reserve(&d->rows, row_nbytes * dec->info.height, &d->err),
		GM_OK);
	/* Strips of three rows: the height need not be a multiple. */
	for (uint32_t y = 0, n; y < dec->info.height && st == GM_OK; y += n) {
		n = dec->info.height - y < 3 ? dec->info.height - y : 3;
		st = codec->reader->rows(dec, d->rows.data + d->rows.nbytes, n,
					 &d->err);
		d->rows.nbytes += n * row_nbytes;
	}
	return st;
}

static inline enum gm_status
fixture_read_frames(const struct codec *codec, struct decoded *d)
{
	uint32_t n_frames = d->dec.animation.n_frames;
	enum gm_status st = fixture_read_rows(codec, d);

	d->shown[0] = d->dec.animation;
	for (uint32_t i = 1; i < n_frames && st == GM_OK; i++) {
		st = codec->reader->next_frame(&d->dec, &d->err);
		if (i < CODEC_FIXTURE_FRAMES)
			d->shown[i] = d->dec.animation;
		if (st == GM_OK)
			st = fixture_read_rows(codec, d);
	}
	return st;
}

/* As a job does with what stands before the pixels. */
static inline enum gm_status
fixture_settle(struct decoded *d)
{
	const char *warning = NULL;
	enum gm_status st = settle_end(&d->dec.metadata, 0, &warning, &d->err);

	if (warning != NULL)
		conversion_warn(&d->outcome, warning);
	return st;
}

/*
 * Decode nbytes bytes; *d is replaced.  Whatever comes of it, an error must
 * be filled exactly when there is one.
 */
static inline void
fixture_decode(const struct codec *codec, const void *data, size_t nbytes,
	       const struct conversion *options, struct decoded *d)
{
	struct file_in in = {0};
	bool may_rise = d->may_rise, takes_frames = d->takes_frames;
	bool keeps_format = d->keeps_format;

	decoded_free(d);
	d->dec.may_rise = may_rise;
	d->dec.takes_frames = takes_frames;
	d->dec.keeps_format = keeps_format;
	fixture_put("in", data, nbytes);
	assert_int_equal(file_in_open(&in, "in", &d->err), GM_OK);
	d->dec.codec = codec;
	d->dec.outcome = &d->outcome;
	d->status = codec->reader->open(&d->dec, &in, options, &d->err);
	if (d->status == GM_OK)
		d->status = fixture_settle(d);
	if (d->status == GM_OK)
		d->status = fixture_read_frames(codec, d);
	if (d->status == GM_OK)
		d->status = codec->reader->finish(&d->dec, &d->err);
	codec->reader->close(&d->dec);
	assert_null(d->dec.state);
	file_in_free(&in);
	assert_int_equal(d->err.status, d->status);
	if (d->status != GM_OK)
		assert_int_not_equal(d->err.text[0], '\0');
}

static inline void
fixture_decode_text(const struct codec *codec, const char *text,
		    const struct conversion *options, struct decoded *d)
{
	fixture_decode(codec, text, strlen(text), options, d);
}

/* Cut to any length from shortest on, the file is refused as truncated. */
static inline void
fixture_cut(const struct codec *codec, const void *data, size_t nbytes,
	    size_t shortest)
{
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	for (size_t n = shortest; n < nbytes; n++) {
		fixture_decode(codec, data, n, &options, &d);
		if (d.status != GM_ERR_TRUNCATED)
			print_error("%zu of %zu bytes: %s\n", n, nbytes,
				    d.err.text);
		assert_int_equal(d.status, GM_ERR_TRUNCATED);
	}
	decoded_free(&d);
}

/*
 * Cut within its last n_end bytes, which have no pixel, the file is read with
 * a warning that only its end is missing, with salvage and without.
 */
static inline void
fixture_cut_end(const struct codec *codec, const struct bytes *file,
		size_t n_end)
{
	struct conversion options = fixture_options();
	struct decoded whole = {0}, d = {0};

	fixture_decode(codec, file->data, file->nbytes, &options, &whole);
	assert_string_equal(whole.outcome.warning, "");
	for (size_t n = 1; n <= n_end; n++)
		for (int i = 0; i < 2; i++) {
			options.salvage = i == 1;
			fixture_decode(codec, file->data, file->nbytes - n,
				       &options, &d);
			assert_int_equal(d.status, GM_OK);
			assert_string_equal(d.outcome.warning, CODEC_NO_END);
			assert_int_equal(d.rows.nbytes, whole.rows.nbytes);
			assert_memory_equal(d.rows.data, whole.rows.data,
					    whole.rows.nbytes);
		}
	decoded_free(&whole);
	decoded_free(&d);
}

/*
 * However much of the file there is before its last n_end bytes, it is
 * refused, where a byte more may be none of the pixels either; with salvage,
 * what has fewer bytes than begun is still refused, and of the rest, what is
 * delivered has a warning.  Returns how many lengths were delivered.
 */
static inline size_t
fixture_cut_salvaged(const struct codec *codec, const struct bytes *file,
		     size_t begun, size_t n_end)
{
	struct conversion options = fixture_options();
	struct decoded d = {0};
	size_t n_salvaged = 0;

	fixture_cut(codec, file->data, file->nbytes - n_end - 1, 0);
	fixture_cut_end(codec, file, n_end);
	options.salvage = true;
	for (size_t n = 0; n < file->nbytes; n++) {
		fixture_decode(codec, file->data, n, &options, &d);
		if (n < begun) {
			assert_int_equal(d.status, GM_ERR_TRUNCATED);
		} else if (d.status == GM_OK) {
			assert_int_not_equal(d.outcome.warning[0], '\0');
			n_salvaged++;
		}
	}
	decoded_free(&d);
	return n_salvaged;
}

/*
 * Turn every bit_step-th bit of each byte, with salvage and without: an error
 * or a picture, and no sanitizer has a word.  With is_checked, no damage goes
 * unsaid without salvage.  DAMAGE_EVERY in the environment: not of each byte,
 * but of one in so many.
 */
static inline void
fixture_damage(const struct codec *codec, const struct bytes *file,
	       unsigned bit_step, bool is_checked)
{
	struct conversion options = fixture_options();
	const char *every = getenv("DAMAGE_EVERY");
	size_t step = every == NULL ? 1 : strtoul(every, NULL, 10);
	struct decoded d = {0};

	assert_int_not_equal(step, 0);
	for (size_t i = 0; i < file->nbytes; i += step)
		for (unsigned bit = 0; bit < 8; bit += bit_step) {
			options.salvage = bit % 2 == 1;
			file->data[i] ^= (uint8_t)(1u << bit);
			fixture_decode(codec, file->data, file->nbytes,
				       &options, &d);
			if (is_checked && !options.salvage)
				assert_true(d.status != GM_OK ||
					    d.outcome.warning[0] != '\0');
			file->data[i] ^= (uint8_t)(1u << bit);
		}
	decoded_free(&d);
}

/* A picture of this many pixels is read, unless one fewer is the limit. */
static inline void
fixture_limit(const struct codec *codec, const struct bytes *file,
	      uint64_t n_pixels)
{
	struct conversion options = fixture_options();
	struct decoded d = {0};

	options.max_pixels = n_pixels;
	fixture_decode(codec, file->data, file->nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	options.max_pixels--;
	fixture_decode(codec, file->data, file->nbytes, &options, &d);
	assert_int_equal(d.status, GM_ERR_LIMIT);
	decoded_free(&d);
}

/* Commit out, opened as "out", append its bytes to *file and remove it. */
static inline void
fixture_commit(struct file_out *out, struct bytes *file)
{
	struct file_in in = {0};
	struct gm_error err;

	assert_int_equal(file_out_commit(out, &err), GM_OK);
	assert_int_equal(file_in_open(&in, "out", &err), GM_OK);
	assert_int_equal(bytes_reserve(file, in.nbytes, &err), GM_OK);
	file->nbytes += file_in_read(&in, file->data + file->nbytes, in.nbytes);
	file_in_free(&in);
	remove("out");
}

/* Encode rows, which are spoilt, and append the file to *file. */
static inline enum gm_status
fixture_encode_with(const struct codec *codec, const struct image_info *info,
		    const struct metadata *metadata,
		    const struct conversion *options, void *rows,
		    struct bytes *file, struct gm_error *err)
{
	struct encoder enc = {.codec = codec, .info = *info};
	struct file_out out = {0};
	uint8_t *at = rows;
	enum gm_status st;

	assert_int_equal(file_out_open(&out, "out", 0600, err), GM_OK);
	enc.out = &out;
	st = codec->writer->open(&enc, metadata, options, err);
	for (uint32_t y = 0, n; y < info->height && st == GM_OK; y += n) {
		n = info->height - y < 3 ? info->height - y : 3;
		st = codec->writer->rows(&enc, at, n, err);
		at += n * image_row_nbytes(info);
	}
	if (st == GM_OK)
		st = codec->writer->finish(&enc, err);
	codec->writer->close(&enc);
	assert_null(enc.state);
	if (st == GM_OK)
		fixture_commit(&out, file);
	file_out_free(&out);
	return st;
}

static inline enum gm_status
fixture_encode(const struct codec *codec, const struct image_info *info,
	       const struct metadata *metadata, unsigned quality, void *rows,
	       struct bytes *file, struct gm_error *err)
{
	const struct conversion options = {.quality = quality};

	return fixture_encode_with(codec, info, metadata, &options, rows, file,
				   err);
}

/* Add a piece of which the value is all there is. */
static inline void
fixture_add(struct metadata *metadata, enum metadata_kind kind,
	    const void *value, size_t nbytes)
{
	const struct metadata_piece piece = {.kind = kind,
					     .data = value,
					     .nbytes = nbytes,
					     .value = value,
					     .value_nbytes = nbytes,
					     .part = 1,
					     .n_parts = 1};
	struct gm_error err;

	assert_int_equal(metadata_add(metadata, &piece, &err), GM_OK);
}

/* The value of the first piece of this kind, as text; "" when none. */
static inline const char *
fixture_value(const struct metadata *metadata, enum metadata_kind kind)
{
	static char text[1024];

	text[0] = '\0';
	for (size_t i = 0; i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		if (piece.kind != kind || piece.value_nbytes >= sizeof(text))
			continue;
		if (piece.value_nbytes > 0)
			memcpy(text, piece.value, piece.value_nbytes);
		text[piece.value_nbytes] = '\0';
		break;
	}
	return text;
}

#endif
