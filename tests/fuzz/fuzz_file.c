/* SPDX-License-Identifier: MIT */
#include "fuzz_file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_noise.h"

/*
 * What is larger than the inputs of libFuzzer comes in as many pieces as those:
 * each piece is a block of its own, whose cost is not that of the decoder.
 */
#define MAX_PIECES_LOG2 14

enum fuzz_file_lending
fuzz_file_lending(void)
{
	return FUZZ_FILE_ALL + 1 +
	       fuzz_noise_sum() % (FUZZ_FILE_N_LENDINGS - 1);
}

static size_t
at_most(size_t n, size_t most)
{
	return n < most ? n : most;
}

void
fuzz_file_in_open(struct fuzz_file_in *in, const uint8_t *data, size_t n,
		  enum fuzz_file_lending lending)
{
	*in = (struct fuzz_file_in){
		.file = {.is_open = true, .fd = -1, .mode = 0644, .nbytes = n},
		.data = data,
		.lending = lending,
		.noise = (uint32_t)n,
	};
}

static void
take_back(struct fuzz_file_in *in)
{
	free(in->lent);
	in->lent = NULL;
	in->file.buf = (struct bytes){0};
}

void
fuzz_file_in_close(struct fuzz_file_in *in)
{
	take_back(in);
	in->file.is_open = false;
}

static size_t
more_than_asked(struct fuzz_file_in *in)
{
	size_t least = (size_t)(in->file.nbytes >> MAX_PIECES_LOG2);

	/* Numerical Recipes' generator; its high bits are the better ones. */
	in->noise = in->noise * 1664525u + 1013904223u;
	switch (in->lending) {
	case FUZZ_FILE_ALL:
		return FILE_IN_BUFFER_BYTES;
	case FUZZ_FILE_FEW:
		return least + (in->noise >> 28);
	case FUZZ_FILE_SOME:
		return least + (in->noise >> 22);
	default:
		return least;
	}
}

/* As from a disk, where what is left of a block is shown again. */
static bool
keeps_blocks(const struct fuzz_file_in *in)
{
	return in->lent != NULL && (in->lending == FUZZ_FILE_ALL ||
				    in->file.nbytes >> MAX_PIECES_LOG2 > 0);
}

/*
 * What a decoder has made itself, it reads from a struct that is no
 * fuzz_file_in: all that is left is shown.
 */
static size_t
show_memory(struct file_in *file, const uint8_t **data)
{
	size_t left = (size_t)(file->nbytes - file->n_read);

	file->buf.data = (uint8_t *)file->memory + file->n_read;
	file->buf.nbytes = at_most(left, FILE_IN_BUFFER_BYTES);
	*data = file->buf.data;
	return file->buf.nbytes;
}

enum gm_status
file_in_from_memory(struct file_in *file, const uint8_t *data, size_t nbytes,
		    struct gm_error *err)
{
	(void)err;
	assert(!file->is_open);
	*file = (struct file_in){
		.is_open = true, .fd = -1, .memory = data, .nbytes = nbytes};
	return GM_OK;
}

void
file_in_close(struct file_in *file)
{
	assert(!file->is_open || file->memory != NULL);
	*file = (struct file_in){0};
}

void
file_in_free(struct file_in *file)
{
	file_in_close(file);
}

size_t
file_in_peek(struct file_in *file, size_t want, const uint8_t **data)
{
	struct fuzz_file_in *in = (struct fuzz_file_in *)file;
	size_t left = (size_t)(file->nbytes - file->n_read);
	size_t kept = at_most(file->buf.nbytes, left);
	size_t n;

	assert(file->is_open && want <= FILE_IN_BUFFER_BYTES);
	if (file->memory != NULL)
		return show_memory(file, data);
	if (keeps_blocks(in) && kept >= at_most(want, left)) {
		*data = file->buf.data;
		return kept;
	}
	n = at_most(want + more_than_asked(in), FILE_IN_BUFFER_BYTES);
	/* What was shown once is still there. */
	n = at_most(n > kept ? n : kept, left);
	take_back(in);
	in->lent = malloc(n);
	assert(in->lent != NULL || n == 0);
	if (n > 0)
		memcpy(in->lent, in->data + file->n_read, n);
	file->buf = (struct bytes){.data = in->lent, .nbytes = n};
	file->at_end = n == left;
	*data = in->lent;
	return n;
}

void
file_in_skip(struct file_in *file, size_t n)
{
	assert(n <= file->buf.nbytes);
	file->n_read += n;
	if (n > 0)
		file->buf.data += n;
	file->buf.nbytes -= n;
}

size_t
file_in_read(struct file_in *file, void *dst, size_t n)
{
	struct fuzz_file_in *in = (struct fuzz_file_in *)file;
	size_t n_done = at_most(n, (size_t)(file->nbytes - file->n_read));

	if (file->memory != NULL) {
		memcpy(dst, file->memory + file->n_read, n_done);
		file->n_read += n_done;
		file->buf = (struct bytes){0};
		return n_done;
	}
	if (n_done > 0)
		memcpy(dst, in->data + file->n_read, n_done);
	if (keeps_blocks(in) && n_done <= file->buf.nbytes) {
		file_in_skip(file, n_done);
	} else {
		file->n_read += n_done;
		take_back(in);
	}
	return n_done;
}

size_t
file_in_read_at(struct file_in *file, uint64_t offset, void *dst, size_t n)
{
	struct fuzz_file_in *in = (struct fuzz_file_in *)file;

	if (offset >= file->nbytes)
		return 0;
	n = at_most(n, (size_t)(file->nbytes - offset));
	if (file->memory != NULL) {
		memcpy(dst, file->memory + offset, n);
		return n;
	}
	/* As much as a read wishes to. */
	n = at_most(n, 1 + more_than_asked(in));
	memcpy(dst, in->data + offset, n);
	return n;
}

enum gm_status
file_in_rewind(struct file_in *file, struct gm_error *err)
{
	(void)err;
	file->n_read = 0;
	file->at_end = false;
	if (file->memory == NULL)
		take_back((struct fuzz_file_in *)file);
	return GM_OK;
}

enum gm_status
file_in_status(const struct file_in *file, struct gm_error *err)
{
	(void)file;
	(void)err;
	return GM_OK;
}

void
fuzz_file_out_open(struct file_out *out)
{
	*out = (struct file_out){.is_open = true, .fd = -1};
}

void
fuzz_file_out_close(struct file_out *out)
{
	bytes_free(&out->buf);
	out->is_open = false;
}

/* There is always room: what is too long is no more than that here. */
enum gm_status
file_out_to_memory(struct file_out *out, size_t max_nbytes,
		   struct gm_error *err)
{
	(void)max_nbytes;
	(void)err;
	out->is_open = true;
	out->n_written = 0;
	out->buf.nbytes = 0;
	return GM_OK;
}

void
file_out_free(struct file_out *out)
{
	fuzz_file_out_close(out);
}

enum gm_status
file_out_write(struct file_out *out, const void *data, size_t n,
	       struct gm_error *err)
{
	assert(out->is_open);
	out->n_written += n;
	return bytes_append(&out->buf, data, n, err);
}

enum gm_status
file_out_patch(struct file_out *out, uint64_t offset, const void *data,
	       size_t n, struct gm_error *err)
{
	(void)err;
	assert(out->is_open && offset <= out->n_written &&
	       n <= out->n_written - offset);
	if (n > 0)
		memcpy(out->buf.data + offset, data, n);
	return GM_OK;
}
