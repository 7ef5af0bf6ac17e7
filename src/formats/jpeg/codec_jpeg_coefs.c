/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg.h"

#include "formats/jpeg/codec_jpeg_input.h"
#include "formats/jpeg/coefs_turn.h"
#include "formats/jpeg/further.h"
#include "meta/claims.h"
#include "meta/orientation.h"

struct copier {
	struct codec_jpeg_input input; /* first */
	struct jpeg_compress_struct to;
	struct codec_jpeg_sink sink;
	struct bytes payload; /* of the segment at hand */
	struct file_in *in;
	struct file_out *out;
	const struct conversion *conversion;
	struct outcome *outcome;
	jvirt_barray_ptr *arrays; /* the library's, one for each component */
	struct turn turn;
	uint64_t index_at; /* of further pictures, in the output; 0: none */
};

/* The gray picture of JFIF is Y, if it is as fine as the whole. */
static bool
is_y_the_picture(const struct jpeg_decompress_struct *lib)
{
	const jpeg_component_info *first = lib->comp_info;

	if (lib->jpeg_color_space != JCS_YCbCr &&
	    lib->jpeg_color_space != JCS_GRAYSCALE)
		return false;
	return first->h_samp_factor == lib->max_h_samp_factor &&
	       first->v_samp_factor == lib->max_v_samp_factor;
}

/* Held at the end: all coefficients, and those of Y once more, turned. */
static uint64_t
turned_nbytes(const struct copier *c)
{
	const jpeg_component_info *first = c->input.lib.comp_info;

	return codec_jpeg_input_coefs_nbytes(&c->input) +
	       (uint64_t)first->width_in_blocks * first->height_in_blocks *
		       sizeof(JBLOCK);
}

/* How the picture is turned, if that can be done here. */
static void
choose_turn(struct copier *c)
{
	const struct conversion *conversion = c->conversion;
	const struct orientation_turner none = {0};
	struct metadata *metadata = c->input.keep.metadata;
	const struct settler *settler = metadata->settler;
	unsigned orientation =
		conversion->orient ? orientation_of(metadata, 0) : 0;

	if (orientation == 0)
		orientation = conversion->turn_as;
	c->turn = turn_upright(orientation);
	if (turn_is_none(&c->turn))
		return;
	if (!coefs_turn_is_exact(&c->turn, c->input.lib.image_width,
				 c->input.lib.image_height))
		codec_trap_fail(&c->input.trap, GM_ERR_UNSUPPORTED,
				"blocks at the edge cannot be mirrored");
	if (conversion->max_nbytes != 0 &&
	    turned_nbytes(c) > conversion->max_nbytes)
		codec_trap_fail(&c->input.trap, GM_ERR_UNSUPPORTED,
				"too large to hold the turned coefficients");
	claims_turn(metadata, 0);
	orientation_settle(metadata, 0, orientation,
			   settler != NULL ? &settler->turner : &none);
}

static void
read_step(void *ctx)
{
	struct copier *c = ctx;
	struct jpeg_decompress_struct *lib = &c->input.lib;

	codec_jpeg_input_begin(&c->input, c->in, c->conversion->max_pixels);
	conversion_found(c->outcome, lib->image_width, lib->image_height,
			 (uint32_t)lib->data_precision, 0);
	c->input.keep.metadata->was_color = lib->num_components > 1;
	if (!is_y_the_picture(lib))
		codec_trap_fail(&c->input.trap, GM_ERR_UNSUPPORTED,
				"the picture is not its first component");
	if (lib->num_components > 1 &&
	    settle_check_codes(c->input.keep.metadata, 0, c->input.trap.err) !=
		    GM_OK)
		codec_trap_leave(&c->input.trap);
	if (c->conversion->max_nbytes != 0 &&
	    codec_jpeg_input_coefs_nbytes(&c->input) >
		    c->conversion->max_nbytes)
		codec_trap_fail(&c->input.trap, GM_ERR_UNSUPPORTED,
				"too large to hold all coefficients");
	/* For the checks: the output is made of component 0. */
	lib->out_color_space = JCS_GRAYSCALE;
	codec_jpeg_input_enter(&c->input, c->conversion->salvage);
	/* Up to the end of image. */
	c->arrays = jpeg_read_coefficients(lib);
	codec_jpeg_input_check_scans(&c->input);
	codec_jpeg_input_check_blocks(&c->input, c->arrays[0]);
	if (further_find(c->input.keep.metadata, 0, c->in, c->input.trap.err) !=
	    GM_OK)
		codec_trap_leave(&c->input.trap);
	choose_turn(c);
}

/*
 * The table that the scans of component 0 were made with, as number 0: the
 * number that the file gives it may be none, when no scan asked for it.
 * jpeg_copy_critical_parameters() would want all components to keep theirs.
 */
static void
set_table(struct copier *c)
{
	const JQUANT_TBL *from = c->input.lib.comp_info[0].quant_table;
	JQUANT_TBL *to = c->to.quant_tbl_ptrs[0];

	if (from == NULL) /* nothing at all was salvaged */
		codec_trap_fail(&c->input.trap, GM_ERR_CORRUPT,
				"corrupt: the first component has no scan");
	coefs_turn_table(&c->turn, from->quantval, to->quantval);
}

/*
 * The kind of file stays what it was.  Progressive is the smaller one but for
 * the tiniest pictures, and whoever chose it wants to see the picture come;
 * the library's script for one component is as good as what is found.  The
 * tables are the file's own, for the coefficients are in memory anyway.  The
 * pass that counts for them also refuses what no table has a code for; the
 * library's fixed tables would write a broken file, and say nothing.
 */
static void
write_step(void *ctx)
{
	struct copier *c = ctx;
	struct jpeg_compress_struct *to = &c->to;
	const struct metadata *metadata = c->input.keep.metadata;
	struct jpeg_decompress_struct *from = &c->input.lib;
	bool is_transposed = c->turn.transposes;
	jvirt_barray_ptr turned;

	codec_jpeg_sink_begin(
		&c->sink, to, &c->input.trap, c->out,
		is_transposed ? from->image_height : from->image_width,
		is_transposed ? from->image_width : from->image_height);
	set_table(c);
	to->optimize_coding = TRUE;
	if (c->input.lib.progressive_mode)
		jpeg_simple_progression(to);
	codec_jpeg_meta_set_jfif(to, metadata);
	if (turn_is_none(&c->turn)) {
		jpeg_write_coefficients(to, c->arrays);
	} else {
		turned = coefs_turn(&c->turn, from, c->arrays[0], to);
		jpeg_write_coefficients(to, &turned);
	}
	c->index_at = codec_jpeg_meta_write(to, metadata, &c->payload);
	jpeg_finish_compress(to);
}

enum gm_status
codec_jpeg_coefs_copy(void **state, struct file_in *in, struct file_out *out,
		      const struct conversion *conversion,
		      struct metadata *metadata, struct outcome *outcome,
		      struct gm_error *err)
{
	struct copier c = {
		.input = {.keep = {.metadata = metadata},
			  .trap = {.warning = outcome->warning}},
		.in = in,
		.out = out,
		.conversion = conversion,
		.outcome = outcome,
	};
	const char *warning = NULL;
	enum gm_status st;

	(void)state;
	st = codec_trap_run(&c.input.trap, read_step, &c, err);
	if (st == GM_OK)
		st = settle_end(metadata, 0, &warning, err);
	if (st == GM_OK)
		outcome->has_more =
			codec_jpeg_source_has_more(&c.input.source, metadata);
	if (warning != NULL)
		conversion_warn(outcome, warning);
	if (st == GM_OK)
		st = codec_trap_run(&c.input.trap, write_step, &c, err);
	if (st == GM_OK)
		st = further_write(metadata, c.index_at, in, out, err);
	jpeg_destroy_compress(&c.to);
	bytes_free(&c.payload);
	jpeg_destroy_decompress(&c.input.lib);
	/* Pixels end where the library does; coefficients it then keeps. */
	if (st == GM_ERR_CORRUPT && conversion->salvage)
		err->status = st = GM_ERR_UNSUPPORTED;
	return st;
}
