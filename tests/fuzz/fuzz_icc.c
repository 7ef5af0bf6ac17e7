/* SPDX-License-Identifier: MIT */
/*
 * fuzz_icc.c - what becomes of a colour profile, on any profile
 *
 * The first byte chooses the policy, the bits of samples, the method, and in
 * how many parts the profile comes.  What a gray file gets is none, or one of
 * gray that Little CMS reads; what was gray is the same to the byte, and what
 * is made is made alike each time.  Colours are made gray by it, too.
 */
#include "fuzz_harness.h"

#include <string.h>

#include "fuzz_fail.h"
#include "meta/graying_find.h"
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
settle_as(struct metadata *m, enum profile_policy policy,
	  enum profile_model model, struct profile_book *book,
	  const char **warning)
{
	struct gm_error err = {0};

	*warning = NULL;
	fuzz_require(profile_settle(m, 0, policy, model, book, warning, &err) ==
			     GM_OK,
		     "a profile is settled", &err);
}

static void
settle(struct metadata *m, enum profile_policy policy,
       struct profile_book *book, const char **warning)
{
	settle_as(m, policy, PROFILE_OF_GRAY, book, warning);
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
static void
find_graying(struct metadata *m, unsigned bits, bool has_inks,
	     struct graying_books *books, struct graying *graying)
{
	struct gm_error err = {0};
	bool is_plain;

	fuzz_require(graying_look(m, 0, graying->method, books, &is_plain,
				  &err) == GM_OK,
		     "what makes it gray is looked at", &err);
	fuzz_require(graying_find(m, bits, has_inks, books, graying, &err) ==
			     GM_OK,
		     "what makes it gray is found", &err);
	fuzz_require(has_inks || !is_plain || graying_is_plain(graying),
		     "what is found is what is seen", NULL);
}

/*
 * What has no gray curve has a transform, or is damaged; with it, all that is
 * left of the profile is that the samples are sRGB.
 */
static void
use(struct metadata *m, struct graying *graying, enum icc_kind kind,
    unsigned bits)
{
	const struct image_info info = {.channels = 4, .bits = bits};
	uint16_t samples[256 * 4];

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		samples[i] = (uint16_t)(i * 40503);
	if (graying->inks != NULL || graying->transform != NULL)
		fuzz_require(find(m) == m->n_items, "the profile is used up",
			     NULL);
	fuzz_require(graying->inks == NULL || kind == ICC_INKS,
		     "only inks are mixed", NULL);
	fuzz_require(graying->light == NULL || kind == ICC_SRGB ||
			     kind == ICC_CURVE,
		     "light is of a profile with a gray curve", NULL);
	if (graying->inks != NULL) {
		uint16_t colors[256 * 3];

		graying_mix(graying, samples, 256, colors);
	}
	graying_convert(graying, &info, samples, 256, samples);
}

static void
check_graying(const uint8_t *data, size_t size, enum icc_kind kind,
	      enum gray_method method, unsigned bits)
{
	struct graying_books books = {0};
	struct metadata m = {0};
	const char *warning;

	for (int i = 0; i < 2; i++) {
		struct graying graying = {.method = method};
		bool is_used;

		add_parts(&m, data, size, 1);
		find_graying(&m, bits, kind == ICC_INKS, &books, &graying);
		is_used = graying.inks != NULL || graying.transform != NULL;
		use(&m, &graying, kind, bits);
		settle(&m, PROFILE_AUTO, &books.profiles, &warning);
		fuzz_require(!is_used || warning == NULL,
			     "there is nothing to tell of what is used", NULL);
		metadata_clear(&m);
	}
	metadata_free(&m);
	graying_books_free(&books);
}

/* Where readers see RGB, what is there has a gray curve for them. */
static void
check_rgb(const uint8_t *data, size_t size, enum profile_policy policy,
	  struct profile_book *book)
{
	struct metadata m = {0};
	struct bytes made = {0};
	const char *warning;
	enum icc_kind kind;
	struct gm_error err;

	add_parts(&m, data, size, 1);
	settle_as(&m, policy, PROFILE_OF_RGB, book, &warning);
	join(&m, &made);
	if (made.nbytes > 0)
		fuzz_require(icc_look(made.data, made.nbytes, &kind, &err) ==
					     GM_OK &&
				     (kind == ICC_CURVE || kind == ICC_SRGB),
			     "a profile of RGB has a gray curve", &err);
	bytes_free(&made);
	metadata_free(&m);
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
		check_graying(data + 1, size - 1, kind,
			      (data[0] & 64) != 0 ? GRAY_LINEAR : GRAY_REC601,
			      data[0] < 128 ? 8 : 16);
	add_parts(&m, data + 1, size - 1, 1 + data[0] / 3 % 3);
	check_rgb(data + 1, size - 1, policy, &book);
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
