/* SPDX-License-Identifier: MIT */
#include "formats/heif/hevc_nal.h"

#include "formats/heif/hevc_bits.h"

#define NAL_HEAD_NBYTES 2u
#define NO_KIND         64u

#define MAX_SUB_LAYERS 7u
#define MAX_BITS       16u

unsigned
hevc_nal_kind(const struct bmff_in *nal)
{
	unsigned layer;

	if (nal->left < NAL_HEAD_NBYTES)
		return NO_KIND;
	layer = (nal->at[0] & 1u) << 5 | nal->at[1] >> 3;
	return layer == 0 ? nal->at[0] >> 1 & 63u : NO_KIND;
}

bool
hevc_nal_is_first(const struct bmff_in *nal)
{
	return nal->left > NAL_HEAD_NBYTES &&
	       nal->at[NAL_HEAD_NBYTES] >> 7 != 0;
}

static enum gm_status
add_sets(struct hevc_config *config, struct bmff_in *in, unsigned n,
	 struct gm_error *err)
{
	for (; n > 0 && !in->is_short; n--) {
		struct bmff_in nal = bmff_part(in, bmff_u16(in));
		unsigned kind = hevc_nal_kind(&nal);

		if (kind < HEVC_VPS || kind > HEVC_PPS)
			continue;
		if (config->n_sets == HEVC_MAX_SETS)
			return gm_fail(err, GM_ERR_LIMIT, 0,
				       "more than %u parameter sets",
				       HEVC_MAX_SETS);
		config->sets[config->n_sets++] = nal;
	}
	return GM_OK;
}

enum gm_status
hevc_config_read(struct hevc_config *config, struct bmff_in in,
		 struct gm_error *err)
{
	enum gm_status st = GM_OK;
	unsigned n_arrays;

	*config = (struct hevc_config){0};
	/* Profile, level and the like, which parameter sets say, too. */
	bmff_part(&in, 21);
	config->length_nbytes = (bmff_u8(&in) & 3) + 1;
	n_arrays = bmff_u8(&in);
	for (; n_arrays > 0 && st == GM_OK && !in.is_short; n_arrays--) {
		bmff_u8(&in);
		st = add_sets(config, &in, bmff_u16(&in), err);
	}
	if (st == GM_OK && (in.is_short || config->length_nbytes == 3))
		return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: the box hvcC");
	return st;
}

/* profile_tier_level() (7.3.3), of which nothing is needed. */
static void
skip_profile(struct hevc_bits *bits, unsigned n_sub_layers)
{
	bool has_profile[MAX_SUB_LAYERS], has_level[MAX_SUB_LAYERS];

	hevc_bits_get(bits, 32);
	hevc_bits_get(bits, 32);
	hevc_bits_get(bits, 32);
	for (unsigned i = 0; i < n_sub_layers; i++) {
		has_profile[i] = hevc_bits_get(bits, 1) != 0;
		has_level[i] = hevc_bits_get(bits, 1) != 0;
	}
	if (n_sub_layers > 0)
		hevc_bits_get(bits, 2 * (8 - n_sub_layers));
	for (unsigned i = 0; i < n_sub_layers; i++) {
		if (has_profile[i]) {
			hevc_bits_get(bits, 32);
			hevc_bits_get(bits, 32);
			hevc_bits_get(bits, 24);
		}
		if (has_level[i])
			hevc_bits_get(bits, 8);
	}
}

/* Sizes of blocks, as powers of 2 (7.4.3.2.1): of coding, and of transform. */
struct blocks {
	unsigned min_coding;
	unsigned max_coding;
	unsigned min_transform;
	unsigned max_transform;
	unsigned depth; /* of a tree of transforms, the most */
};

/* Kept small: a sum of two must not overflow. */
static unsigned
read_small(struct hevc_bits *bits)
{
	uint32_t value = hevc_bits_golomb(bits);

	return value < 64 ? value : 64;
}

static struct blocks
read_blocks(struct hevc_bits *bits, unsigned n_sub_layers)
{
	struct blocks blocks;
	unsigned inter, intra;

	/* How pictures are ordered, of the last sub-layer or of all. */
	hevc_bits_golomb(bits);
	if (hevc_bits_get(bits, 1) == 0)
		n_sub_layers = 0;
	for (unsigned i = 0; i < 3 * (n_sub_layers + 1); i++)
		hevc_bits_golomb(bits);
	blocks.min_coding = read_small(bits) + 3;
	blocks.max_coding = read_small(bits) + blocks.min_coding;
	blocks.min_transform = read_small(bits) + 2;
	blocks.max_transform = read_small(bits) + blocks.min_transform;
	inter = read_small(bits);
	intra = read_small(bits);
	blocks.depth = inter > intra ? inter : intra;
	return blocks;
}

/* What a decoder would have to complain about. */
static bool
are_possible(const struct blocks *blocks, const struct hevc_size *size)
{
	unsigned most = blocks->max_coding < 5 ? blocks->max_coding : 5;
	uint32_t part = (UINT32_C(1) << blocks->min_coding % 32) - 1;

	return blocks->max_coding >= 4 && blocks->max_coding <= 6 &&
	       blocks->min_transform < blocks->min_coding &&
	       blocks->max_transform <= most &&
	       blocks->depth <= blocks->max_coding - blocks->min_transform &&
	       (size->width & part) == 0 && (size->height & part) == 0;
}

enum gm_status
hevc_size_read(struct hevc_size *size, const struct bmff_in *sps,
	       struct gm_error *err)
{
	struct hevc_bits bits = hevc_bits(sps->at, sps->left);
	unsigned n_sub_layers, luma, chroma;
	struct blocks blocks;

	hevc_bits_get(&bits, 8 * NAL_HEAD_NBYTES + 4);
	n_sub_layers = hevc_bits_get(&bits, 3);
	hevc_bits_get(&bits, 1);
	if (n_sub_layers < MAX_SUB_LAYERS)
		skip_profile(&bits, n_sub_layers);
	hevc_bits_golomb(&bits);
	size->chroma = hevc_bits_golomb(&bits);
	/* Planes of their own, as if each were a picture: three of luma. */
	if (size->chroma == 3)
		hevc_bits_get(&bits, 1);
	size->width = hevc_bits_golomb(&bits);
	size->height = hevc_bits_golomb(&bits);
	/* How much of it is shown. */
	if (hevc_bits_get(&bits, 1) != 0)
		for (unsigned i = 0; i < 4; i++)
			hevc_bits_golomb(&bits);
	luma = read_small(&bits);
	chroma = read_small(&bits);
	blocks = read_blocks(&bits, n_sub_layers);
	size->bits = 8 + (luma > chroma ? luma : chroma);
	if (bits.is_short || n_sub_layers == MAX_SUB_LAYERS ||
	    size->chroma > 3 || size->width == 0 || size->height == 0 ||
	    !are_possible(&blocks, size))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a sequence parameter set");
	if (size->bits > MAX_BITS)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: samples of more than %u bits",
			       MAX_BITS);
	return GM_OK;
}

unsigned
hevc_pps_number(const struct bmff_in *pps)
{
	struct hevc_bits bits = hevc_bits(pps->at, pps->left);

	hevc_bits_get(&bits, 8 * NAL_HEAD_NBYTES);
	return read_small(&bits);
}

unsigned
hevc_slice_pps(const struct bmff_in *slice)
{
	struct hevc_bits bits = hevc_bits(slice->at, slice->left);

	/* Is it the first; what becomes of other pictures. */
	hevc_bits_get(&bits, 8 * NAL_HEAD_NBYTES + 2);
	return read_small(&bits);
}
