/* SPDX-License-Identifier: MIT */
/*
 * file.h - read an input in order, write an output in order
 *
 * An input is read through one buffer and is never mapped: a file that
 * shrinks while it is read is then an early end and not a SIGBUS.  An output
 * is written where nobody looks for it, and gets its final name when it is
 * whole from somebody else, see file_place.h.  Knows nothing of pictures.
 */
#ifndef GM_BASE_FILE_H
#define GM_BASE_FILE_H

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file_stamp.h"
#include "base/link.h"

/* Bytes that file_in_peek() can promise, and that one read(2) asks for. */
#define FILE_IN_BUFFER_BYTES 65536u

/*
 * Told, as a file is read, how many more bytes of it have been; of what is
 * read again after file_in_rewind(), only once.
 */
typedef void (*file_in_meter_fn)(void *ctx, uint64_t nbytes);

/*
 * Told, before it is done, how much work the file asks for, in whatever whoever
 * reads it and the caller count.
 */
typedef void (*file_in_ask_fn)(void *ctx, uint64_t amount);

/* A zeroed struct is closed; file_in_close() keeps buf for the next file. */
struct file_in {
	file_in_meter_fn meter; /* the caller's to set; NULL is nobody */
	file_in_ask_fn ask;     /* likewise */
	void *meter_ctx;
	enum link_trust links; /* the caller's to set */
	uint64_t n_metered;    /* bytes that it was told of */
	bool is_open;
	int fd;
	const uint8_t *memory;   /* nbytes that are read instead; else NULL */
	mode_t mode;             /* permission bits, see file_mode.h */
	gid_t group;             /* for which those of the group are */
	struct file_stamp stamp; /* as it was when it was opened */
	uint64_t nbytes; /* size when it was opened; counted where the system
			    says 0; of the part that is read */
	uint64_t whole_nbytes; /* of all, while a part is read; else 0 */
	uint64_t origin;       /* offset of the part; else 0 */
	struct bytes before;   /* the caller's: read before the part; else
				  empty */
	uint64_t n_read;       /* bytes handed out so far */
	bool at_end;           /* all of nbytes, or the end of file, was read */
	int failed_errno;      /* not 0 once read(2) has failed */
	struct bytes buf; /* data[buf_at .. nbytes) is not yet handed out */
	size_t buf_at;
};

/*
 * Open a regular file, as openat(2) finds it, for reading.  Fails with
 * GM_ERR_OPEN (cannot be opened, or is a folder, FIFO, device or socket, which
 * is never waited for, or a link that is not followed), GM_ERR_READ or
 * GM_ERR_NOMEM; *in is then closed.
 */
enum gm_status file_in_open_at(struct file_in *in, int folder_fd,
			       const char *path, struct gm_error *err);

/* The same from the current folder. */
static inline enum gm_status
file_in_open(struct file_in *in, const char *path, struct gm_error *err)
{
	return file_in_open_at(in, AT_FDCWD, path, err);
}

/*
 * Read the file that is open at fd, from its start, and close it in the end.
 * Fails likewise.
 */
enum gm_status file_in_open_fd(struct file_in *in, int fd,
			       struct gm_error *err);

/*
 * Read these bytes, which must outlive it, as if they were a file: *in, which
 * must be closed, counts as closed meanwhile.  Fails with GM_ERR_NOMEM.
 */
enum gm_status file_in_from_memory(struct file_in *in, const uint8_t *data,
				   size_t nbytes, struct gm_error *err);

/*
 * Point *data at the next bytes without consuming them and return how many
 * there are: at least min(want, bytes left in the file), want being at most
 * FILE_IN_BUFFER_BYTES; fewer only at the end of the file or after an error,
 * which file_in_status() tells apart.  Valid until the next call on *in.
 */
size_t file_in_peek(struct file_in *in, size_t want, const uint8_t **data);

/* Consume n bytes, at most what the last file_in_peek() returned. */
void file_in_skip(struct file_in *in, size_t n);

/* Copy up to n bytes to dst and consume them; less only as with peek. */
size_t file_in_read(struct file_in *in, void *dst, size_t n);

/* Tell how much work the file asks for. */
static inline void
file_in_ask(const struct file_in *in, uint64_t amount)
{
	if (in->ask != NULL)
		in->ask(in->meter_ctx, amount);
}

/* Whether bytes follow; none also after an error. */
static inline bool
file_in_has_more(struct file_in *in)
{
	const uint8_t *data;

	return file_in_peek(in, 1, &data) > 0;
}

/*
 * Consume what is before offset from the start of the file.  False when the
 * file ends before.
 */
static inline bool
file_in_seek(struct file_in *in, uint64_t offset)
{
	while (in->n_read < offset) {
		const uint8_t *data;
		size_t n = file_in_peek(in, 1, &data);

		if (n == 0)
			return false;
		if (n > offset - in->n_read)
			n = (size_t)(offset - in->n_read);
		file_in_skip(in, n);
	}
	return true;
}

/*
 * Read up to n bytes at any offset, apart from what is handed out in order.
 * Returns how many, which is 0 only at the end of the file or after an error.
 */
size_t file_in_read_at(struct file_in *in, uint64_t offset, void *dst,
		       size_t n);

/* The same until there are n bytes; less only as with file_in_peek(). */
static inline size_t
file_in_fill_at(struct file_in *in, uint64_t offset, void *dst, size_t n)
{
	size_t n_done = 0, some = 1;

	for (; n_done < n && some > 0; n_done += some)
		some = file_in_read_at(in, offset + n_done,
				       (uint8_t *)dst + n_done, n - n_done);
	return n_done;
}

/* Go back to the start.  Fails with GM_ERR_READ. */
enum gm_status file_in_rewind(struct file_in *in, struct gm_error *err);

/*
 * From here on read the nbytes at offset, which are all in the file, and not
 * none, as if they were the file, and from their start; a part of a part is
 * not taken.  What is in before, which may be NULL and must outlive the part,
 * comes before them.  Fails with GM_ERR_READ.
 */
enum gm_status file_in_narrow(struct file_in *in, const struct bytes *before,
			      uint64_t offset, uint64_t nbytes,
			      struct gm_error *err);

/*
 * Back to the whole file, of which file_in_rewind() must come next.  Safe when
 * nothing was narrowed.
 */
void file_in_widen(struct file_in *in);

/* GM_ERR_READ with its reason when a read(2) has failed, else GM_OK. */
enum gm_status file_in_status(const struct file_in *in, struct gm_error *err);

/*
 * Fail for the end of the file that was met: as file_in_status(), or with
 * GM_ERR_TRUNCATED and this text after "truncated: ".
 */
static inline enum gm_status
file_in_fail_at_end(const struct file_in *in, const char *text,
		    struct gm_error *err)
{
	enum gm_status st = file_in_status(in, err);

	return st != GM_OK ? st
			   : gm_fail(err, GM_ERR_TRUNCATED, 0, "truncated: %s",
				     text);
}

/* Close; keeps the buffer.  Safe on a closed *in. */
void file_in_close(struct file_in *in);

/* Close and release the buffer. */
void file_in_free(struct file_in *in);

/* A zeroed struct is closed; file_out_commit() keeps buf for the next. */
struct file_out {
	bool is_open;
	int fd;
	bool syncs;         /* set by the caller: commit makes it durable */
	gid_t group;        /* set by the caller: that mode has in mind */
	bool is_lent;       /* fd is the caller's, and has no name */
	uint64_t n_written; /* bytes accepted so far */
	int failed_errno;   /* not 0 once write(2) has failed */
	struct bytes buf;   /* bytes not yet written; at most one buffer */
	int folder_fd;      /* where path is looked for */
	struct bytes path;  /* NUL-terminated while open */
};

/*
 * Create the file at path, seen from folder_fd, which must stay open while it
 * is, or from the current folder (AT_FDCWD), with mode & ~umask, but if it is
 * not of out->group see file_mode_for_others(); a file that is there is removed
 * first.  Fails with GM_ERR_WRITE, GM_ERR_FOLDER, GM_ERR_FULL or GM_ERR_NOMEM;
 * nothing is then created.
 */
enum gm_status file_out_open_at(struct file_out *out, int folder_fd,
				const char *path, mode_t mode,
				struct gm_error *err);

static inline enum gm_status
file_out_open(struct file_out *out, const char *path, mode_t mode,
	      struct gm_error *err)
{
	return file_out_open_at(out, AT_FDCWD, path, mode, err);
}

/*
 * Write from the start of the file that is open at fd, which stays open, be it
 * committed or abandoned: its first n_written bytes are those that were
 * written, whatever comes after them.  Fails with GM_ERR_WRITE or GM_ERR_NOMEM.
 */
enum gm_status file_out_open_fd(struct file_out *out, int fd,
				struct gm_error *err);

/*
 * Keep up to max_nbytes in buf, which stand there until the next open, instead
 * of writing a file: *out, which must be closed, counts as closed meanwhile.
 * What is more may fail as a full disk does.  Fails with GM_ERR_NOMEM.
 */
enum gm_status file_out_to_memory(struct file_out *out, size_t max_nbytes,
				  struct gm_error *err);

/*
 * Append n bytes, buffered.  A write(2) error is kept and reported here and
 * by every later call.
 */
enum gm_status file_out_write(struct file_out *out, const void *data, size_t n,
			      struct gm_error *err);

/*
 * Put n bytes in the place of those that stand at an offset, all of which were
 * accepted before; what is written next still comes last.  Fails as
 * file_out_write() does.
 */
enum gm_status file_out_patch(struct file_out *out, uint64_t offset,
			      const void *data, size_t n, struct gm_error *err);

/*
 * Write what is buffered, and close.  On failure the file is removed.  *out is
 * closed either way.
 */
enum gm_status file_out_commit(struct file_out *out, struct gm_error *err);

/* Close and remove the file.  Safe on a closed *out. */
void file_out_abandon(struct file_out *out);

/* Abandon and release the buffers. */
void file_out_free(struct file_out *out);

#endif
