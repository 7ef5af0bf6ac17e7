/* SPDX-License-Identifier: MIT */
/*
 * What the formats' rows say of metadata is what their writers do; with an
 * argument, a line for each row as the man page has it.
 */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "modules_linked.h"
#include "profile_fixture.h"
#include "scratch.h"

static const char *const names[METADATA_N_KINDS] = {
	[METADATA_EXIF] = "EXIF",          [METADATA_XMP] = "XMP",
	[METADATA_IPTC] = "IPTC",          [METADATA_ICC] = "profile",
	[METADATA_COMMENT] = "comments",   [METADATA_TEXT] = "text",
	[METADATA_DENSITY] = "resolution", [METADATA_TIME] = "time",
	[METADATA_SRGB] = "sRGB",
};

static void
print_rows(void)
{
	for (const struct codec *const *c = formats_all(); *c != NULL; c++) {
		const char *before = " Ta ";

		printf(".It %s%s", (*c)->name,
		       (*c)->can.tells == 0 ? " Ta nothing" : "");
		for (unsigned i = 0; i < METADATA_N_KINDS; i++) {
			if (((*c)->can.tells >> i & 1) == 0)
				continue;
			assert_non_null(names[i]);
			printf("%s%s", before, names[i]);
			before = ", ";
		}
		printf("\n");
	}
}

/* A piece of each kind that a format could hold. */
static void
make_piece(struct metadata *metadata, enum metadata_kind kind)
{
	static const char exif[] = "II*\0\10\0\0\0\1\0"
				   "\x12\1\3\0\1\0\0\0\1\0\0\0" /* upright */
				   "\0\0\0";
	struct bytes profile = {0};
	struct gm_error err;

	profile_fixture_gray(&profile);
	if (kind == METADATA_EXIF)
		fixture_add(metadata, kind, exif, sizeof(exif));
	else if (kind == METADATA_ICC)
		fixture_add(metadata, kind, profile.data, profile.nbytes);
	else if (kind == METADATA_TEXT)
		fixture_add(metadata, kind, "Author\0me", 9);
	else if (kind == METADATA_SRGB)
		fixture_add(metadata, kind, "", 1);
	else if (kind == METADATA_TIME)
		fixture_add(metadata, kind, "\7\352\13\34\24\0\0", 7);
	else if (kind == METADATA_DENSITY)
		metadata_add(
			metadata,
			&(struct metadata_piece){
				.kind = kind, .density = {3937, 3937, false}},
			&err);
	else
		fixture_add(metadata, kind, "words", 5);
	bytes_free(&profile);
}

static bool
tells(const struct metadata *metadata, enum metadata_kind kind)
{
	for (size_t i = 0; i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		if (piece.kind == kind)
			return kind != METADATA_DENSITY ||
			       (piece.density.x > 3930 &&
				piece.density.x < 3940);
	}
	return false;
}

static void
check(const struct codec *codec, enum metadata_kind kind)
{
	const struct conversion options = fixture_options();
	uint32_t bits = codec == &codec_hdr || codec == &codec_pfm ? 32 : 8;
	const struct image_info info = {1, 1, 1, bits, bits, 0};
	struct metadata metadata = {0};
	struct bytes file = {0};
	struct decoded d = {0};
	struct gm_error err;
	float row = 0;

	make_piece(&metadata, kind);
	assert_int_equal(
		fixture_encode(codec, &info, &metadata, 0, &row, &file, &err),
		GM_OK);
	fixture_decode(codec, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	if (tells(&d.dec.metadata, kind) != (codec->can.holds >> kind & 1))
		fail_msg("%s and %s", codec->name, names[kind]);
	decoded_free(&d);
	bytes_free(&file);
	metadata_free(&metadata);
}

static void
what_a_format_holds_comes_back(void **state)
{
	(void)state;
	for (const struct codec *const *c = formats_all(); *c != NULL; c++)
		for (unsigned i = 0; i < METADATA_N_KINDS; i++)
			if ((*c)->writer != NULL && names[i] != NULL)
				check(*c, (enum metadata_kind)i);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_format_holds_comes_back),
	};

	(void)argv;
	modules_linked_use();
	if (argc > 1) {
		print_rows();
		return 0;
	}
	return cmocka_run_group_tests_name("holds", tests, scratch_enter,
					   scratch_leave);
}
