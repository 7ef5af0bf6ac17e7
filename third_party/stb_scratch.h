/* SPDX-License-Identifier: MIT */
/*
 * stb_scratch.h - the memory that stb_image_write works in
 *
 * stb takes a block for a row of HDR and does not look whether it got one, so
 * it is lent one that is there.  Its other formats in use need none.  Which
 * block is state of the process, as stb asks for it by name only.
 */
#ifndef STB_SCRATCH_H
#define STB_SCRATCH_H

#include <stddef.h>

/* What stb gets from now on; it stays the caller's. */
void stb_scratch_lend(void *block);

/* As malloc, realloc and free to stb. */
void *stb_scratch_take(size_t nbytes);
void *stb_scratch_grow(void *block, size_t nbytes);
void stb_scratch_return(void *block);

/* The version that its header names: "2.27". */
extern const char stb_image_write_version[];

#endif
