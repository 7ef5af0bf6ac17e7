/* SPDX-License-Identifier: MIT */
/*
 * conversion.h - what is asked of a picture, and what came of it
 *
 * One struct goes down, from the command line through the job into every way
 * of a codec; one comes up.  Nobody copies a field of either into a struct of
 * its own, but for the report, which knows no codec.
 */
#ifndef GM_CODEC_CONVERSION_H
#define GM_CODEC_CONVERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "image/gray.h"
#include "meta/profile.h"
#include "meta/strip.h"

/* What each format makes of it is its codec's; no pixel depends on it. */
enum compress {
	COMPRESS_DEFAULT,
	COMPRESS_FAST, /* never slower than the default */
	COMPRESS_BEST  /* the smallest file, whatever time it takes */
};

/* What a picture that is only looked at must be. */
enum check_policy {
	CHECK_NOT,     /* it is converted */
	CHECK_CONTENT, /* all its pixels are gray */
	CHECK_STRICT   /* and its file holds gray samples, if its format can */
};

struct conversion {
	enum check_policy check; /* unless CHECK_NOT, a reader delivers colours
			     wherever they are, and gray for gray */
	enum gray_method gray;   /* a reader that has exactly that at hand may
				    deliver it (JPEG: Y for rec601) */
	bool pixels;      /* take the pixels even where a way without loss
			     exists, if that makes a difference */
	unsigned quality; /* JPEG, WebP: 1..100, or 0 for that of the
			     input (where it has none, JPEG is 90 and
			     WebP lossless) */
	enum compress compress;
	bool salvage;          /* a picture cut short or with damaged data is
				  delivered as far as it goes, with a warning */
	bool first_frame;      /* take the first of several frames */
	bool orient;           /* turn the picture as its EXIF says, also where
				  the output could say it */
	unsigned turn_as;      /* an orientation that the picture does not say
				  itself, to turn it by; 0 is none */
	uint8_t background[3]; /* R, G and B of what is seen through a picture
				  where the output has no alpha */
	enum profile_policy profile;
	enum strip_policy strip;
	uint64_t max_pixels; /* refuse more, from the header */
	uint64_t max_nbytes; /* refuse what needs more memory, likewise;
				0 is no limit */
};

/* How a picture became gray, where its format has more ways than one. */
enum conversion_way {
	CONVERSION_ONLY_WAY, /* there is no other */
	CONVERSION_DIRECT,
	CONVERSION_COEFFICIENTS,
	CONVERSION_PIXELS,
	CONVERSION_N_WAYS
};

/* "direct", "coefficients" or "pixels"; NULL where there is only one. */
const char *conversion_way_name(enum conversion_way way);

/* Filled as far as it came, whatever the status; a zeroed struct is valid. */
struct outcome {
	enum conversion_way way; /* the last one taken */
	uint32_t width;          /* pixels; 0 until the header was read */
	uint32_t height;
	uint32_t depth;    /* bits of a sample in the file; 0 likewise */
	uint32_t n_frames; /* that were converted; 0 until one was begun */
	bool has_more; /* bytes after the picture were left out; known once it
			  was read to its end */
	unsigned left_out; /* besides, of what the picture came with: bits of
			      enum metadata_left */
	char warning[GM_ERROR_TEXT_BYTES]; /* the first thing worth saying that
					      does not fail the picture; ""
					      is none */
};

/* Bytes of the longest text of conversion_left_out(). */
#define CONVERSION_LEFT_BYTES 128u

/* "trailing data, video": what the outcome says was left out; "" for nothing.
 */
void conversion_left_out(const struct outcome *outcome,
			 char text[CONVERSION_LEFT_BYTES]);

/* Say what picture it is; n_frames is 0 for a still, too. */
void conversion_found(struct outcome *outcome, uint32_t width, uint32_t height,
		      uint32_t depth, uint32_t n_frames);

/* Say that in outcome->warning, unless something was said before. */
void conversion_warn(struct outcome *outcome, const char *text);

#endif
