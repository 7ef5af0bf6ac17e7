/* SPDX-License-Identifier: MIT */
/* A whole job on pictures of every orientation, to every kind of format. */
#include "job/job.h"

#include <fcntl.h>

#include "base/octets.h"

#include "jpeg_fixture.h"
#include "turn_fixture.h"

#define WIDTH  24
#define HEIGHT 16

static uint8_t exif[] = "Exif\0\0II*\0\10\0\0\0\1\0\x12\1\3\0\1\0\0\0\0\0\0\0";

/* The value, in a field of four bytes, is the last before the NUL. */
#define VALUE_AT (sizeof(exif) - 5)

static void
write_exif(j_compress_ptr lib)
{
	jpeg_write_marker(lib, 0xe1, exif, sizeof(exif) - 1);
}

static void
make_jpeg(unsigned orientation, struct bytes *file)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	recipe.width = WIDTH;
	recipe.height = HEIGHT;
	recipe.write_markers = write_exif;
	exif[VALUE_AT] = (uint8_t)orientation;
	file->nbytes = 0;
	jpeg_fixture_make(&recipe, file);
}

/* What became of a file, in *out; NULL is its own format. */
static struct job_result
convert(const struct bytes *in, const struct codec *to, bool orient,
	struct bytes *out)
{
	static struct job_kit kit;
	struct job_options options = {.conversion = fixture_options()};
	struct job job = {.in_name = "picture", .out_name = "gray", .to = to};
	struct job_result result;
	struct file_in file = {0};
	struct gm_error err;
	int here = open(".", O_RDONLY | O_DIRECTORY);

	assert_true(here >= 0);
	fixture_put("picture", in->data, in->nbytes);
	job.in_fd = job.out_fd = here;
	options.conversion.orient = orient;
	job_run(&job, &options, &kit, &result);
	assert_int_equal(result.status, GM_OK);
	assert_int_equal(file_in_open(&file, "gray", &err), GM_OK);
	out->nbytes = 0;
	assert_int_equal(bytes_reserve(out, file.nbytes, &err), GM_OK);
	out->nbytes = file_in_read(&file, out->data, file.nbytes);
	file_in_free(&file);
	remove("gray");
	close(here);
	return result;
}

/* The first channel of what is in a file. */
static uint8_t *
gray_of(const struct codec *codec, const struct bytes *file,
	struct image_info *info)
{
	const struct conversion options = fixture_options();
	struct decoded d = {0};
	uint8_t *gray;
	size_t n;

	fixture_decode(codec, file->data, file->nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	*info = d.dec.info;
	n = (size_t)info->width * info->height;
	gray = malloc(n);
	assert_non_null(gray);
	for (size_t i = 0; i < n; i++)
		gray[i] = d.rows.data[i * info->channels];
	info->channels = 1;
	decoded_free(&d);
	return gray;
}

static unsigned
orientation_in(const struct bytes *file)
{
	size_t at = jpeg_fixture_find(file, 0, 0xe1);

	return file->data[at + 4 + VALUE_AT];
}

/* A JPEG whose tag has gone is as the plainest way turns it. */
static void
expect_turned(unsigned orientation, const struct codec *codec,
	      const struct bytes *in, const struct bytes *out)
{
	struct image_info before, after;
	uint8_t *gray = gray_of(&codec_jpeg, in, &before);
	uint8_t *theirs = turn_fixture_upright(orientation, &before, gray);
	uint8_t *ours = gray_of(codec, out, &after);
	/* Cosines are rounded by columns first, then by rows. */
	int most = codec == &codec_jpeg ? 2 : 0;

	assert_int_equal(after.width, before.width);
	assert_int_equal(after.height, before.height);
	for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++)
		assert_true(abs(ours[i] - theirs[i]) <= most);
	free(gray);
	free(theirs);
	free(ours);
}

static void
formats_without_exif(void **state)
{
	const struct codec *const formats[] = {&codec_bmp, &codec_tga,
					       &codec_pnm, &codec_qoi};
	struct bytes in = {0}, out = {0};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (unsigned o = 1; o <= 8; o++) {
			struct job_result result;

			make_jpeg(o, &in);
			result = convert(&in, formats[i], o % 2 == 0, &out);
			assert_int_equal(result.outcome.way, CONVERSION_PIXELS);
			expect_turned(o, formats[i], &in, &out);
		}
	bytes_free(&in);
	bytes_free(&out);
}

static void
formats_with_exif(void **state)
{
	struct bytes in = {0}, out = {0};

	(void)state;
	for (unsigned o = 1; o <= 8; o++) {
		struct job_result result;

		make_jpeg(o, &in);
		result = convert(&in, NULL, false, &out);
		assert_int_equal(result.outcome.way, CONVERSION_DIRECT);
		assert_int_equal(orientation_in(&out), o);
		expect_turned(1, &codec_jpeg, &in, &out);
		result = convert(&in, NULL, true, &out);
		assert_int_equal(result.outcome.way,
				 o == 1 ? CONVERSION_DIRECT
					: CONVERSION_COEFFICIENTS);
		assert_int_equal(orientation_in(&out), 1);
		expect_turned(o, &codec_jpeg, &in, &out);
		convert(&in, &codec_png, false, &out);
		expect_turned(1, &codec_png, &in, &out);
		convert(&in, &codec_png, true, &out);
		expect_turned(o, &codec_png, &in, &out);
	}
	bytes_free(&in);
	bytes_free(&out);
}

/* A JPEG that stands in the EXIF of another is turned with it. */
static void
thumbnails(void **state)
{
	static const uint8_t head[] =
		"Exif\0\0MM\0*\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0\0\0\0"
		"\0\0\0\x1a\0\2\2\1\0\4\0\0\0\1\0\0\0\x38"
		"\2\2\0\4\0\0\0\1\0\0\0\0\0\0\0\0";
	const size_t at = sizeof(head) - 1;
	struct bytes plain = {0}, in = {0}, out = {0};

	(void)state;
	/* Without an orientation of its own. */
	make_jpeg(0, &plain);
	for (unsigned o = 2; o <= 8; o++) {
		uint8_t segment[4096] = {0xff, 0xe1};
		size_t nbytes = 2 + at + plain.nbytes, found;
		struct bytes inner = {0};
		struct gm_error err;

		memcpy(segment + 4, head, at);
		octets_put_u16be(segment + 2, (uint16_t)nbytes);
		segment[4 + 6 + 8 + 2 + 9] = (uint8_t)o;
		octets_put_u16be(segment + 4 + at - 6, (uint16_t)plain.nbytes);
		memcpy(segment + 4 + at, plain.data, plain.nbytes);
		make_jpeg(1, &in);
		/* In place of its own, which follows JFIF. */
		found = jpeg_fixture_find(&in, 0, 0xe1);
		jpeg_fixture_splice(&in, found, 2 + 2 + sizeof(exif) - 1,
				    segment, 2 + nbytes);
		convert(&in, NULL, true, &out);
		found = jpeg_fixture_find(&out, 0, 0xe1) + 4 + at;
		assert_int_equal(bytes_append(&inner, out.data + found,
					      plain.nbytes, &err),
				 GM_OK);
		expect_turned(o, &codec_jpeg, &plain, &inner);
		bytes_free(&inner);
	}
	bytes_free(&plain);
	bytes_free(&in);
	bytes_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(formats_without_exif,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(formats_with_exif,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(thumbnails, scratch_enter,
						scratch_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
