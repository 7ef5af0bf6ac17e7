/* SPDX-License-Identifier: MIT */
/* Shards are disjoint, and all of them together are the whole. */
#include "plan_fixture.h"

#include "base/bytes.h"

#define N_FILES 60u

/* Below any root the same. */
static void
put_tree(const char *root)
{
	static const char *const folders[] = {"", "a/", "a/b c/"};
	char path[64];

	for (unsigned i = 0; i < N_FILES; i++) {
		snprintf(path, sizeof(path), "%s/%s%u.jpg", root,
			 folders[i % 3], i);
		fixture_put(path, (off_t)(i * i % 17 * 1000));
	}
}

/* The inputs of a shard, a bit for each number. */
static uint64_t
inputs_of(struct plan_options options, uint32_t shard)
{
	struct bytes in = {0};
	struct plan *plan;
	struct gm_error err;
	uint64_t found = 0;

	options.shard = shard;
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	for (size_t i = 0; i < plan_n_inputs(plan); i++) {
		unsigned long number;

		assert_int_equal(plan_paths(plan, i, &in, NULL, &err), GM_OK);
		number = strtoul(strrchr((const char *)in.data, '/') + 1, NULL,
				 10);
		assert_true(number < N_FILES && (found >> number & 1) == 0);
		found |= UINT64_C(1) << number;
	}
	assert_int_equal(plan_n_inputs(plan) + plan_n_elsewhere(plan), N_FILES);
	bytes_free(&in);
	plan_free(plan);
	return found;
}

static void
check_division(const struct plan_options *options, uint64_t *shards)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < options->n_shards; i++) {
		shards[i] = inputs_of(*options, i);
		assert_true((sum & shards[i]) == 0);
		sum |= shards[i];
	}
	assert_true(sum == (UINT64_C(1) << N_FILES) - 1);
}

/* Wherever it is mounted, copies go, and in whatever order it is named. */
static void
every_machine_divides_alike(void **state)
{
	char *here[] = {"one", NULL}, *there[] = {"two/mnt", NULL};
	char *in_turn[] = {"one/a", "./one", NULL};
	struct plan_options all[3] = {fixture_options(here),
				      fixture_options(there),
				      fixture_options(in_turn)};
	uint64_t a[N_FILES + 9], b[N_FILES + 9];

	(void)state;
	put_tree("one");
	put_tree("two/mnt");
	all[1].output_dir = all[2].output_dir = "out";
	all[2].base = "one";
	for (uint32_t n = 1; n < N_FILES + 9; n += 1 + n / 8)
		for (size_t i = 0; i < 6; i++) {
			struct plan_options *options = &all[i % 3];

			options->recursive = true;
			options->n_shards = n;
			options->shards_by_size = i >= 3;
			check_division(options, i % 3 == 0 ? a : b);
			if (i % 3 != 0)
				assert_memory_equal(a, b, n * sizeof(*a));
		}
}

/* Of "a" and "foobar" the hash is known by the tests of its authors. */
static void
the_hash_is_the_one_that_is_documented(void **state)
{
	static const struct {
		const char *path;
		uint64_t hash;
	} known[] = {
		{"in/a", UINT64_C(0xaf63dc4c8601ec8c)},
		{"in/foobar", UINT64_C(0x85944171f73967e8)},
	};
	const uint32_t n = 1000003;

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		char path[32];
		char *paths[] = {path, NULL};
		struct plan_options options = fixture_options(paths);
		struct plan *plan;
		struct gm_error err;

		snprintf(path, sizeof(path), "%s", known[i].path);
		fixture_put(path, 1);
		options.base = "in";
		options.output_dir = "out";
		options.n_shards = n;
		options.shard = (uint32_t)(known[i].hash % n);
		assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
		assert_int_equal(plan_n_inputs(plan), 1);
		plan_free(plan);
		options.shard = (options.shard + 1) % n;
		assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
		assert_int_equal(plan_n_inputs(plan), 0);
		plan_free(plan);
	}
}

/* Of many inputs no shard has much more than another. */
static void
sizes_are_shared_out(void **state)
{
	char *paths[] = {"one", NULL};
	struct plan_options options = fixture_options(paths);
	uint64_t least = UINT64_MAX, most = 0;

	(void)state;
	put_tree("one");
	options.recursive = true;
	options.shards_by_size = true;
	options.n_shards = 7;
	for (uint32_t i = 0; i < options.n_shards; i++) {
		uint64_t found = inputs_of(options, i), sum = 0;

		for (unsigned j = 0; j < N_FILES; j++)
			sum += (found >> j & 1) * (j * j % 17 * 1000);
		least = sum < least ? sum : least;
		most = sum > most ? sum : most;
	}
	assert_true(most - least <= 1000);
}

static void
a_collision_is_one_in_every_shard(void **state)
{
	char *paths[] = {"x/a.pic", "y/a.pic", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("x/a.pic", 1);
	fixture_put("y/a.pic", 1);
	options.output_dir = "out";
	options.n_shards = 5;
	for (options.shard = 0; options.shard < 5; options.shard++) {
		struct plan *plan;
		struct gm_error err;

		assert_int_equal(plan_build(&options, &plan, &err),
				 GM_ERR_USAGE);
		plan_free(plan);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_machine_divides_alike,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			the_hash_is_the_one_that_is_documented, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(sizes_are_shared_out,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			a_collision_is_one_in_every_shard, fixture_enter,
			fixture_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
