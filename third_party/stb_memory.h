/* SPDX-License-Identifier: MIT */
/*
 * stb_memory.h - a limit on what stb_image may allocate
 *
 * stb_image takes memory from header fields that a file is free to invent.
 * The count and the limit are state of the process, as stb's own failure
 * reason is: one picture is decoded at a time.
 */
#ifndef STB_MEMORY_H
#define STB_MEMORY_H

#include <stddef.h>

/* Let all blocks together hold at most nbytes from now on. */
void stb_memory_limit(size_t nbytes);

/* As malloc, realloc and free; NULL when the limit would be passed. */
void *stb_memory_alloc(size_t nbytes);
void *stb_memory_realloc(void *block, size_t nbytes);
void stb_memory_free(void *block);

/* The version that its header names: "2.27". */
extern const char stb_image_version[];

#endif
