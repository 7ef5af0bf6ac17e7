/* SPDX-License-Identifier: MIT */
/*
 * spool.h - a stream kept in memory, as a file that has no name
 *
 * Whoever has the descriptor can read and write at any place, and nobody else
 * can open it; when all have closed it, it is gone.
 */
#ifndef GM_BASE_SPOOL_H
#define GM_BASE_SPOOL_H

#include <stdint.h>

#include "base/err.h"

/* An empty one: *fd is above the standard streams.  Fails with GM_ERR_SYSTEM.
 */
enum gm_status spool_open(int *fd, struct gm_error *err);

/*
 * Take all that comes from stream_fd, until its end; blocks.  A file that is
 * only read, and of which nothing has been read, is taken itself: *fd, which
 * has been opened, becomes that.  *nbytes is how many there are.  Fails with
 * GM_ERR_READ, GM_ERR_WRITE or GM_ERR_FULL, or with GM_ERR_LIMIT where more
 * than max_nbytes come, before they are kept.
 */
enum gm_status spool_fill(int *fd, int stream_fd, uint64_t max_nbytes,
			  uint64_t *nbytes, struct gm_error *err);

/*
 * Write the first nbytes, which are all there, to stream_fd; blocks.  Fails
 * with GM_ERR_READ before a byte is written that is not there, GM_ERR_WRITE,
 * GM_ERR_FULL, or GM_ERR_GONE where nobody reads them.
 */
enum gm_status spool_pour(int fd, uint64_t nbytes, int stream_fd,
			  struct gm_error *err);

#endif
