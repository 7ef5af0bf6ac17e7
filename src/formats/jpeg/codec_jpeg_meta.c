/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg_meta.h"

#include <string.h>

/* NULL when empty: metadata may then hold no bytes at all. */
static const uint8_t *
payload_of(const struct metadata *metadata, const struct metadata_item *item)
{
	return item->nbytes == 0 ? NULL : metadata->bytes.data + item->at;
}

static void
add(j_common_ptr cinfo, struct metadata *metadata, enum metadata_kind kind,
    int marker, const void *payload, size_t nbytes)
{
	const uint8_t tag[4] = {(uint8_t)marker, 0, 0, 0};
	struct codec_trap *trap = cinfo->client_data;

	if (metadata_add(metadata, kind, tag, payload, nbytes, trap->err) !=
	    GM_OK)
		codec_trap_leave(trap);
}

void
codec_jpeg_meta_take(j_decompress_ptr cinfo, struct codec_jpeg_keep *keep)
{
	int marker = cinfo->unread_marker;
	const uint8_t *payload;
	size_t nbytes;

	if (codec_jpeg_source_segment(cinfo, &payload, &nbytes) &&
	    keep->metadata != NULL &&
	    jpeg_segments_keep(&keep->segments, (unsigned)marker, payload,
			       nbytes))
		add((j_common_ptr)cinfo, keep->metadata, METADATA_JPEG_MARKER,
		    marker, payload, nbytes);
}

void
codec_jpeg_meta_jfif(j_decompress_ptr cinfo, struct metadata *metadata)
{
	const uint8_t payload[JPEG_SEGMENTS_JFIF_BYTES] = {
		'J',
		'F',
		'I',
		'F',
		0,
		cinfo->JFIF_major_version,
		cinfo->JFIF_minor_version,
		cinfo->density_unit,
		(uint8_t)(cinfo->X_density >> 8),
		(uint8_t)cinfo->X_density,
		(uint8_t)(cinfo->Y_density >> 8),
		(uint8_t)cinfo->Y_density,
	};

	if (cinfo->saw_JFIF_marker)
		add((j_common_ptr)cinfo, metadata, METADATA_JPEG_MARKER,
		    JPEG_APP0, payload, sizeof(payload));
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
	add((j_common_ptr)cinfo, metadata, METADATA_JPEG_LUMA_TABLE, 0, steps,
	    sizeof(steps));
}

static void
set_density(j_compress_ptr cinfo, const uint8_t *jfif)
{
	/* The library writes 1.02 at most; what 1.02 adds is not written. */
	cinfo->JFIF_major_version = 1;
	cinfo->JFIF_minor_version = jfif[6] <= 2 ? jfif[6] : 2;
	cinfo->density_unit = jfif[7];
	cinfo->X_density = (UINT16)(jfif[8] << 8 | jfif[9]);
	cinfo->Y_density = (UINT16)(jfif[10] << 8 | jfif[11]);
}

void
codec_jpeg_meta_set_jfif(j_compress_ptr cinfo, const struct metadata *metadata)
{
	for (size_t i = 0; i < metadata->n_items; i++) {
		const struct metadata_item *item = &metadata->items[i];
		const uint8_t *payload = payload_of(metadata, item);

		if (item->kind != METADATA_JPEG_MARKER)
			continue;
		if (item->tag[0] == JPEG_APP0) {
			set_density(cinfo, payload);
			cinfo->write_JFIF_header = TRUE;
			return;
		}
		if (item->tag[0] == JPEG_APP0 + 1 && item->nbytes >= 5 &&
		    memcmp(payload, "Exif", 5) == 0)
			cinfo->write_JFIF_header = FALSE;
	}
}

/*
 * A step of 0 is no step (T.81 B.2.4.1) and the library would divide by it.
 * Steps over 255 are cut down: with 8-bit samples they are not allowed (T.81
 * table B.4), and finer steps only keep more.
 */
static bool
add_table(j_compress_ptr cinfo, const uint8_t *payload)
{
	uint16_t steps[DCTSIZE2];
	unsigned table[DCTSIZE2];

	memcpy(steps, payload, sizeof(steps));
	for (int i = 0; i < DCTSIZE2; i++) {
		if (steps[i] == 0)
			return false;
		table[i] = steps[i];
	}
	jpeg_add_quant_table(cinfo, 0, table, 100, TRUE);
	return true;
}

bool
codec_jpeg_meta_set_table(j_compress_ptr cinfo, const struct metadata *metadata)
{
	for (size_t i = 0; i < metadata->n_items; i++) {
		const struct metadata_item *item = &metadata->items[i];

		if (item->kind == METADATA_JPEG_LUMA_TABLE)
			return add_table(cinfo, payload_of(metadata, item));
	}
	return false;
}

void
codec_jpeg_meta_write(j_compress_ptr cinfo, const struct metadata *metadata)
{
	for (size_t i = 0; i < metadata->n_items; i++) {
		const struct metadata_item *item = &metadata->items[i];

		/* JFIF's is written from cinfo. */
		if (item->kind == METADATA_JPEG_MARKER &&
		    item->tag[0] != JPEG_APP0)
			jpeg_write_marker(cinfo, item->tag[0],
					  payload_of(metadata, item),
					  (unsigned)item->nbytes);
	}
}
