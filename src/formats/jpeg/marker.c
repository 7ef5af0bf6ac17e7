/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/marker.h"

#include "base/octets.h"

static enum gm_status
ends_early(struct file_in *in, struct gm_error *err)
{
	enum gm_status st = file_in_status(in, err);

	return st != GM_OK ? st
			   : gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				     "the file ends before the picture does");
}

enum gm_status
marker_peek(struct file_in *in, unsigned *code, size_t *nbytes,
	    struct gm_error *err)
{
	const uint8_t *data;
	size_t n = 2, at = 1;

	if (file_in_peek(in, n, &data) < n)
		return ends_early(in, err);
	if (data[0] != 0xff || data[1] == 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "bytes that belong to nothing");
	while (data[at] == 0xff) {
		n = ++at + 1;
		if (n > FILE_IN_BUFFER_BYTES)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "too many fill bytes");
		if (file_in_peek(in, n, &data) < n)
			return ends_early(in, err);
	}
	if (data[at] == 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "bytes that belong to nothing");
	*code = data[at];
	*nbytes = n;
	return GM_OK;
}

enum gm_status
marker_peek_segment(struct file_in *in, const uint8_t **payload, size_t *nbytes,
		    struct gm_error *err)
{
	const uint8_t *data;
	size_t length;

	if (file_in_peek(in, 2, &data) < 2)
		return ends_early(in, err);
	length = octets_u16be(data);
	if (length < 2)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a segment without length");
	if (file_in_peek(in, length, &data) < length)
		return ends_early(in, err);
	*payload = data + 2;
	*nbytes = length - 2;
	return GM_OK;
}
