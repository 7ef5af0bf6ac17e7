/* SPDX-License-Identifier: MIT */
/*
 * fuzz_jxl.c - JPEG XL on any bytes: by pixels, and by the JPEG in it
 *
 * What every codec promises.  What is read are the samples that libjxl gives
 * where it is asked for nothing else, and what was coded without loss and is
 * written again has their gray.  Of a file that holds a JPEG the direct ways
 * make a gray one, in JPEG XL and by itself: both are the same, and have the Y
 * of the JPEG that libjxl makes.
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <string.h>

#include <jxl/decode.h>
#include <jxl/encode.h>

#include "by_pixels.h"
#include "codec_check.h"
#include "formats/formats.h"
#include "formats/jxl/jxl_lib.h"
#include "formats/modules.h"
#include "fuzz_fail.h"
#include "fuzz_noise.h"
#include "fuzz_outcome.h"
#include "jpeg_oracle.h"
#include "meta/orientation.h"

/* No JPEG of a small picture is longer. */
#define MOST_JPEG_NBYTES (UINT32_C(4) << 20)

/* Read by itself. */
struct reading {
	struct decoder dec;
	struct bytes rows;
};

static enum gm_status
read_rows(struct reading *reading, const struct codec_reader *reader,
	  struct gm_error *err)
{
	struct decoder *dec = &reading->dec;
	size_t nbytes = image_row_nbytes(&dec->info) * dec->info.height;
	enum gm_status st = bytes_reserve(&reading->rows, nbytes, err);

	if (st == GM_OK)
		st = reader->rows(dec, reading->rows.data, dec->info.height,
				  err);
	reading->rows.nbytes = nbytes;
	return st;
}

static bool
read_file(const struct bytes *file, struct reading *reading)
{
	const struct conversion conversion = {
		.max_pixels = CODEC_CHECK_MAX_PIXELS, .first_frame = true};
	const struct codec_reader *reader = codec_jxl.reader;
	struct outcome outcome = {0};
	struct fuzz_file_in in;
	struct gm_error err = {0};
	enum gm_status st;

	fuzz_file_in_open(&in, file->data, file->nbytes, FUZZ_FILE_ALL);
	reading->dec.codec = &codec_jxl;
	reading->dec.outcome = &outcome;
	st = reader->open(&reading->dec, &in.file, &conversion, &err);
	if (st == GM_OK)
		st = read_rows(reading, reader, &err);
	reader->close(&reading->dec);
	fuzz_file_in_close(&in);
	if (st != GM_OK)
		fuzz_require_reason(st, &err);
	return st == GM_OK;
}

static void
free_reading(struct reading *reading)
{
	metadata_free(&reading->dec.metadata);
	bytes_free(&reading->rows);
}

/* What the library says and gives. */
struct answer {
	JxlDecoder *lib;
	JxlBasicInfo basic;
	bool has_black; /* its colours are inks */
	JxlPixelFormat format;
	struct bytes bytes; /* pixels, or a JPEG */
};

static bool
ask(struct answer *a, const struct bytes *file, int events,
    bool keeps_orientation)
{
	a->lib = JxlDecoderCreate(NULL);
	return JxlDecoderSubscribeEvents(a->lib, events) == JXL_DEC_SUCCESS &&
	       JxlDecoderSetKeepOrientation(a->lib, keeps_orientation) ==
		       JXL_DEC_SUCCESS &&
	       JxlDecoderSetUnpremultiplyAlpha(a->lib, JXL_TRUE) ==
		       JXL_DEC_SUCCESS &&
	       JxlDecoderSetInput(a->lib, file->data, file->nbytes) ==
		       JXL_DEC_SUCCESS;
}

static void
free_answer(struct answer *a)
{
	JxlDecoderDestroy(a->lib);
	bytes_free(&a->bytes);
}

static void
take_basic(struct answer *a)
{
	JxlDecoderGetBasicInfo(a->lib, &a->basic);
	for (uint32_t i = 0; i < a->basic.num_extra_channels; i++) {
		JxlExtraChannelInfo info;

		a->has_black |= JxlDecoderGetExtraChannelInfo(
					a->lib, i, &info) == JXL_DEC_SUCCESS &&
				info.type == JXL_CHANNEL_BLACK;
	}
}

/* XYB becomes sRGB where nothing better is said in numbers. */
static void
choose_color(const struct answer *a)
{
	JxlColorEncoding encoding;

	if (a->basic.uses_original_profile ||
	    JxlDecoderGetColorAsEncodedProfile(
		    a->lib, JXL_NO_FORMAT JXL_COLOR_PROFILE_TARGET_ORIGINAL,
		    &encoding) == JXL_DEC_SUCCESS)
		return;
	JxlColorEncodingSetToSRGB(&encoding, a->basic.num_color_channels == 1);
	JxlDecoderSetPreferredColorProfile(a->lib, &encoding);
}

static void
lend_pixels(struct answer *a)
{
	struct gm_error err;
	size_t nbytes = 0;

	fuzz_require(JxlDecoderImageOutBufferSize(a->lib, &a->format,
						  &nbytes) == JXL_DEC_SUCCESS &&
			     bytes_reserve(&a->bytes, nbytes, &err) == GM_OK &&
			     JxlDecoderSetImageOutBuffer(
				     a->lib, &a->format, a->bytes.data,
				     nbytes) == JXL_DEC_SUCCESS,
		     "the oracle takes what was read", NULL);
	a->bytes.nbytes = nbytes;
}

/* False where it finds an end, or a fault, before. */
static bool
decode_first(struct answer *a)
{
	for (;;)
		switch (JxlDecoderProcessInput(a->lib)) {
		case JXL_DEC_BASIC_INFO:
			take_basic(a);
			break;
		case JXL_DEC_COLOR_ENCODING:
			choose_color(a);
			break;
		case JXL_DEC_NEED_IMAGE_OUT_BUFFER:
			lend_pixels(a);
			break;
		case JXL_DEC_FULL_IMAGE:
			return true;
		default:
			return false;
		}
}

/* Shapes that rows have as the library gives them. */
static bool
is_as_given(const struct answer *a, const struct image_info *info)
{
	bool are_floats = a->basic.exponent_bits_per_sample > 0;

	return !a->has_black &&
	       !(are_floats && info->bits == 16 && info->channels % 2 == 0);
}

static void
check_samples(const struct bytes *file, const struct reading *reading)
{
	const struct image_info *info = &reading->dec.info;
	struct answer a = {
		.format = {.num_channels = info->channels,
			   .data_type = info->bits == 8    ? JXL_TYPE_UINT8
					: info->bits == 16 ? JXL_TYPE_UINT16
							   : JXL_TYPE_FLOAT}};
	unsigned orientation = orientation_of(&reading->dec.metadata, 0);
	bool is_turned = orientation > ORIENTATION_UPRIGHT;

	fuzz_require(ask(&a, file,
			 JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING |
				 JXL_DEC_FULL_IMAGE,
			 is_turned) &&
			     decode_first(&a),
		     "the library reads what was read", NULL);
	fuzz_require(!is_turned || (unsigned)a.basic.orientation == orientation,
		     "what is not turned is so by EXIF", NULL);
	if (is_as_given(&a, info))
		fuzz_require_same(&reading->rows, &a.bytes,
				  "the samples that the library gives");
	free_answer(&a);
}

/* Of a picture without loss, the copy has the gray of c, and no loss. */
static void
check_copy(const struct by_pixels *c)
{
	struct reading is = {0};

	fuzz_require(read_file(&c->out, &is), "a copy can be read", NULL);
	fuzz_require(is.dec.lossy_quality == 0,
		     "a copy is without loss, as its picture", NULL);
	fuzz_require_same(&is.rows, &c->rows, "a copy has the gray samples");
	free_reading(&is);
}

static void
check_pixels(const struct bytes *file)
{
	struct by_pixels_options options = {
		.conversion = {.max_pixels = CODEC_CHECK_MAX_PIXELS,
			       .first_frame = true,
			       .compress = COMPRESS_FAST},
	};
	struct reading was = {0};
	struct by_pixels c = {0};

	if (read_file(file, &was)) {
		check_samples(file, &was);
		if (was.dec.lossy_quality == 0)
			by_pixels_run(&c, file, &options);
		if (c.out_codec != NULL && c.status == GM_OK)
			check_copy(&c);
	}
	by_pixels_free(&c);
	free_reading(&was);
}

static void
lend_jpeg(struct answer *a)
{
	struct gm_error err;

	if (bytes_reserve(&a->bytes, MOST_JPEG_NBYTES, &err) != GM_OK)
		abort();
	JxlDecoderSetJPEGBuffer(a->lib, a->bytes.data, MOST_JPEG_NBYTES);
}

/* False where the file holds none that is whole. */
static bool
make_jpeg(struct answer *a, const struct bytes *file)
{
	bool is_made =
		ask(a, file, JXL_DEC_JPEG_RECONSTRUCTION | JXL_DEC_FULL_IMAGE,
		    false) &&
		JxlDecoderProcessInput(a->lib) == JXL_DEC_JPEG_RECONSTRUCTION;

	if (is_made) {
		lend_jpeg(a);
		is_made = JxlDecoderProcessInput(a->lib) == JXL_DEC_FULL_IMAGE;
		a->bytes.nbytes =
			MOST_JPEG_NBYTES - JxlDecoderReleaseJPEGBuffer(a->lib);
	}
	return is_made;
}

static void
check_luma(const struct bytes *file, const struct fuzz_outcome *o)
{
	bool is_copied = o->outcome.way == CONVERSION_DIRECT;
	struct answer a = {0};

	fuzz_require(make_jpeg(&a, file), "the library makes a JPEG", NULL);
	jpeg_oracle_check(&a.bytes, &o->out.buf,
			  &(struct jpeg_oracle_claim){
				  .way = is_copied ? JPEG_ORACLE_COPIED
						   : JPEG_ORACLE_RECODED,
				  .width = o->outcome.width,
				  .height = o->outcome.height,
				  .has_more = o->outcome.has_more,
				  .may_lack_end = o->outcome.warning[0] != '\0',
			  });
	free_answer(&a);
}

/* Where there is no room for what a JPEG has besides its picture, a copy holds
   the coefficients alone. */
static void
check_held(const struct fuzz_outcome *in_jxl, const struct fuzz_outcome *jpeg)
{
	struct reading reading = {0};
	struct answer a = {0};

	if (make_jpeg(&a, &in_jxl->out.buf))
		fuzz_require_same(&a.bytes, &jpeg->out.buf,
				  "the gray JPEG is in the copy");
	else
		fuzz_require(read_file(&in_jxl->out.buf, &reading),
			     "a copy can be read", NULL);
	free_reading(&reading);
	free_answer(&a);
}

static void
check_direct(const struct bytes *file)
{
	/* Kept, so that what is stale shows. */
	static void *state[2];
	const struct conversion conversion = {.max_pixels =
						      CODEC_CHECK_MAX_PIXELS};
	struct fuzz_outcome o[2];

	for (size_t i = 0; i < 2; i++) {
		fuzz_outcome_run(codec_jxl.direct[i]->copy, &state[i], file,
				 &conversion, fuzz_file_lending(), &o[i]);
		if (o[i].status != GM_OK)
			fuzz_require_reason(o[i].status, &o[i].err);
	}
	if (o[1].status == GM_OK)
		check_luma(file, &o[1]);
	if (o[0].status == GM_OK) {
		fuzz_require(o[1].status == GM_OK,
			     "what is held in JPEG XL is a JPEG", &o[1].err);
		check_held(&o[0], &o[1]);
	}
	fuzz_file_out_close(&o[0].out);
	fuzz_file_out_close(&o[1].out);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const struct codec *const codecs[] = {&codec_jxl, NULL};
	const struct bytes file = {.data = (uint8_t *)data, .nbytes = size};

	if (codec_jxl.reader == NULL)
		modules_use(&codec_jxl, &graymill_module_jxl);
	if (!codec_jxl.sniff(data, size))
		return 0;
	codec_check(data, size, codecs);
	check_pixels(&file);
	check_direct(&file);
	return 0;
}
