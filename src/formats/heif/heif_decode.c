/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_decode.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include <libde265/de265.h>

#include "codec/codec.h"

/*
 * Of a pixel besides its samples, and of a picture, by measurement: how blocks
 * are divided, predicted and filtered, and a copy of the samples for SAO.
 */
#define PIXEL_NBYTES   2u
#define PICTURE_NBYTES (UINT64_C(2) << 20)

/* Calls of the library for each unit, which takes one or two, and the end. */
#define CALLS_PER_UNIT 4u
#define CALLS_AT_END   64u

static void
tell(struct library_version *version)
{
	snprintf(version->built, sizeof(version->built), "%s",
		 LIBDE265_VERSION);
	snprintf(version->loaded, sizeof(version->loaded), "%s",
		 de265_get_version());
}

const struct library heif_library = {.name = "libde265", .tell = tell};

static enum gm_status
fail_nomem(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (HEVC)");
}

static enum gm_status
fail(de265_error code, struct gm_error *err)
{
	if (code == DE265_ERROR_OUT_OF_MEMORY ||
	    code == DE265_WARNING_CANNOT_APPLY_SAO_OUT_OF_MEMORY)
		return fail_nomem(err);
	return gm_fail(err,
		       code == DE265_ERROR_NOT_IMPLEMENTED_YET
			       ? GM_ERR_UNSUPPORTED
			       : GM_ERR_CORRUPT,
		       0, "%s: %s",
		       code == DE265_ERROR_NOT_IMPLEMENTED_YET ? "unsupported"
							       : "corrupt",
		       de265_get_error_text(code));
}

uint64_t
heif_decode_nbytes(const struct hevc_size *size)
{
	static const unsigned halves[] = {2, 3, 4, 6};
	uint64_t n_pixels = (uint64_t)size->width * size->height;
	unsigned sample_nbytes = size->bits > 8 ? 2 : 1;

	return PICTURE_NBYTES +
	       n_pixels * (halves[size->chroma] * sample_nbytes + PIXEL_NBYTES);
}

/*
 * The library does not expect to be without memory for what is small: there
 * must be enough for all.
 */
static enum gm_status
check_memory(uint64_t nbytes, struct gm_error *err)
{
	void *reserve = nbytes > SIZE_MAX ? NULL : malloc((size_t)nbytes);

	if (reserve == NULL)
		return fail_nomem(err);
	free(reserve);
	return GM_OK;
}

static enum gm_status
check_size(struct heif_file *file, const struct bmff_in *sps,
	   struct gm_error *err)
{
	const struct file_in *in = file->cursor.in;
	struct hevc_size size = {0};
	enum gm_status st = hevc_size_read(&size, sps, err);

	if (st != GM_OK)
		return st;
	if (size.width > IMAGE_MAX_SIDE || size.height > IMAGE_MAX_SIDE ||
	    size.height > file->max_pixels / size.width)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "a tile of %ux%u pixels is over the limit of "
			       "%llu (--max-pixels)",
			       size.width, size.height,
			       (unsigned long long)file->max_pixels);
	st = image_check_held(in, size.width, size.height,
			      heif_decode_nbytes(&size), file->max_nbytes, err);
	if (st == GM_OK)
		st = heif_file_spend(file, (uint64_t)size.width * size.height,
				     err);
	return st == GM_OK ? check_memory(heif_decode_nbytes(&size), err) : st;
}

/* The units that a decoder gets, one after another. */
struct feed {
	struct heif_file *file;
	de265_decoder_context *lib;
	unsigned n_units;
	unsigned n_pictures;
	bool has_size;
	uint64_t has_pps; /* a bit for the number of each */
};

static enum gm_status
push(struct feed *feed, const struct bmff_in *nal, struct gm_error *err)
{
	de265_error code;

	if (nal->left > INT32_MAX)
		return gm_fail(err, GM_ERR_LIMIT, 0, "a slice of %zu bytes",
			       nal->left);
	feed->n_units++;
	code = de265_push_NAL(feed->lib, nal->at, (int)nal->left, 0, NULL);
	return code == DE265_OK ? GM_OK : fail(code, err);
}

static enum gm_status
push_set(struct feed *feed, const struct bmff_in *nal, struct gm_error *err)
{
	unsigned kind = hevc_nal_kind(nal), pps = hevc_pps_number(nal);
	enum gm_status st = GM_OK;

	if (kind == HEVC_PPS && pps < 64)
		feed->has_pps |= UINT64_C(1) << pps;
	if (kind == HEVC_SPS) {
		st = check_size(feed->file, nal, err);
		feed->has_size = true;
	}
	return st == GM_OK ? push(feed, nal, err) : st;
}

static enum gm_status
push_slice(struct feed *feed, const struct bmff_in *nal, struct gm_error *err)
{
	unsigned kind = hevc_nal_kind(nal), pps;

	feed->n_pictures += hevc_nal_is_first(nal);
	if (feed->n_pictures > 1)
		return GM_OK;
	if (kind < HEVC_IRAP_FIRST || kind > HEVC_IRAP_LAST ||
	    feed->n_pictures == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a picture that needs another one");
	/* What is missing the library would complain about to stderr. */
	pps = hevc_slice_pps(nal);
	if (!feed->has_size || pps >= 64 || (feed->has_pps >> pps & 1) == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: parameter sets are missing");
	return push(feed, nal, err);
}

static enum gm_status
feed_all(struct feed *feed, const struct hevc_config *config,
	 const struct bytes *coded, struct gm_error *err)
{
	struct bmff_in in = bmff_in(coded->data, coded->nbytes);
	enum gm_status st = GM_OK;

	for (unsigned i = 0; i < config->n_sets && st == GM_OK; i++)
		st = push_set(feed, &config->sets[i], err);
	/* No more than one picture. */
	while (st == GM_OK && in.left > 0 && feed->n_pictures < 2) {
		size_t n = (size_t)bmff_number(&in, config->length_nbytes);
		struct bmff_in nal = bmff_part(&in, n);
		unsigned kind = hevc_nal_kind(&nal);

		if (in.is_short)
			break;
		if (kind <= HEVC_SLICE_LAST)
			st = push_slice(feed, &nal, err);
		else if (kind >= HEVC_VPS && kind <= HEVC_PPS)
			st = push_set(feed, &nal, err);
	}
	if (st != GM_OK)
		return st;
	feed->file->is_damaged |= in.is_short;
	if (in.is_short && !feed->file->salvages)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a unit that goes beyond its item");
	return feed->n_pictures > 0
		       ? GM_OK
		       : gm_fail(err, GM_ERR_CORRUPT, 0,
				 "corrupt: an item without a picture");
}

/* What the library has misgivings about; where it is salvaged, that it has. */
static de265_error
look_for_damage(const struct feed *feed)
{
	de265_error code = de265_get_warning(feed->lib);

	if (!feed->file->salvages || code == DE265_OK)
		return code;
	feed->file->is_damaged = true;
	return DE265_OK;
}

static enum gm_status
decode_all(const struct feed *feed, struct gm_error *err)
{
	unsigned n_calls = CALLS_PER_UNIT * feed->n_units + CALLS_AT_END;
	de265_error code = de265_flush_data(feed->lib);
	int more = 1;

	for (; code == DE265_OK && more != 0 && n_calls > 0; n_calls--)
		code = de265_decode(feed->lib, &more);
	if (code == DE265_ERROR_WAITING_FOR_INPUT_DATA ||
	    code == DE265_ERROR_IMAGE_BUFFER_FULL)
		code = DE265_OK;
	if (code == DE265_OK)
		code = look_for_damage(feed);
	return code == DE265_OK ? GM_OK : fail(code, err);
}

static void
take_planes(const struct de265_image *image, struct heif_picture *picture)
{
	for (int i = 0; i < 3; i++) {
		int stride = 0;

		picture->planes[i] = de265_get_image_plane(image, i, &stride);
		picture->strides[i] = (size_t)stride;
		picture->bits[i] = (unsigned)de265_get_bits_per_pixel(image, i);
	}
}

static enum gm_status
take_picture(de265_decoder_context *lib, struct heif_picture *picture,
	     struct gm_error *err)
{
	const struct de265_image *image = de265_peek_next_picture(lib);
	enum de265_chroma chroma;

	if (image == NULL)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: libde265 makes no picture of it");
	*picture = (struct heif_picture){
		.width = (uint32_t)de265_get_image_width(image, 0),
		.height = (uint32_t)de265_get_image_height(image, 0)};
	take_planes(image, picture);
	chroma = de265_get_chroma_format(image);
	picture->shifts[0] =
		chroma == de265_chroma_420 || chroma == de265_chroma_422;
	picture->shifts[1] = chroma == de265_chroma_420;
	if (chroma == de265_chroma_mono)
		picture->planes[1] = picture->planes[2] = NULL;
	picture->coding = (struct heif_coding){
		.primaries = (unsigned)de265_get_image_colour_primaries(image),
		.transfer = (unsigned)de265_get_image_transfer_characteristics(
			image),
		.matrix = (unsigned)de265_get_image_matrix_coefficients(image),
		.is_full = de265_get_image_full_range_flag(image) != 0};
	if (picture->width == 0 || picture->height == 0 ||
	    picture->planes[0] == NULL)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a picture without pixels");
	return GM_OK;
}

static enum gm_status
find_config(const struct heif_items *items, const struct heif_item *item,
	    struct hevc_config *config, struct gm_error *err)
{
	struct bmff_in in;
	uint32_t i = 0;

	if (!heif_items_property(items, item, HEIF_HVCC, &i, &in))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a picture without hvcC");
	return hevc_config_read(config, in, err);
}

static void
drop(struct heif_decoder *decoder)
{
	if (decoder->lib != NULL)
		de265_free_decoder(decoder->lib);
	decoder->lib = NULL;
}

/*
 * As long as one has asked for it, the library keeps tables that all decoders
 * need; to make them takes a quarter of the time of a tile.
 */
static enum gm_status
make_decoder(struct heif_decoder *decoder, struct gm_error *err)
{
	if (!decoder->has_tables && de265_init() != DE265_OK)
		return fail_nomem(err);
	decoder->has_tables = true;
	decoder->lib = de265_new_decoder();
	return decoder->lib != NULL ? GM_OK : fail_nomem(err);
}

/*
 * Where slices of a damaged picture are missing the library leaves what was in
 * memory before, of other pictures too, and need not say so.  Memory that is
 * full of one byte tells nothing.
 */
static void
fill_memory(bool fills)
{
#ifdef M_PERTURB
	(void)mallopt(M_PERTURB, fills ? 0xff : 0);
#else
	(void)fills;
#endif
}

enum gm_status
heif_decode(struct heif_decoder *decoder, struct heif_file *file,
	    const struct heif_item *item, struct heif_picture *picture,
	    struct gm_error *err)
{
	struct feed feed = {.file = file};
	struct hevc_config config = {0};
	enum gm_status st;

	drop(decoder);
	st = find_config(&file->items, item, &config, err);
	if (st == GM_OK)
		st = heif_file_load(file, item, &decoder->coded, err);
	if (st != GM_OK)
		return st;
	st = make_decoder(decoder, err);
	if (st != GM_OK)
		return st;
	feed.lib = decoder->lib;
	fill_memory(true);
	st = feed_all(&feed, &config, &decoder->coded, err);
	if (st == GM_OK)
		st = decode_all(&feed, err);
	fill_memory(false);
	return st == GM_OK ? take_picture(decoder->lib, picture, err) : st;
}

void
heif_decode_close(struct heif_decoder *decoder)
{
	drop(decoder);
	if (decoder->has_tables)
		de265_free();
	decoder->has_tables = false;
	bytes_free(&decoder->coded);
}
