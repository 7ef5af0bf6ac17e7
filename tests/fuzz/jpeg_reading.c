/* SPDX-License-Identifier: MIT */
#include "jpeg_reading.h"

#include <jerror.h>

#include <string.h>

#include "jpeg_oracle.h"

/* Samples are read in rows of at most 65500 and one component. */
#define ROW_BYTES 65536

static struct jpeg_reading *
reading_of(j_common_ptr lib)
{
	return lib->client_data;
}

static _Noreturn void
give_up(j_common_ptr lib)
{
	struct jpeg_reading *r = reading_of(lib);
	int code = lib->err->msg_code;

	r->verdict = code == JERR_OUT_OF_MEMORY || code == JERR_NO_BACKING_STORE
			     ? JPEG_CANNOT_JUDGE
			     : JPEG_FATAL;
	lib->err->format_message(lib, r->fatal);
	longjmp(r->escape, 1);
}

/* Damage to the codes of a scan; the headers around it are in order. */
static bool
is_of_entropy_data(int code)
{
	return code == JWRN_HUFF_BAD_CODE || code == JWRN_HIT_MARKER ||
	       code == JWRN_MUST_RESYNC || code == JWRN_EXTRANEOUS_DATA;
}

static bool
is_damage(int code)
{
	return code == JWRN_HUFF_BAD_CODE || code == JWRN_HIT_MARKER ||
	       code == JWRN_MUST_RESYNC || code == JWRN_ARITH_BAD_CODE ||
	       code == JWRN_BOGUS_PROGRESSION || code == JWRN_JPEG_EOF;
}

static void
add_warning(j_common_ptr lib, struct jpeg_warnings *warnings)
{
	if (warnings->n++ == 0)
		lib->err->format_message(lib, warnings->first);
}

static void
take_message(j_common_ptr lib, int level)
{
	struct jpeg_reading *r = reading_of(lib);
	int code = lib->err->msg_code;

	if (level >= 0) {
		if (code == JTRC_SOF)
			r->sof = lib->err->msg_parm.i[0];
		return;
	}
	if (r->ends_whole && code == JWRN_JPEG_EOF)
		return;
	add_warning(lib, &r->all);
	if (!is_of_entropy_data(code))
		add_warning(lib, &r->outside);
	if (is_damage(code))
		add_warning(lib, &r->damage);
}

/* Has a scan ended, and is there nothing that another could bring? */
static bool
is_whole(const struct jpeg_decompress_struct *lib)
{
	if (lib->input_scan_number == 0 ||
	    lib->input_iMCU_row < lib->total_iMCU_rows)
		return false;
	for (int c = 0; c < lib->num_components; c++) {
		if (lib->comp_info[c].quant_table == NULL)
			return false;
		for (int i = 0; lib->progressive_mode && i < DCTSIZE2; i++)
			if (lib->coef_bits[c][i] != 0)
				return false;
	}
	return true;
}

/* Asked before each step of the reading. */
static void
watch_scans(j_common_ptr lib)
{
	struct jpeg_reading *r = reading_of(lib);

	if (r->ends_whole && is_whole(&r->lib))
		r->lib.unread_marker = JPEG_EOI;
	if (r->lib.input_scan_number <= JPEG_ORACLE_MAX_SCANS)
		return;
	r->verdict = JPEG_CANNOT_JUDGE;
	longjmp(r->escape, 1);
}

static void
prepare(struct jpeg_reading *r)
{
	memset(r, 0, sizeof(*r));
	r->verdict = JPEG_READ;
	r->lib.err = jpeg_std_error(&r->errors);
	r->lib.client_data = r;
	r->errors.error_exit = give_up;
	r->errors.emit_message = take_message;
	r->progress.progress_monitor = watch_scans;
}

/* Up to the first scan. */
static void
read_header(struct jpeg_reading *r, const struct bytes *file)
{
	jpeg_create_decompress(&r->lib);
	r->lib.progress = &r->progress;
	r->lib.mem->max_memory_to_use = 256L << 20;
	jpeg_mem_src(&r->lib, file->data, file->nbytes);
	jpeg_read_header(&r->lib, TRUE);
	if ((uint64_t)r->lib.image_width * r->lib.image_height >
	    JPEG_ORACLE_MAX_PIXELS) {
		r->verdict = JPEG_CANNOT_JUDGE;
		longjmp(r->escape, 1);
	}
}

void
jpeg_reading_open(struct jpeg_reading *r, const struct bytes *file,
		  bool ends_whole)
{
	prepare(r);
	r->ends_whole = ends_whole;
	if (setjmp(r->escape) != 0)
		return;
	read_header(r, file);
	r->coefs = jpeg_read_coefficients(&r->lib);
	r->has_more = r->lib.src->bytes_in_buffer > 0;
}

void
jpeg_reading_close(struct jpeg_reading *r)
{
	jpeg_destroy_decompress(&r->lib);
}

void
jpeg_reading_try_samples(struct jpeg_reading *r, const struct bytes *file)
{
	JSAMPLE row[ROW_BYTES];
	JSAMPROW rows[] = {row};

	prepare(r);
	if (setjmp(r->escape) != 0)
		return;
	read_header(r, file);
	r->lib.out_color_space = JCS_GRAYSCALE;
	jpeg_start_decompress(&r->lib);
	while (r->lib.output_scanline < r->lib.output_height)
		jpeg_read_scanlines(&r->lib, rows, 1);
	jpeg_finish_decompress(&r->lib);
}
