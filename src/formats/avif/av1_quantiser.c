/* SPDX-License-Identifier: MIT */
#include "formats/avif/av1_quantiser.h"

#include "formats/avif/av1_bits.h"
#include "formats/avif/av1_sequence.h"

/* obu_type (6.2.2). */
enum {
	OBU_SEQUENCE_HEADER = 1,
	OBU_FRAME_HEADER = 3,
	OBU_FRAME = 6
};

/* frame_type (6.8.2). */
enum {
	KEY_FRAME = 0,
	INTRA_ONLY_FRAME = 2
};

/* Section 3. */
#define MAX_TILE_COLS  64u
#define MAX_TILE_ROWS  64u
#define MAX_TILE_WIDTH 4096u
#define MAX_TILE_AREA  (4096u * 2304u)
#define MAX_SEGMENTS   8u
#define SEG_LVL_MAX    8u

#define ALL_FRAMES 0xffu

/* What the header of a frame has said so far. */
struct frame {
	bool is_shown;
	bool is_key;
	bool is_resilient;  /* error_resilient_mode */
	bool updates_codes; /* not disable_cdf_update */
	bool has_screen_content;
	bool has_own_size;
	bool is_scaled; /* by superres: 8ths */
	uint32_t width;
	uint32_t height;
};

static void
skip_removal_times(const struct av1_sequence *s, struct av1_bits *bits,
		   unsigned temporal_id, unsigned spatial_id)
{
	if (!s->has_decoder_model || !av1_bits_flag(bits))
		return;
	for (unsigned i = 0; i < s->n_operating_points; i++) {
		unsigned idc = s->points[i].idc;
		bool is_within = (idc >> temporal_id & 1) != 0 &&
				 (idc >> (spatial_id + 8) & 1) != 0;

		if (s->points[i].has_decoder_model && (idc == 0 || is_within))
			av1_bits_skip(bits, s->removal_time_bits);
	}
}

/* Of a frame that is not the only one; false for what cannot be followed. */
static bool
read_kind(struct frame *f, const struct av1_sequence *s, struct av1_bits *bits)
{
	unsigned type;

	f->is_shown = f->is_key = f->is_resilient = true;
	if (s->is_reduced)
		return true;
	if (av1_bits_flag(bits)) /* one that was there before */
		return false;
	type = av1_bits_get(bits, 2);
	f->is_key = type == KEY_FRAME;
	f->is_shown = av1_bits_flag(bits);
	if (f->is_shown && s->has_decoder_model && !s->has_equal_interval)
		av1_bits_skip(bits, s->presentation_bits);
	if (!f->is_shown)
		av1_bits_skip(bits, 1); /* showable_frame */
	if (!f->is_key || !f->is_shown)
		f->is_resilient = av1_bits_flag(bits);
	return f->is_key || type == INTRA_ONLY_FRAME;
}

static void
read_tools(struct frame *f, const struct av1_sequence *s, struct av1_bits *bits)
{
	f->updates_codes = !av1_bits_flag(bits);
	f->has_screen_content = s->screen_content == AV1_SELECT
					? av1_bits_flag(bits)
					: s->screen_content != 0;
	if (f->has_screen_content && s->integer_mv == AV1_SELECT)
		av1_bits_skip(bits, 1);
	av1_bits_skip(bits, s->frame_id_bits);
	f->has_own_size = !s->is_reduced && av1_bits_flag(bits);
	av1_bits_skip(bits, s->order_hint_bits);
}

/* Which frames it takes the place of; it comes from none. */
static void
skip_references(const struct frame *f, const struct av1_sequence *s,
		struct av1_bits *bits)
{
	unsigned refreshed = ALL_FRAMES;

	if (!f->is_key || !f->is_shown)
		refreshed = av1_bits_get(bits, 8);
	if (refreshed != ALL_FRAMES && f->is_resilient)
		av1_bits_skip(bits, 8 * s->order_hint_bits);
}

/* frame_size() and render_size() (5.9.5, 5.9.6). */
static void
read_size(struct frame *f, const struct av1_sequence *s, struct av1_bits *bits)
{
	unsigned denominator = 8;

	f->width = s->width;
	f->height = s->height;
	if (f->has_own_size) {
		f->width = av1_bits_get(bits, s->width_bits) + 1;
		f->height = av1_bits_get(bits, s->height_bits) + 1;
	}
	if (s->has_superres && av1_bits_flag(bits)) {
		denominator = av1_bits_get(bits, 3) + 9;
		f->is_scaled = true;
	}
	f->width = (f->width * 8 + denominator / 2) / denominator;
	if (av1_bits_flag(bits))
		av1_bits_skip(bits, 32);
}

/* The least k for which size << k is at least target. */
static unsigned
tile_log2(uint32_t size, uint32_t target)
{
	unsigned k = 0;

	while (size << k < target)
		k++;
	return k;
}

/* Tiles of one size: how many there are, as a power of two. */
static unsigned
read_log2(struct av1_bits *bits, unsigned least, unsigned most)
{
	unsigned k = least;

	while (k < most && av1_bits_flag(bits))
		k++;
	return k;
}

/* Tiles of a size each: how many, and the widest. */
static unsigned
read_tiles(struct av1_bits *bits, uint32_t n_blocks, uint32_t most,
	   uint32_t *widest)
{
	unsigned n = 0;

	for (uint32_t at = 0; at < n_blocks; n++) {
		uint32_t left = n_blocks - at;
		uint32_t size = av1_bits_below(bits, left < most ? left : most);

		size++;
		if (size > *widest)
			*widest = size;
		at += size;
	}
	return n;
}

static uint32_t
n_blocks_of(uint32_t n_pixels, bool are_large)
{
	/* In units of 4 pixels, of which there is an even number. */
	uint32_t n = 2 * ((n_pixels + 7) >> 3);

	return are_large ? (n + 31) >> 5 : (n + 15) >> 4;
}

/* tile_info() (5.9.15). */
static void
skip_tiles(const struct frame *f, const struct av1_sequence *s,
	   struct av1_bits *bits)
{
	uint32_t columns = n_blocks_of(f->width, s->has_large_blocks);
	uint32_t rows = n_blocks_of(f->height, s->has_large_blocks);
	unsigned shift = s->has_large_blocks ? 7 : 6;
	uint32_t max_width = MAX_TILE_WIDTH >> shift;
	uint32_t max_area = MAX_TILE_AREA >> (2 * shift);
	unsigned least_columns = tile_log2(max_width, columns);
	unsigned least_tiles = tile_log2(max_area, rows * columns);
	unsigned most_columns =
		tile_log2(1, columns < MAX_TILE_COLS ? columns : MAX_TILE_COLS);
	unsigned most_rows =
		tile_log2(1, rows < MAX_TILE_ROWS ? rows : MAX_TILE_ROWS);
	unsigned columns_log2, rows_log2;

	if (least_tiles < least_columns)
		least_tiles = least_columns;
	if (av1_bits_flag(bits)) {
		columns_log2 = read_log2(bits, least_columns, most_columns);
		rows_log2 = read_log2(bits,
				      least_tiles > columns_log2
					      ? least_tiles - columns_log2
					      : 0,
				      most_rows);
	} else {
		uint32_t widest = 1, tallest = 1, area = rows * columns, most;

		columns_log2 = tile_log2(
			1, read_tiles(bits, columns, max_width, &widest));
		if (least_tiles > 0)
			area >>= least_tiles + 1;
		most = area / widest;
		rows_log2 =
			tile_log2(1, read_tiles(bits, rows, most > 0 ? most : 1,
						&tallest));
	}
	if (columns_log2 > 0 || rows_log2 > 0)
		av1_bits_skip(bits, columns_log2 + rows_log2 + 2);
}

static int32_t
read_delta(struct av1_bits *bits)
{
	return av1_bits_flag(bits) ? av1_bits_signed(bits, 7) : 0;
}

/* The first two features are of the quantiser, if alone the first (6.10.9). */
static bool
segments_differ(struct av1_bits *bits)
{
	static const uint8_t n_bits[SEG_LVL_MAX] = {8, 6, 6, 6, 6, 3, 0, 0};
	static const uint8_t are_signed[SEG_LVL_MAX] = {1, 1, 1, 1, 1};
	bool differ = false;

	if (!av1_bits_flag(bits))
		return false;
	for (unsigned i = 0; i < MAX_SEGMENTS * SEG_LVL_MAX; i++) {
		unsigned feature = i % SEG_LVL_MAX;
		uint32_t value;

		if (!av1_bits_flag(bits))
			continue;
		value = av1_bits_get(bits,
				     n_bits[feature] + are_signed[feature]);
		differ |= feature == 0 && value != 0;
	}
	return differ;
}

/* quantization_params() (5.9.12). */
static void
read_quantiser(const struct av1_sequence *s, struct av1_bits *bits,
	       struct av1_quantiser *q)
{
	bool is_even;

	q->base_q_idx = av1_bits_get(bits, 8);
	is_even = read_delta(bits) == 0;
	if (!s->is_monochrome) {
		bool differ = s->has_separate_uv && av1_bits_flag(bits);

		for (unsigned i = 0; i < (differ ? 4 : 2); i++)
			is_even &= read_delta(bits) == 0;
	}
	if (av1_bits_flag(bits)) /* matrices */
		av1_bits_skip(bits, s->has_separate_uv ? 12 : 8);
	q->is_lossless =
		!segments_differ(bits) && is_even && q->base_q_idx == 0;
}

/* uncompressed_header() (5.9.2), as far as is needed. */
static bool
read_frame(const struct av1_sequence *s, struct av1_bits *bits,
	   unsigned temporal_id, unsigned spatial_id, struct av1_quantiser *q)
{
	struct frame f = {0};

	if (!read_kind(&f, s, bits))
		return false;
	read_tools(&f, s, bits);
	skip_removal_times(s, bits, temporal_id, spatial_id);
	skip_references(&f, s, bits);
	read_size(&f, s, bits);
	if (f.has_screen_content && !f.is_scaled)
		av1_bits_skip(bits, 1); /* allow_intrabc */
	if (!s->is_reduced && f.updates_codes)
		av1_bits_skip(bits, 1); /* disable_frame_end_update_cdf */
	skip_tiles(&f, s, bits);
	read_quantiser(s, bits, q);
	return av1_bits_is_whole(bits);
}

/* What was read of a picture. */
struct reading {
	struct av1_sequence sequence;
	bool has_sequence;
	unsigned n_frames;
};

/* An OBU after its head (5.3). */
static bool
read_obu(struct reading *r, unsigned type, unsigned extension,
	 struct av1_bits *bits, struct av1_quantiser *q)
{
	if (type == OBU_SEQUENCE_HEADER) {
		r->has_sequence = av1_sequence_read(&r->sequence, bits);
		return r->has_sequence;
	}
	if (type != OBU_FRAME && type != OBU_FRAME_HEADER)
		return true;
	return r->has_sequence && r->n_frames++ == 0 &&
	       read_frame(&r->sequence, bits, extension >> 5,
			  extension >> 3 & 3, q);
}

bool
av1_quantiser_find(const uint8_t *data, size_t nbytes,
		   struct av1_quantiser *quantiser)
{
	struct reading r = {0};

	while (nbytes > 0) {
		struct av1_bits bits = {.data = data, .nbytes = nbytes};
		unsigned head = av1_bits_get(&bits, 8);
		bool has_extension = (head & 4) != 0;
		unsigned extension = has_extension ? av1_bits_get(&bits, 8) : 0;
		uint64_t n =
			(head & 2) != 0 ? av1_bits_leb128(&bits) : UINT64_MAX;
		size_t at = (size_t)(bits.at / 8);

		if (!read_obu(&r, head >> 3 & 15, extension, &bits, quantiser))
			return false;
		/* The rest of the last one need not be at hand. */
		if (at > nbytes || n > nbytes - at)
			break;
		data += at + (size_t)n;
		nbytes -= at + (size_t)n;
	}
	return r.n_frames == 1;
}
