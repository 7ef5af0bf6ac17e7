/* SPDX-License-Identifier: MIT */
/*
 * conversion.h - a picture to its gray one by way of its pixels, as a job does
 */
#ifndef GM_FUZZ_CONVERSION_H
#define GM_FUZZ_CONVERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/codec.h"
#include "fuzz_file.h"

struct conversion_options {
	struct decode_options decode;
	struct encode_options encode;
	bool to_png;
	uint32_t strip_rows; /* decoded at a time; 0 is all */
	enum fuzz_file_lending lending;
};

/* What came of it; a zeroed struct is valid. */
struct conversion {
	enum gm_status status;
	struct gm_error err;
	const struct codec *in_codec;  /* NULL: no codec knows the content */
	const struct codec *out_codec; /* NULL: it did not come to that */
	struct image_info info;        /* of the original */
	char warning[GM_ERROR_TEXT_BYTES];
	bool has_more;
	struct bytes rows; /* all of the gray picture */
	struct bytes out;  /* the gray file */
};

/* The caller releases *c with conversion_free() whatever its status. */
void conversion_run(struct conversion *c, const struct bytes *original,
		    const struct conversion_options *options);

void conversion_free(struct conversion *c);

#endif
