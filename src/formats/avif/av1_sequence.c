/* SPDX-License-Identifier: MIT */
#include "formats/avif/av1_sequence.h"

/* Levels above it have a tier (5.5.1). */
#define LEVEL_WITHOUT_TIER 7u

static void
read_timing(struct av1_sequence *s, struct av1_bits *bits)
{
	av1_bits_skip(bits, 64); /* units and scale */
	s->has_equal_interval = av1_bits_flag(bits);
	if (s->has_equal_interval)
		av1_bits_skip_uvlc(bits);
}

/* *delay_bits are those of two delays of each operating point. */
static void
read_decoder_model(struct av1_sequence *s, struct av1_bits *bits,
		   unsigned *delay_bits)
{
	*delay_bits = av1_bits_get(bits, 5) + 1;
	av1_bits_skip(bits, 32);
	s->removal_time_bits = av1_bits_get(bits, 5) + 1;
	s->presentation_bits = av1_bits_get(bits, 5) + 1;
}

static void
read_points(struct av1_sequence *s, struct av1_bits *bits, unsigned delay_bits)
{
	bool has_display_delay = av1_bits_flag(bits);

	s->n_operating_points = av1_bits_get(bits, 5) + 1;
	for (unsigned i = 0; i < s->n_operating_points; i++) {
		s->points[i].idc = av1_bits_get(bits, 12);
		if (av1_bits_get(bits, 5) > LEVEL_WITHOUT_TIER)
			av1_bits_skip(bits, 1);
		if (s->has_decoder_model) {
			s->points[i].has_decoder_model = av1_bits_flag(bits);
			if (s->points[i].has_decoder_model)
				av1_bits_skip(bits, 2 * delay_bits + 1);
		}
		if (has_display_delay && av1_bits_flag(bits))
			av1_bits_skip(bits, 4);
	}
}

/* What comes before the size. */
static void
read_operation(struct av1_sequence *s, struct av1_bits *bits)
{
	unsigned delay_bits = 0;

	if (s->is_reduced) {
		s->n_operating_points = 1;
		av1_bits_skip(bits, 5); /* level */
		return;
	}
	if (av1_bits_flag(bits)) {
		read_timing(s, bits);
		s->has_decoder_model = av1_bits_flag(bits);
		if (s->has_decoder_model)
			read_decoder_model(s, bits, &delay_bits);
	}
	read_points(s, bits, delay_bits);
}

static void
read_size(struct av1_sequence *s, struct av1_bits *bits)
{
	s->width_bits = av1_bits_get(bits, 4) + 1;
	s->height_bits = av1_bits_get(bits, 4) + 1;
	s->width = av1_bits_get(bits, s->width_bits) + 1;
	s->height = av1_bits_get(bits, s->height_bits) + 1;
	if (!s->is_reduced && av1_bits_flag(bits)) {
		unsigned delta_bits = av1_bits_get(bits, 4) + 2;

		s->frame_id_bits = av1_bits_get(bits, 3) + delta_bits + 1;
	}
}

static void
read_tools(struct av1_sequence *s, struct av1_bits *bits)
{
	bool has_order_hint;

	s->has_large_blocks = av1_bits_flag(bits);
	av1_bits_skip(bits, 2); /* filters of intra prediction */
	s->screen_content = AV1_SELECT;
	s->integer_mv = AV1_SELECT;
	if (s->is_reduced)
		return;
	av1_bits_skip(bits, 4); /* of prediction from other frames */
	has_order_hint = av1_bits_flag(bits);
	if (has_order_hint)
		av1_bits_skip(bits, 2);
	if (!av1_bits_flag(bits))
		s->screen_content = av1_bits_get(bits, 1);
	if (s->screen_content > 0 && !av1_bits_flag(bits))
		s->integer_mv = av1_bits_get(bits, 1);
	if (has_order_hint)
		s->order_hint_bits = av1_bits_get(bits, 3) + 1;
}

/* Colour primaries, transfer characteristics, matrix coefficients: R, G and B
   of sRGB as they are. */
static bool
is_srgb_identity(const uint32_t codes[3])
{
	return codes[0] == 1 && codes[1] == 13 && codes[2] == 0;
}

/* color_config() (5.5.2). */
static void
read_color(struct av1_sequence *s, struct av1_bits *bits, unsigned profile)
{
	bool is_deep = av1_bits_flag(bits);
	bool is_deepest = profile == 2 && is_deep && av1_bits_flag(bits);
	uint32_t codes[3] = {2, 2, 2};
	bool halves_x = profile == 0, halves_y = profile == 0;

	s->is_monochrome = profile != 1 && av1_bits_flag(bits);
	if (av1_bits_flag(bits))
		for (unsigned i = 0; i < 3; i++)
			codes[i] = av1_bits_get(bits, 8);
	if (s->is_monochrome) {
		av1_bits_skip(bits, 1); /* range */
		return;
	}
	if (!is_srgb_identity(codes)) {
		av1_bits_skip(bits, 1);
		if (profile == 2) {
			halves_x = !is_deepest || av1_bits_flag(bits);
			halves_y =
				is_deepest && halves_x && av1_bits_flag(bits);
		}
		if (halves_x && halves_y)
			av1_bits_skip(bits, 2); /* where chroma is */
	}
	s->has_separate_uv = av1_bits_flag(bits);
}

bool
av1_sequence_read(struct av1_sequence *s, struct av1_bits *bits)
{
	unsigned profile = av1_bits_get(bits, 3);

	*s = (struct av1_sequence){0};
	av1_bits_skip(bits, 1); /* still_picture */
	s->is_reduced = av1_bits_flag(bits);
	read_operation(s, bits);
	read_size(s, bits);
	read_tools(s, bits);
	s->has_superres = av1_bits_flag(bits);
	av1_bits_skip(bits, 2); /* filters after decoding */
	read_color(s, bits, profile);
	return profile <= 2 && av1_bits_is_whole(bits);
}
