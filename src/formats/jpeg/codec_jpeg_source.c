/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg_source.h"

#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/further.h"

static struct codec_jpeg_source *
source_of(j_decompress_ptr cinfo)
{
	return (struct codec_jpeg_source *)cinfo->src;
}

bool
codec_jpeg_source_has_ended(j_common_ptr cinfo)
{
	return cinfo->is_decompressor != FALSE &&
	       source_of((j_decompress_ptr)cinfo)->has_ended;
}

bool
codec_jpeg_is_between_scans(j_decompress_ptr cinfo)
{
	return cinfo->input_scan_number > 0 &&
	       cinfo->input_iMCU_row == cinfo->total_iMCU_rows;
}

/* A component gets its table when its first scan begins. */
static bool
is_component_whole(j_decompress_ptr cinfo, int component)
{
	if (cinfo->comp_info[component].quant_table == NULL)
		return false;
	for (int i = 0; cinfo->coef_bits != NULL && i < DCTSIZE2; i++)
		if (cinfo->coef_bits[component][i] != 0)
			return false;
	return true;
}

bool
codec_jpeg_is_whole(j_decompress_ptr cinfo)
{
	if (!codec_jpeg_is_between_scans(cinfo))
		return false;
	for (int i = 0; i < cinfo->num_components; i++)
		if (!is_component_whole(cinfo, i))
			return false;
	return true;
}

/*
 * The file has no more bytes where some should be.  In a scan the library
 * asks for more than it needs.
 */
static void
hit_end(j_decompress_ptr cinfo)
{
	struct codec_jpeg_source *source = source_of(cinfo);
	struct codec_trap *trap = cinfo->client_data;
	bool is_in_scan = cinfo->input_scan_number > 0 &&
			  !codec_jpeg_is_between_scans(cinfo);

	if (file_in_status(source->in, trap->err) != GM_OK)
		codec_trap_leave(trap);
	if (!source->has_ended)
		source->end_row = cinfo->input_iMCU_row;
	source->has_ended = true;
	if (!is_in_scan && !codec_jpeg_is_whole(cinfo))
		codec_trap_damage(trap, GM_ERR_TRUNCATED,
				  CODEC_JPEG_TRUNCATED_TEXT);
}

static boolean
fill(j_decompress_ptr cinfo)
{
	/* An end of image makes the library deliver what it has. */
	static const uint8_t end_of_image[] = {0xff, JPEG_EOI};
	struct codec_jpeg_source *source = source_of(cinfo);
	const uint8_t *data;

	/*
	 * All of the loan was consumed: the library asks for no other reason,
	 * though in mid-scan bytes_in_buffer does not say so.
	 */
	file_in_skip(source->in, source->n_lent);
	source->n_lent = file_in_peek(source->in, 1, &data);
	source->lib.bytes_in_buffer = source->n_lent;
	source->lib.next_input_byte = data;
	if (source->n_lent == 0) {
		hit_end(cinfo);
		source->lib.bytes_in_buffer = sizeof(end_of_image);
		source->lib.next_input_byte = end_of_image;
	}
	return TRUE;
}

/* nbytes <= 0 does nothing, as the library asks. */
static void
skip(j_decompress_ptr cinfo, long nbytes)
{
	struct jpeg_source_mgr *lib = cinfo->src;

	while (nbytes > 0) {
		size_t part = (size_t)nbytes;

		if (lib->bytes_in_buffer == 0)
			fill(cinfo);
		if (part > lib->bytes_in_buffer)
			part = lib->bytes_in_buffer;
		lib->bytes_in_buffer -= part;
		lib->next_input_byte += part;
		nbytes -= (long)part;
	}
}

static void
begin_or_end_source(j_decompress_ptr cinfo)
{
	(void)cinfo; /* opened and closed by others */
}

void
codec_jpeg_source_init(struct codec_jpeg_source *source, j_decompress_ptr cinfo,
		       struct file_in *in)
{
	source->in = in;
	source->n_lent = 0;
	source->has_ended = false;
	source->has_more = false;
	source->end_row = 0;
	source->lib = (struct jpeg_source_mgr){
		.init_source = begin_or_end_source,
		.fill_input_buffer = fill,
		.skip_input_data = skip,
		.resync_to_restart = jpeg_resync_to_restart,
		.term_source = begin_or_end_source,
	};
	cinfo->src = &source->lib;
}

/* Pass over the rest of a file that ends where it should not. */
static void
drop_rest(j_decompress_ptr cinfo, size_t n_left)
{
	file_in_skip(source_of(cinfo)->in, n_left);
	hit_end(cinfo);
}

/* Between segments bytes_in_buffer is exact: give back the rest. */
static void
return_loan(struct codec_jpeg_source *source)
{
	if (source->n_lent > 0)
		file_in_skip(source->in,
			     source->n_lent - source->lib.bytes_in_buffer);
	source->n_lent = 0;
	source->lib.bytes_in_buffer = 0;
}

bool
codec_jpeg_source_segment(j_decompress_ptr cinfo, const uint8_t **payload,
			  size_t *nbytes)
{
	struct codec_jpeg_source *source = source_of(cinfo);
	const uint8_t *data;
	size_t length, n;

	return_loan(source);
	n = file_in_peek(source->in, 2, &data);
	if (n < 2) {
		drop_rest(cinfo, n);
		return false;
	}
	/* T.81 B.1.1.4: the length counts itself; it fits in one peek. */
	length = octets_u16be(data);
	/* The library takes such a segment for an empty one. */
	if (length < 2)
		length = 2;
	n = file_in_peek(source->in, length, &data);
	if (n < length) {
		drop_rest(cinfo, n);
		return false;
	}
	*payload = data + 2;
	*nbytes = length - 2;
	file_in_skip(source->in, length);
	return true;
}

/*
 * Pass n bytes at data but for the last, up to a 0xff; after one of those that
 * are no marker (T.81 B.1.1.2) pass it.
 */
static size_t
n_before_marker(const uint8_t *data, size_t n, uint64_t *n_odd)
{
	const uint8_t *ff = memchr(data, 0xff, n - 1);
	size_t at = ff == NULL ? n - 1 : (size_t)(ff - data);

	*n_odd += at;
	if (ff == NULL || at > 0)
		return at;
	if (data[1] == 0)
		*n_odd += 2;
	return data[1] == 0 ? 2 : data[1] == 0xff ? 1 : 0;
}

int
codec_jpeg_source_marker(j_decompress_ptr cinfo, uint64_t *n_odd)
{
	struct codec_jpeg_source *source = source_of(cinfo);
	int code = cinfo->unread_marker;
	const uint8_t *data;
	size_t n;

	*n_odd = 0;
	cinfo->unread_marker = 0;
	/* The one that fill() makes up is none. */
	if (code != 0)
		return source->has_ended ? 0 : code;
	return_loan(source);
	while ((n = file_in_peek(source->in, 2, &data)) >= 2) {
		size_t n_passed = n_before_marker(data, n, n_odd);

		code = n_passed == 0 ? data[1] : 0;
		file_in_skip(source->in, n_passed == 0 ? 2 : n_passed);
		if (code != 0)
			return code;
	}
	*n_odd += n;
	drop_rest(cinfo, n);
	return 0;
}

uint64_t
codec_jpeg_source_tell(j_decompress_ptr cinfo)
{
	return source_of(cinfo)->in->n_read;
}

bool
codec_jpeg_source_has_more(struct codec_jpeg_source *source,
			   const struct metadata *metadata)
{
	return_loan(source);
	return source->has_more || further_leaves_some(metadata, source->in);
}
