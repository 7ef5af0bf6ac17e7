/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg_meta.h"

#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/codec_jpeg_source.h"
#include "formats/jpeg/marker.h"

static void
add(j_common_ptr cinfo, struct metadata *metadata,
    const struct metadata_piece *piece)
{
	struct codec_trap *trap = cinfo->client_data;

	if (metadata_add(metadata, piece, trap->err) != GM_OK)
		codec_trap_leave(trap);
}

void
codec_jpeg_meta_take(j_decompress_ptr cinfo, struct codec_jpeg_keep *keep)
{
	unsigned code = (unsigned)cinfo->unread_marker;
	uint8_t *jfif = keep->jfif;
	struct metadata_piece piece;
	const uint8_t *payload;
	size_t nbytes;

	if (!codec_jpeg_source_segment(cinfo, &payload, &nbytes))
		return;
	if (code == MARKER_APP0 && jpeg_segments_jfif(payload, nbytes, jfif)) {
		cinfo->saw_JFIF_marker = TRUE;
		/* As the library does with those that it reads itself. */
		if (jfif[5] != 1)
			WARNMS2(cinfo, JWRN_JFIF_MAJOR, jfif[5], jfif[6]);
		return;
	}
	jpeg_segments_read(code, payload, nbytes, &piece);
	piece.at = codec_jpeg_source_tell(cinfo) - nbytes;
	if (keep->metadata != NULL &&
	    settle_piece(&keep->settle, keep->metadata, &piece))
		add((j_common_ptr)cinfo, keep->metadata, &piece);
}

void
codec_jpeg_meta_jfif(j_decompress_ptr cinfo, struct codec_jpeg_keep *keep)
{
	struct metadata_piece piece;

	if (!cinfo->saw_JFIF_marker)
		return;
	jpeg_segments_read(MARKER_APP0, keep->jfif, sizeof(keep->jfif), &piece);
	add((j_common_ptr)cinfo, keep->metadata, &piece);
}

void
codec_jpeg_meta_table(j_decompress_ptr cinfo, struct metadata *metadata)
{
	const JQUANT_TBL *table = cinfo->comp_info[0].quant_table;
	uint16_t steps[DCTSIZE2];

	if (table == NULL) /* the first component is in no scan */
		return;
	for (int i = 0; i < DCTSIZE2; i++)
		steps[i] = table->quantval[i];
	add((j_common_ptr)cinfo, metadata,
	    &(struct metadata_piece){.kind = METADATA_CODING,
				     .home = JPEG_SEGMENTS_HOME,
				     .tag = {MARKER_DQT},
				     .data = (const uint8_t *)steps,
				     .nbytes = sizeof(steps)});
}

static void
set_density(j_compress_ptr cinfo, const uint8_t *jfif)
{
	/* The library writes 1.02 at most; what 1.02 adds is not written. */
	cinfo->JFIF_major_version = 1;
	cinfo->JFIF_minor_version = jfif[6] <= 2 ? jfif[6] : 2;
	cinfo->density_unit = jfif[7];
	cinfo->X_density = octets_u16be(jfif + 8);
	cinfo->Y_density = octets_u16be(jfif + 10);
	cinfo->write_JFIF_header = TRUE;
}

void
codec_jpeg_meta_set_jfif(j_compress_ptr cinfo, const struct metadata *metadata)
{
	for (size_t i = 0; i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);
		uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES];

		if (piece.kind == METADATA_EXIF)
			cinfo->write_JFIF_header = FALSE;
		if (piece.kind != METADATA_DENSITY)
			continue;
		if (metadata_is_from(&piece, JPEG_SEGMENTS_HOME))
			memcpy(jfif, piece.data, sizeof(jfif));
		else
			jpeg_segments_make_jfif(&piece.density, jfif);
		set_density(cinfo, jfif);
		return;
	}
}

/*
 * A step of 0 is no step (T.81 B.2.4.1) and the library would divide by it.
 * Steps over 255 are cut down: with 8-bit samples they are not allowed (T.81
 * table B.4), and finer steps only keep more.
 */
static bool
add_table(j_compress_ptr cinfo, const uint8_t *payload, bool is_transposed)
{
	uint16_t steps[DCTSIZE2];
	unsigned table[DCTSIZE2];

	memcpy(steps, payload, sizeof(steps));
	for (int i = 0; i < DCTSIZE2; i++) {
		if (steps[i] == 0)
			return false;
		table[is_transposed ? i % DCTSIZE * DCTSIZE + i / DCTSIZE : i] =
			steps[i];
	}
	jpeg_add_quant_table(cinfo, 0, table, 100, TRUE);
	return true;
}

/* The table of codec_jpeg_meta_table() is no segment to be written. */
static bool
is_table(const struct metadata_piece *piece)
{
	return metadata_is_from(piece, JPEG_SEGMENTS_HOME) &&
	       piece->kind == METADATA_CODING;
}

bool
codec_jpeg_meta_set_table(j_compress_ptr cinfo, const struct metadata *metadata,
			  bool is_transposed)
{
	for (size_t i = 0; i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		if (is_table(&piece))
			return add_table(cinfo, piece.data, is_transposed);
	}
	return false;
}

/*
 * What another format says, as far as JPEG can say it; a profile in as many
 * parts as it needs (ICC.1 annex B.4).
 */
static void
write_foreign(j_compress_ptr cinfo, const struct metadata *metadata, size_t i,
	      struct bytes *payload)
{
	struct metadata_piece piece = metadata_get(metadata, i);
	struct codec_trap *trap = cinfo->client_data;
	bool is_icc = piece.kind == METADATA_ICC && piece.part == 1, ok;
	struct gm_error err = {0};
	unsigned code;

	payload->nbytes = 0;
	ok = is_icc ? metadata_join_icc(metadata, i, payload, &err)
		    : jpeg_segments_make(&piece, &code, payload, &err);
	if (err.status != GM_OK) {
		*trap->err = err;
		codec_trap_leave(trap);
	}
	if (!ok)
		return;
	if (!is_icc)
		jpeg_write_marker(cinfo, (int)code, payload->data,
				  (unsigned)payload->nbytes);
	else if (payload->nbytes <= UINT8_MAX * JPEG_SEGMENTS_ICC_NBYTES)
		jpeg_write_icc_profile(cinfo, payload->data,
				       (unsigned)payload->nbytes);
}

uint64_t
codec_jpeg_meta_write(j_compress_ptr cinfo, const struct metadata *metadata,
		      struct bytes *payload)
{
	uint64_t index_at = 0;

	for (size_t i = 0; i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		/* A density is written from cinfo. */
		if (piece.kind == METADATA_DENSITY || is_table(&piece))
			continue;
		if (piece.kind == METADATA_INDEX)
			index_at = codec_jpeg_sink_tell(cinfo) +
				   MARKER_HEAD_NBYTES;
		if (metadata_is_from(&piece, JPEG_SEGMENTS_HOME))
			jpeg_write_marker(cinfo, piece.tag[0], piece.data,
					  (unsigned)piece.nbytes);
		else
			write_foreign(cinfo, metadata, i, payload);
	}
	return index_at;
}
