/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl_encoder.h"

#include <math.h>

#include "formats/jxl/jxl_boxes.h"
#include "formats/jxl/jxl_color.h"
#include "meta/orientation.h"

/* Bytes that are asked for at a time. */
#define PIECE_NBYTES 16384u

/*
 * Of memory, for a pixel, by measurement (0.7.0), rounded up: without loss 42,
 * at high effort up to 110, of pictures with much that is alike; with loss 69;
 * for alpha 21, at high effort 32; of a JPEG 58.
 */
#define LOSSLESS_NBYTES 48u
#define BEST_NBYTES     128u
#define LOSSY_NBYTES    80u
#define ALPHA_NBYTES    36u
#define JPEG_NBYTES     72u
#define SPARE_NBYTES    (UINT64_C(16) << 20)

uint64_t
jxl_encoder_nbytes(const struct jxl_coding *coding)
{
	const struct image_info *info = &coding->info;
	uint32_t nbytes = coding->quality != 0                ? LOSSY_NBYTES
			  : coding->compress == COMPRESS_BEST ? BEST_NBYTES
							      : LOSSLESS_NBYTES;

	if (info->channels == 2)
		nbytes += ALPHA_NBYTES;
	return SPARE_NBYTES + (uint64_t)info->width * info->height * nbytes;
}

uint64_t
jxl_encoder_jpeg_nbytes(uint64_t n_pixels, size_t nbytes)
{
	return SPARE_NBYTES + n_pixels * JPEG_NBYTES + nbytes * 2;
}

enum gm_status
jxl_encoder_open(struct jxl_encoder *encoder, uint64_t nbytes,
		 struct gm_error *err)
{
	enum gm_status st = jxl_lib_begin(&encoder->hush, nbytes, err);

	if (st != GM_OK)
		return st;
	encoder->lib = JxlEncoderCreate(NULL);
	if (encoder->lib != NULL)
		encoder->settings =
			JxlEncoderFrameSettingsCreate(encoder->lib, NULL);
	return encoder->settings != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JXL)");
}

static enum gm_status
fail(struct gm_error *err)
{
	if (err->status != GM_OK)
		return err->status;
	return jxl_lib_fail(GM_ERR_UNSUPPORTED,
			    "libjxl cannot write the picture", err);
}

/*
 * Levels of effort of the library (0.7.0), without loss: of photographs 3 takes
 * three times as long as 1, for 9 to 30 % less; 7 takes ten times as long as
 * 3, for 1 to 25 % less.  With loss: 3 takes a quarter of the time of 5, for
 * 6 % more; 7 nearly twice that of 5, for nothing that can be counted.
 */
static int64_t
effort_of(const struct jxl_coding *coding)
{
	switch (coding->compress) {
	case COMPRESS_FAST:
		return coding->quality == 0 ? 1 : 3;
	case COMPRESS_BEST:
		return 7;
	default:
		return coding->quality == 0 ? 3 : 5;
	}
}

/*
 * What libjxl's own program takes a quality for: 90 is a distance of 1, at
 * which, side by side, nobody sees a difference.
 */
static float
distance_of(unsigned quality)
{
	if (quality >= 30)
		return 0.1f + (float)(100 - quality) * 0.09f;
	return 6.4f + powf(2.5f, (float)(30 - (int)quality) / 5) / 6.25f;
}

static bool
set_basic(const struct jxl_encoder *encoder, const struct jxl_coding *coding,
	  unsigned orientation)
{
	const struct image_info *info = &coding->info;
	uint32_t exponent_bits = info->bits == 32 ? 8 : 0;
	JxlBasicInfo basic;

	JxlEncoderInitBasicInfo(&basic);
	basic.xsize = info->width;
	basic.ysize = info->height;
	basic.bits_per_sample = info->bits;
	basic.exponent_bits_per_sample = exponent_bits;
	basic.num_color_channels = 1;
	if (info->channels == 2) {
		basic.num_extra_channels = 1;
		basic.alpha_bits = info->bits;
		basic.alpha_exponent_bits = exponent_bits;
	}
	basic.uses_original_profile = coding->quality == 0;
	if (orientation > ORIENTATION_UPRIGHT)
		basic.orientation = (JxlOrientation)orientation;
	return JxlEncoderSetBasicInfo(encoder->lib, &basic) == JXL_ENC_SUCCESS;
}

static bool
configure(const struct jxl_encoder *encoder, const struct jxl_coding *coding)
{
	JxlEncoderFrameSettings *settings = encoder->settings;

	if (JxlEncoderFrameSettingsSetOption(
		    settings, JXL_ENC_FRAME_SETTING_EFFORT,
		    effort_of(coding)) != JXL_ENC_SUCCESS)
		return false;
	if (coding->quality == 0)
		return JxlEncoderSetFrameLossless(settings, JXL_TRUE) ==
		       JXL_ENC_SUCCESS;
	return JxlEncoderSetFrameDistance(settings,
					  distance_of(coding->quality)) ==
		       JXL_ENC_SUCCESS &&
	       JxlEncoderFrameSettingsSetOption(
		       settings, JXL_ENC_FRAME_SETTING_KEEP_INVISIBLE, 1) ==
		       JXL_ENC_SUCCESS;
}

static bool
add_frame(const struct jxl_encoder *encoder, const struct image_info *info,
	  const void *samples)
{
	const JxlPixelFormat format = {
		.num_channels = info->channels,
		.data_type = info->bits == 8    ? JXL_TYPE_UINT8
			     : info->bits == 16 ? JXL_TYPE_UINT16
						: JXL_TYPE_FLOAT,
		.endianness = JXL_NATIVE_ENDIAN,
	};

	return JxlEncoderAddImageFrame(encoder->settings, &format, samples,
				       image_row_nbytes(info) * info->height) ==
	       JXL_ENC_SUCCESS;
}

/* What turns the picture for who looks at it is not EXIF. */
enum gm_status
jxl_encoder_add_picture(struct jxl_encoder *encoder,
			const struct jxl_coding *coding,
			const struct metadata *metadata, const void *samples,
			struct gm_error *err)
{
	const struct image_info *info = &coding->info;

	*err = (struct gm_error){0};
	if (!set_basic(encoder, coding, orientation_of(metadata, 0)) ||
	    !jxl_color_put(encoder->lib, metadata, info->bits == 32, err) ||
	    !jxl_boxes_put(encoder->lib, metadata) ||
	    !configure(encoder, coding) || !add_frame(encoder, info, samples))
		return fail(err);
	JxlEncoderCloseInput(encoder->lib);
	return GM_OK;
}

enum gm_status
jxl_encoder_add_jpeg(struct jxl_encoder *encoder, const struct bytes *jpeg,
		     const struct metadata *metadata, enum compress compress,
		     bool as_file, struct gm_error *err)
{
	const struct jxl_coding coding = {.compress = compress};

	*err = (struct gm_error){0};
	if (JxlEncoderStoreJPEGMetadata(encoder->lib, as_file) !=
		    JXL_ENC_SUCCESS ||
	    !jxl_boxes_put(encoder->lib, metadata) ||
	    JxlEncoderFrameSettingsSetOption(
		    encoder->settings, JXL_ENC_FRAME_SETTING_EFFORT,
		    effort_of(&coding)) != JXL_ENC_SUCCESS ||
	    JxlEncoderAddJPEGFrame(encoder->settings, jpeg->data,
				   jpeg->nbytes) != JXL_ENC_SUCCESS)
		return fail(err);
	JxlEncoderCloseInput(encoder->lib);
	return GM_OK;
}

enum gm_status
jxl_encoder_finish(struct jxl_encoder *encoder, struct file_out *out,
		   struct gm_error *err)
{
	uint8_t piece[PIECE_NBYTES];
	JxlEncoderStatus result;
	enum gm_status st = GM_OK;

	*err = (struct gm_error){0};
	do {
		uint8_t *next = piece;
		size_t n_left = sizeof(piece);

		result = JxlEncoderProcessOutput(encoder->lib, &next, &n_left);
		if (result == JXL_ENC_ERROR)
			return fail(err);
		st = file_out_write(out, piece, sizeof(piece) - n_left, err);
	} while (st == GM_OK && result == JXL_ENC_NEED_MORE_OUTPUT);
	return st;
}

void
jxl_encoder_close(struct jxl_encoder *encoder)
{
	if (encoder->lib != NULL)
		JxlEncoderDestroy(encoder->lib);
	encoder->lib = NULL;
	hush_end(&encoder->hush);
}
