/* SPDX-License-Identifier: MIT */
/*
 * stb_stream.h - the bytes that stb_image is handed
 *
 * First a header in memory, then what is left of a file.  Notices when more
 * is asked for than there is, which stb itself does not tell.
 */
#ifndef GM_FORMATS_STB_STB_STREAM_H
#define GM_FORMATS_STB_STB_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file.h"

struct stb_stream {
	struct file_in *in;
	const uint8_t *head;
	size_t head_nbytes;
	size_t head_at;  /* bytes of head handed out */
	bool ran_out;    /* bytes beyond the end were asked for */
	bool is_endless; /* filler follows the end for ever: for decoders that
			    give up where a file ends */
	size_t tail_nbytes; /* that may follow the pixels and must stay */
	uint8_t filler;
	const char *buffer; /* stb's own, known from the first call on */
};

/*
 * stb's callbacks (struct stbi_io_callbacks) on a struct stb_stream.  What is
 * missing at the end reads as zeros, whatever the count that is returned.
 */
int stb_stream_read(void *user, char *data, int size);
void stb_stream_skip(void *user, int n);
int stb_stream_eof(void *user);

/*
 * Skip to offset from the start of the file, at or after the one where in
 * is.  False when the file ends before.
 */
bool stb_stream_seek(struct file_in *in, uint64_t offset);

#endif
