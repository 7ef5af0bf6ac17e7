/* SPDX-License-Identifier: MIT */
#include "codec/conversion.h"

#include <stdio.h>
#include <string.h>

const char *
conversion_way_name(enum conversion_way way)
{
	static const char *const names[CONVERSION_N_WAYS] = {
		[CONVERSION_DIRECT] = "direct",
		[CONVERSION_COEFFICIENTS] = "coefficients",
		[CONVERSION_PIXELS] = "pixels",
	};

	return names[way];
}

/* Bit by bit. */
static const char *const lefts[] = {
	"further pictures",  "video",     "depth map",
	"XMP thumbnail",     "signature", "all but the preview",
	"repeated metadata",
};

_Static_assert(METADATA_LEFT_ALL ==
		       (1u << sizeof(lefts) / sizeof(lefts[0])) - 1,
	       "a word for each");

static void
add_word(char text[CONVERSION_LEFT_BYTES], const char *word)
{
	size_t n = strlen(text);

	snprintf(text + n, CONVERSION_LEFT_BYTES - n, "%s%s", n > 0 ? ", " : "",
		 word);
}

void
conversion_left_out(const struct outcome *outcome,
		    char text[CONVERSION_LEFT_BYTES])
{
	text[0] = '\0';
	if (outcome->has_more)
		add_word(text, "trailing data");
	for (size_t i = 0; i < sizeof(lefts) / sizeof(lefts[0]); i++)
		if ((outcome->left_out & 1u << i) != 0)
			add_word(text, lefts[i]);
}

void
conversion_found(struct outcome *outcome, uint32_t width, uint32_t height,
		 uint32_t depth, uint32_t n_frames)
{
	outcome->width = width;
	outcome->height = height;
	outcome->depth = depth;
	outcome->n_frames = n_frames > 0 ? n_frames : 1;
}

void
conversion_warn(struct outcome *outcome, const char *text)
{
	if (outcome->warning[0] == '\0')
		snprintf(outcome->warning, sizeof(outcome->warning), "%s",
			 text);
}
