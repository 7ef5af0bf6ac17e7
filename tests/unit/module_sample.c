/* SPDX-License-Identifier: MIT */
/*
 * A module that does nothing but tell that it was loaded; the Makefile makes
 * several of it, each SAMPLE of some SAMPLE_VERSION.
 */
#define _GNU_SOURCE /* setenv */
#include <stdlib.h>

#include "codec/codec.h"
#include "module_sample.h"

/* Code of a file runs before anyone looks for a symbol in it. */
__attribute__((constructor)) static void
tell(void)
{
	setenv(MODULE_SAMPLE_RAN, "1", 1);
}

#ifdef SAMPLE_NEED
/* Of which there is none, anywhere. */
void SAMPLE_NEED(void);

void (*const module_sample_need)(void) = SAMPLE_NEED;
#endif

static const struct codec_reader reader;

extern const struct codec_module SAMPLE;
const struct codec_module SAMPLE = {.version = SAMPLE_VERSION,
				    .reader = &reader};
