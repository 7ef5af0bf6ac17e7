/* SPDX-License-Identifier: MIT */
#include "filter_fixture.h"
#include "formats/png/idat.h"

#include <zlib.h>

/* Rows, filtered each in its way, and what must come of them. */
struct job {
	size_t nbytes; /* of a row */
	unsigned n_rows;
	unsigned pixel_nbytes;
	enum idat_coder coder;
	int level;
	uint8_t *rows;
};

/* The stream, which is whole, makes the filtered rows. */
static void
check_stream(const struct bytes *data, const struct job *job)
{
	uLongf n = job->n_rows * (1 + job->nbytes);
	uint8_t *plain = malloc(n), *expected = malloc(job->nbytes);
	uint8_t *zeros = calloc(1, job->nbytes);

	assert_int_equal(uncompress(plain, &n, data->data, data->nbytes), Z_OK);
	assert_int_equal(n, job->n_rows * (1 + job->nbytes));
	for (unsigned y = 0; y < job->n_rows; y++) {
		const uint8_t *row = job->rows + y * job->nbytes;
		const uint8_t *got = plain + y * (1 + job->nbytes);

		assert_int_equal(got[0], y % ROW_FILTER_N);
		filter_fixture_do((enum row_filter)got[0], row,
				  y == 0 ? zeros : row - job->nbytes,
				  job->nbytes, job->pixel_nbytes, expected);
		assert_memory_equal(got + 1, expected, job->nbytes);
	}
	free(plain);
	free(expected);
	free(zeros);
}

static void
run(struct idat *idat, struct deflate_lib *lib, const struct job *job)
{
	uint8_t *zeros = calloc(1, job->nbytes);
	struct gm_error err;

	assert_int_equal(idat_begin(idat, lib, job->coder, job->level,
				    job->n_rows * (1 + (uint64_t)job->nbytes),
				    &err),
			 GM_OK);
	for (unsigned y = 0; y < job->n_rows; y++) {
		const uint8_t *row = job->rows + y * job->nbytes;

		assert_int_equal(
			idat_row(idat, (enum row_filter)(y % ROW_FILTER_N), row,
				 y == 0 ? zeros : row - job->nbytes,
				 job->nbytes, job->pixel_nbytes, &err),
			GM_OK);
	}
	assert_int_equal(idat_end(idat, &err), GM_OK);
	check_stream(&idat->data, job);
	free(zeros);
}

static void
fill(struct job *job, uint32_t n_values)
{
	size_t n = job->nbytes * job->n_rows;

	free(job->rows);
	job->rows = malloc(n);
	noise_fill(job->rows, n, n_values);
}

static void
test_rows(void **state)
{
	static const size_t widths[] = {1,    2,     3,     64,    65,
					1000, 65534, 65535, 65536, 200000};
	static const struct {
		enum idat_coder coder;
		int level;
	} ways[] = {{IDAT_RUNS, 0},
		    {IDAT_MATCHES, DEFLATE_LIB_MIN_LEVEL},
		    {IDAT_MATCHES, DEFLATE_LIB_MAX_LEVEL},
		    {IDAT_RUNS_SPLIT, 0},
		    {IDAT_LONG_MATCHES, 0}};
	static struct idat idat;
	struct deflate_lib lib = {0};
	struct job job = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		for (unsigned n = 1; n <= 9; n += 2) {
			job.nbytes = widths[i];
			job.n_rows = n;
			job.pixel_nbytes = 1;
			job.coder = ways[n / 2].coder;
			job.level = ways[n / 2].level;
			fill(&job, i % 3 == 0 ? 256 : 3);
			run(&idat, &lib, &job);
		}
	free(job.rows);
	deflate_lib_free(&lib);
}

/* Many rows, so that blocks end within them and at their ends. */
static void
test_many_rows(void **state)
{
	static struct idat idat;
	struct deflate_lib lib = {0};
	struct job job = {.pixel_nbytes = 2};

	(void)state;
	for (job.nbytes = 100; job.nbytes < 5000; job.nbytes *= 3) {
		for (job.n_rows = 65535 / (unsigned)job.nbytes - 2;
		     job.n_rows * (1 + job.nbytes) < 65535 + 3 * job.nbytes;
		     job.n_rows++) {
			fill(&job, 9);
			run(&idat, &lib, &job);
		}
		job.n_rows *= 5;
		fill(&job, 9);
		run(&idat, &lib, &job);
		job.coder = IDAT_RUNS_SPLIT;
		run(&idat, &lib, &job);
		job.coder = IDAT_RUNS;
	}
	/* 257 rows of 255 bytes are a block. */
	for (unsigned n = 1; n <= 4; n++) {
		job.nbytes = 254;
		job.n_rows = 257 * n;
		fill(&job, 256);
		run(&idat, &lib, &job);
	}
	free(job.rows);
	deflate_lib_free(&lib);
}

static void
expect_repeats(struct job *job, bool expected)
{
	static struct idat idat;
	struct deflate_lib lib = {0};

	run(&idat, &lib, job);
	assert_int_equal(idat_repeats(&idat), expected);
	deflate_lib_free(&lib);
}

static void
test_repeats(void **state)
{
	struct job job = {.nbytes = 1000, .n_rows = 600, .pixel_nbytes = 1};

	(void)state;
	/* Noise does not repeat itself. */
	fill(&job, 16);
	expect_repeats(&job, false);
	/* The same 50 bytes over and over do. */
	for (size_t i = 50; i < job.nbytes * job.n_rows; i++)
		job.rows[i] = job.rows[i - 50];
	expect_repeats(&job, true);
	free(job.rows);
}

/* A picture leaves nothing behind for the next one. */
static void
test_next_picture(void **state)
{
	static struct idat idat, fresh;
	struct deflate_lib lib = {0};
	struct job job = {.nbytes = 300, .n_rows = 900, .pixel_nbytes = 1};
	struct gm_error err;

	(void)state;
	fill(&job, 20);
	/* One that is not ended. */
	assert_int_equal(idat_begin(&idat, &lib, IDAT_RUNS, 0, 1000000, &err),
			 GM_OK);
	for (unsigned i = 0; i < 500; i++)
		assert_int_equal(idat_row(&idat, ROW_FILTER_NONE,
					  job.rows + i * 300, job.rows, 300, 1,
					  &err),
				 GM_OK);
	run(&idat, &lib, &job);
	run(&fresh, &lib, &job);
	assert_int_equal(idat.data.nbytes, fresh.data.nbytes);
	assert_memory_equal(idat.data.data, fresh.data.data, fresh.data.nbytes);
	assert_int_equal(idat_repeats(&idat), idat_repeats(&fresh));
	free(job.rows);
	deflate_lib_free(&lib);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_many_rows),
		cmocka_unit_test(test_repeats),
		cmocka_unit_test(test_next_picture),
	};

	return cmocka_run_group_tests_name("idat", tests, NULL, NULL);
}
