/* SPDX-License-Identifier: MIT */
/*
 * gray_compare - is a gray picture the gray of a colour one?
 *
 * usage: gray_compare COLOUR GRAY [MEAN]
 *
 * Both are binary PGM, PPM or PAM, as independent decoders write them.  The
 * colours go through Rec.601 in the fixed point that image/gray.h documents,
 * written down here a second time on purpose.  Fails when the mean absolute
 * difference of the samples, in steps of 1/255, is over MEAN (0 when absent),
 * or when alpha differs at all.  GRAY may have three channels that are alike,
 * because some decoders know no others.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Enough for any picture of the tests. */
#define MAX_SIDE 65536u

struct picture {
	const char *path;
	FILE *file;
	unsigned width;
	unsigned height;
	unsigned depth;
	unsigned most; /* the value of white */
};

static void
die(const char *path, const char *reason)
{
	fprintf(stderr, "gray_compare: %s: %s\n", path, reason);
	exit(2);
}

/* The lines of a PAM header up to ENDHDR (pam(5)). */
static void
read_pam_header(struct picture *p)
{
	char line[128];

	while (fgets(line, sizeof(line), p->file) != NULL) {
		if (strcmp(line, "ENDHDR\n") == 0)
			return;
		sscanf(line, "WIDTH %u", &p->width);
		sscanf(line, "HEIGHT %u", &p->height);
		sscanf(line, "DEPTH %u", &p->depth);
		sscanf(line, "MAXVAL %u", &p->most);
	}
	die(p->path, "header without an end");
}

static struct picture
open_picture(const char *path)
{
	struct picture p = {.path = path, .file = fopen(path, "rb")};
	char kind = 0, space = 0;

	if (p.file == NULL)
		die(path, "cannot be opened");
	/* The decoders that we ask write no comments. */
	if (fscanf(p.file, "P%c%c", &kind, &space) == 2 && kind == '7')
		read_pam_header(&p);
	else if (fscanf(p.file, "%u %u %u%c", &p.width, &p.height, &p.most,
			&space) == 4)
		p.depth = kind == '5' ? 1 : kind == '6' ? 3 : 0;
	if (p.width == 0 || p.width > MAX_SIDE || p.height == 0 ||
	    p.height > MAX_SIDE || p.depth == 0 || p.depth > 4 || p.most == 0 ||
	    p.most > 65535)
		die(path, "has a header that makes no sense");
	return p;
}

/* The next pixel; false at the end of the data. */
static bool
next_pixel(struct picture *p, unsigned sample[4])
{
	for (unsigned i = 0; i < p->depth; i++) {
		int high = p->most > 255 ? fgetc(p->file) : 0;
		int low = fgetc(p->file);

		if (high == EOF || low == EOF)
			return false;
		sample[i] = (unsigned)high << 8 | (unsigned)low;
	}
	return true;
}

static unsigned
gray_of(const struct picture *p, const unsigned sample[4])
{
	if (p->depth < 3)
		return sample[0];
	return (9798 * sample[0] + 19235 * sample[1] + 3735 * sample[2] +
		(1u << 14)) >>
	       15;
}

/* Alpha as a fraction of 65535 * 65535; opaque where there is none. */
static uint64_t
alpha_of(const struct picture *p, const unsigned sample[4])
{
	unsigned alpha = p->depth % 2 == 0 ? sample[p->depth - 1] : p->most;

	return UINT64_C(65535) * 65535 * alpha / p->most;
}

int
main(int argc, char **argv)
{
	struct picture colour, gray;
	unsigned a[4], b[4];
	uint64_t n_pixels;
	double worst = 0, sum = 0, mean;
	bool alpha_agrees = true;

	if (argc < 3 || argc > 4)
		die("usage", "gray_compare COLOUR GRAY [MEAN]");
	colour = open_picture(argv[1]);
	gray = open_picture(argv[2]);
	if (colour.width != gray.width || colour.height != gray.height)
		die(gray.path, "is of another size");
	n_pixels = (uint64_t)gray.width * gray.height;
	for (uint64_t i = 0; i < n_pixels; i++) {
		double difference;

		if (!next_pixel(&colour, a) || !next_pixel(&gray, b))
			die(gray.path, "ends early");
		if (gray.depth > 2 && (b[0] != b[1] || b[0] != b[2]))
			die(gray.path, "is not gray");
		difference = 255.0 * gray_of(&colour, a) / colour.most -
			     255.0 * b[0] / gray.most;
		if (difference < 0)
			difference = -difference;
		sum += difference;
		worst = difference > worst ? difference : worst;
		alpha_agrees &= alpha_of(&colour, a) == alpha_of(&gray, b);
	}
	mean = sum / (double)n_pixels;
	printf("mean %.4f worst %.3f%s\n", mean, worst,
	       alpha_agrees ? "" : " alpha differs");
	return mean <= (argc == 4 ? atof(argv[3]) : 0) && alpha_agrees ? 0 : 1;
}
