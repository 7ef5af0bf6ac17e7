/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_bool_in.h"

struct vp8_bool_in
vp8_bool_in_begin(const uint8_t *data, size_t n)
{
	/* Of such a value the first range, 255, has none: decoders differ in
	   what they make of it. */
	if (n > 0 && data[0] == 0xff)
		n = 0;
	return (struct vp8_bool_in){
		.range = VP8_BOOL_MAX_RANGE,
		.at = data,
		.end = data + n,
	};
}

struct vp8_bool_in
vp8_bool_in_fill_last(struct vp8_bool_in in)
{
	while (in.n_bits <= 56) {
		if (in.at < in.end)
			in.window |= (uint64_t)*in.at++ << (56 - in.n_bits);
		else
			in.n_beyond += 8;
		in.n_bits += 8;
	}
	return in;
}
