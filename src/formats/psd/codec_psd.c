/* SPDX-License-Identifier: MIT */
/*
 * PSD: the merged picture, through stb_image.
 *
 * stb knows RGB only, takes a fourth channel for transparency whatever it is,
 * and unpacks 16-bit runs wrongly.  So the sections before the pixels are read
 * here, and stb gets a header that names as many channels as mean something.
 * A gray picture goes through as one that has nothing but red.
 */
#include "formats/formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "formats/stb/stb.h"
#include "meta/irb.h"
#include "meta/settle.h"

/* Signature to colour mode; then three sections, each with its length. */
#define HEADER_NBYTES 26u

/* What stb gets: the header, no sections, the kind of compression. */
#define HEAD_NBYTES (HEADER_NBYTES + 3 * 4 + 2)

/* Most bytes of resources that are looked through. */
#define RESOURCES_MAX_NBYTES (16u << 20)

#define METRES_PER_INCH 0.0254

/* A side of a PSD; only PSB may have larger ones. */
#define SIDE_MAX 30000u

enum psd_mode {
	PSD_BITMAP = 0,
	PSD_GRAY = 1,
	PSD_INDEXED = 2,
	PSD_RGB = 3,
	PSD_CMYK = 4,
	PSD_MULTICHANNEL = 7,
	PSD_DUOTONE = 8,
	PSD_LAB = 9
};

struct psd {
	uint32_t channels; /* in the file, extra ones included */
	uint32_t width;
	uint32_t height;
	uint32_t depth;
	uint32_t mode;
	bool has_alpha; /* the fourth channel is the transparency */
	bool is_rle;
	uint64_t pixels_at; /* after the compression word */
};

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= HEADER_NBYTES && memcmp(head, "8BPS", 4) == 0;
}

static const char *
mode_name(uint32_t mode)
{
	static const char *const names[] = {
		[PSD_BITMAP] = "bitmap", [PSD_INDEXED] = "indexed",
		[PSD_CMYK] = "CMYK",     [PSD_MULTICHANNEL] = "multichannel",
		[PSD_LAB] = "Lab",
	};

	if (mode > PSD_LAB || names[mode] == NULL)
		return "unknown";
	return names[mode];
}

static bool
is_gray(const struct psd *psd)
{
	return psd->mode == PSD_GRAY || psd->mode == PSD_DUOTONE;
}

static enum gm_status
parse_header(struct psd *psd, const uint8_t *header, struct gm_error *err)
{
	if (octets_u16be(header + 4) != 1)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: PSD of version %u",
			       octets_u16be(header + 4));
	psd->channels = octets_u16be(header + 12);
	psd->height = octets_u32be(header + 14);
	psd->width = octets_u32be(header + 18);
	psd->depth = octets_u16be(header + 22);
	psd->mode = octets_u16be(header + 24);
	if (psd->mode != PSD_RGB && !is_gray(psd))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: PSD in %s mode",
			       mode_name(psd->mode));
	if (psd->depth != 8 && psd->depth != 16)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: PSD of %" PRIu32
			       " bits per channel",
			       psd->depth);
	if (psd->channels < (is_gray(psd) ? 1u : 3u) || psd->channels > 56)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: %" PRIu32 " channels", psd->channels);
	return GM_OK;
}

static enum gm_status
check_size(const struct psd *psd, uint64_t max_pixels, struct gm_error *err)
{
	enum gm_status st =
		image_check_size(psd->width, psd->height, max_pixels, err);

	if (st == GM_OK && (psd->width > SIDE_MAX || psd->height > SIDE_MAX))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: %" PRIu32 "x%" PRIu32
			       " pixels in a PSD",
			       psd->width, psd->height);
	return st;
}

/* Read a section's length and say where the section ends. */
static uint64_t
section_end(struct file_in *in)
{
	uint8_t length[4] = {0};

	file_in_read(in, length, sizeof(length));
	return in->n_read + octets_u32be(length);
}

/*
 * A negative count of layers says that the first extra channel holds the
 * transparency of the merged picture; otherwise it is a stored selection.
 */
static bool
layers_say_alpha(struct file_in *in, uint64_t end)
{
	uint8_t layers[6] = {0};

	if (end - in->n_read < sizeof(layers))
		return false;
	file_in_read(in, layers, sizeof(layers));
	return octets_u32be(layers) != 0 && (layers[4] & 0x80) != 0;
}

/* Pixels per inch in 16.16 bits, the unit to show it in, that of the width. */
static struct metadata_density
resolution(const struct irb *block)
{
	const double unit = 65536 * METRES_PER_INCH;

	if (block->nbytes < 16)
		return (struct metadata_density){0};
	return (struct metadata_density){.x = octets_u32be(block->value) / unit,
					 .y = octets_u32be(block->value + 8) /
					      unit};
}

static enum gm_status
take_resource(struct settle *settle, struct metadata *metadata,
	      const struct irb *block, struct gm_error *err)
{
	struct metadata_piece piece = {.value = block->value,
				       .value_nbytes = block->nbytes,
				       .part = 1,
				       .n_parts = 1};

	switch (block->id) {
	case IRB_RESOLUTION:
		piece = (struct metadata_piece){.kind = METADATA_DENSITY,
						.density = resolution(block)};
		break;
	case IRB_IPTC:
		piece.kind = METADATA_IPTC;
		break;
	case IRB_ICC:
		piece.kind = METADATA_ICC;
		break;
	case IRB_EXIF:
		piece.kind = METADATA_EXIF;
		break;
	case IRB_XMP:
		piece.kind = METADATA_XMP;
		metadata_set_text(&piece, block->value, block->nbytes);
		break;
	default:
		return GM_OK;
	}
	return settle_add(settle, metadata, &piece, err);
}

/* Up to that offset, which may be beyond the end of the file. */
static enum gm_status
take_resources(const struct psd *psd, struct file_in *in, uint64_t end,
	       struct metadata *metadata, struct gm_error *err)
{
	struct settle settle = {.is_color = !is_gray(psd)};
	uint64_t nbytes = end - in->n_read;
	struct bytes resources = {0};
	struct irb block;
	size_t at = 0;
	enum gm_status st;

	if (nbytes > RESOURCES_MAX_NBYTES || end > in->nbytes)
		return GM_OK;
	st = bytes_reserve(&resources, (size_t)nbytes, err);
	if (st == GM_OK)
		resources.nbytes =
			file_in_read(in, resources.data, (size_t)nbytes);
	while (st == GM_OK &&
	       irb_next(resources.data, resources.nbytes, &at, &block))
		st = take_resource(&settle, metadata, &block, err);
	bytes_free(&resources);
	return st;
}

static enum gm_status
read_sections(struct psd *psd, struct file_in *in, struct metadata *metadata,
	      struct gm_error *err)
{
	enum gm_status st;
	uint8_t word[2];
	unsigned compression;
	uint64_t end;

	file_in_seek(in, section_end(in)); /* palette */
	end = section_end(in);
	st = take_resources(psd, in, end, metadata, err);
	if (st != GM_OK)
		return st;
	file_in_seek(in, end);
	end = section_end(in);
	psd->has_alpha = psd->mode == PSD_RGB && psd->channels > 3 &&
			 layers_say_alpha(in, end);
	file_in_seek(in, end);
	if (file_in_read(in, word, 2) < 2)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: before the pixels");
	compression = octets_u16be(word);
	psd->is_rle = compression == 1;
	psd->pixels_at = in->n_read;
	if (compression == 2 || compression == 3)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: PSD with ZIP compression");
	if (compression > 3)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: compression %u", compression);
	if (psd->is_rle && psd->depth == 16)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: 16-bit PSD with RLE compression");
	return GM_OK;
}

/* Channels that stb is told of. */
static uint32_t
told_channels(const struct psd *psd)
{
	if (is_gray(psd))
		return 1;
	return psd->has_alpha ? 4 : 3;
}

/* A run of 128 equal bytes takes two. */
static uint64_t
least_nbytes(const struct psd *psd)
{
	uint64_t n_pixels = (uint64_t)psd->width * psd->height;

	if (psd->is_rle)
		return psd->pixels_at +
		       (uint64_t)psd->height * psd->channels * 2 +
		       n_pixels / 128 * 2 * told_channels(psd);
	return psd->pixels_at +
	       n_pixels * told_channels(psd) * (psd->depth / 8);
}

static enum gm_status
read_pixels(struct decoder *dec, const struct psd *psd, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	uint32_t channels = told_channels(psd);
	/* stb steps over the table of row lengths that it expects. */
	size_t table_nbytes =
		psd->is_rle ? (size_t)psd->height * channels * 2 : 0;
	struct stb_request request = {.in = in,
				      .head_nbytes = HEAD_NBYTES + table_nbytes,
				      .channels = 4,
				      .ends_here = psd->channels == channels,
				      .conversion = conversion};
	uint8_t *head = calloc(1, request.head_nbytes);
	enum gm_status st;

	if (head == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (header)");
	memcpy(head, "8BPS\0\1", 6);
	octets_put_u16be(head + 12, (uint16_t)channels);
	octets_put_u32be(head + 14, psd->height);
	octets_put_u32be(head + 18, psd->width);
	octets_put_u16be(head + 22, (uint16_t)psd->depth);
	octets_put_u16be(head + 24, PSD_RGB);
	head[HEAD_NBYTES - 1] = psd->is_rle ? 1 : 0;
	request.head = head;
	if (psd->is_rle)
		file_in_seek(in, psd->pixels_at + (uint64_t)psd->height *
							  psd->channels * 2);
	st = stb_read(dec, &request, err);
	free(head);
	return st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	uint8_t header[HEADER_NBYTES] = {0};
	struct psd psd = {0};
	enum gm_status st;

	file_in_read(in, header, sizeof(header));
	st = parse_header(&psd, header, err);
	if (st == GM_OK)
		st = check_size(&psd, conversion->max_pixels, err);
	if (st == GM_OK)
		st = read_sections(&psd, in, &dec->metadata, err);
	if (st == GM_OK)
		st = stb_read_check_length(dec, in, least_nbytes(&psd),
					   in->n_read + 1, conversion->salvage,
					   err);
	if (st != GM_OK)
		return st;
	dec->info =
		(struct image_info){psd.width, psd.height, told_channels(&psd),
				    psd.depth, psd.depth,  0};
	return read_pixels(dec, &psd, in, conversion, err);
}

const struct codec codec_psd = {
	.name = "PSD",
	.extensions = (const char *const[]){"psd", NULL},
	.can = {.depth16 = true,
		.alpha = true,
		.tells = 1u << METADATA_EXIF | 1u << METADATA_XMP |
			 1u << METADATA_IPTC | 1u << METADATA_ICC |
			 1u << METADATA_DENSITY},
	.sniff = sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = stb_read_rows,
					       .finish = stb_read_finish,
					       .close = stb_read_close},
};
