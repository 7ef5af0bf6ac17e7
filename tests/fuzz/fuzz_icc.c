/* SPDX-License-Identifier: MIT */
/*
 * fuzz_icc.c - what becomes of a colour profile, on any profile
 *
 * The first byte chooses the policy, the bits of samples, and in how many parts
 * the profile comes.
 * What a gray file gets is none, or one of gray that Little CMS reads; what was
 * gray is the same to the byte, and what is made is made alike each time.  Of
 * what has no gray curve a transform is made, and used.
 */
#include "fuzz_harness.h"

#include <string.h>

#include "fuzz_fail.h"
#include "meta/profile.h"

/* Most bytes of a profile that is made: samples, and what stands around them.
 */
#define MADE_MAX_NBYTES (2 * ICC_N_SAMPLES + 1000)

static void
add_parts(struct metadata *m, const uint8_t *data, size_t size,
	  unsigned n_parts)
{
	size_t each = size / n_parts;
	struct gm_error err;

	for (unsigned i = 0; i < n_parts; i++) {
		struct metadata_piece piece = {
			.kind = METADATA_ICC,
			.value = data + i * each,
			.value_nbytes =
				i + 1 < n_parts ? each : size - i * each,
			.part = (uint8_t)(i + 1),
			.n_parts = (uint8_t)n_parts,
		};

		fuzz_require(metadata_add(m, &piece, &err) == GM_OK,
			     "a piece is added", &err);
	}
}

static void
settle(struct metadata *m, enum profile_policy policy,
       struct profile_book *book, const char **warning)
{
	struct gm_error err = {0};

	*warning = NULL;
	fuzz_require(profile_settle(m, 0, policy, book, warning, &err) == GM_OK,
		     "a profile is settled", &err);
}

/* The first profile of the list; n_items where there is none. */
static size_t
find(const struct metadata *m)
{
	size_t i = 0;

	while (i < m->n_items && metadata_get(m, i).kind != METADATA_ICC)
		i++;
	return i;
}

/* The one that is there, joined; nbytes is 0 where there is none. */
static void
join(const struct metadata *m, struct bytes *profile)
{
	struct gm_error err = {0};
	size_t i = find(m);

	profile->nbytes = 0;
	if (i < m->n_items)
		fuzz_require(metadata_join_icc(m, i, profile, &err),
			     "what is left is whole", &err);
}

static void
check(const struct bytes *made, const uint8_t *data, size_t size,
      enum icc_kind before)
{
	enum icc_kind kind;
	struct gm_error err;

	fuzz_require(icc_look(made->data, made->nbytes, &kind, &err) == GM_OK &&
			     kind == ICC_GRAY,
		     "a profile in a gray file is one of gray", &err);
	if (before == ICC_GRAY)
		fuzz_require(made->nbytes == size &&
				     memcmp(made->data, data, size) == 0,
			     "one of gray is kept", NULL);
	else
		fuzz_require(made->nbytes <= MADE_MAX_NBYTES,
			     "what is made is short", NULL);
}

/* As the pixels of a file need it. */
static const struct icc_transform *
find_transform(struct metadata *m, enum icc_samples samples, unsigned bits,
	       struct profile_book *book)
{
	const struct icc_transform *transform;
	struct gm_error err = {0};

	fuzz_require(profile_find_transform(m, samples, bits, book, &transform,
					    &err) == GM_OK,
		     "a transform is looked for", &err);
	return transform;
}

/*
 * What has no gray curve has a transform, or is damaged; with it, all that is
 * left of the profile is that the samples are sRGB.
 */
static void
check_transform(const uint8_t *data, size_t size, enum icc_kind kind,
		unsigned bits)
{
	enum icc_samples samples =
		kind == ICC_INKS ? ICC_SAMPLES_INKS : ICC_SAMPLES_RGB;
	uint16_t from[256 * 4], to[256 * 3];
	const struct icc_transform *transform;
	struct profile_book book = {0};
	struct metadata m = {0};
	const char *warning;

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++)
		from[i] = (uint16_t)(i * 40503);
	for (int i = 0; i < 2; i++) {
		add_parts(&m, data, size, 1);
		transform = find_transform(&m, samples, bits, &book);
		fuzz_require(transform == NULL ||
				     (kind == ICC_INKS || kind == ICC_OTHER),
			     "only what has no gray curve has one", NULL);
		if (transform != NULL) {
			fuzz_require(find(&m) == m.n_items,
				     "the profile is used up", NULL);
			icc_transform_run(transform, from, 256, to);
		}
		settle(&m, PROFILE_AUTO, &book, &warning);
		fuzz_require(transform == NULL || warning == NULL,
			     "there is nothing to tell of what is used", NULL);
		metadata_clear(&m);
	}
	metadata_free(&m);
	profile_book_free(&book);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	struct metadata m = {0};
	struct profile_book book = {0};
	struct bytes first = {0}, second = {0};
	enum icc_kind kind = ICC_DAMAGED;
	enum profile_policy policy;
	const char *warning;
	struct gm_error err;

	if (size < 2)
		return 0;
	policy = data[0] % 3 == 0 ? PROFILE_ALWAYS : PROFILE_AUTO;
	fuzz_require(icc_look(data + 1, size - 1, &kind, &err) == GM_OK,
		     "a profile is looked into", &err);
	if (kind != ICC_DAMAGED)
		check_transform(data + 1, size - 1, kind,
				data[0] < 128 ? 8 : 16);
	add_parts(&m, data + 1, size - 1, 1 + data[0] / 3 % 3);
	settle(&m, policy, &book, &warning);
	join(&m, &first);
	if (first.nbytes > 0)
		check(&first, data + 1, size - 1, kind);
	fuzz_require(warning == NULL || find(&m) == m.n_items,
		     "what is told of is left out", NULL);
	/* Now it is known. */
	metadata_clear(&m);
	add_parts(&m, data + 1, size - 1, 1);
	settle(&m, policy, &book, &warning);
	join(&m, &second);
	fuzz_require(
		first.nbytes == second.nbytes &&
			(first.nbytes == 0 ||
			 memcmp(first.data, second.data, first.nbytes) == 0),
		"the same is made of it again", NULL);
	metadata_free(&m);
	profile_book_free(&book);
	bytes_free(&first);
	bytes_free(&second);
	return 0;
}
