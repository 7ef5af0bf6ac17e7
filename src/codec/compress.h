/* SPDX-License-Identifier: MIT */
/*
 * compress.h - how hard an encoder tries to make a small file
 */
#ifndef GM_CODEC_COMPRESS_H
#define GM_CODEC_COMPRESS_H

/* What each format makes of it is its codec's; no pixel depends on it. */
enum compress {
	COMPRESS_DEFAULT,
	COMPRESS_FAST, /* never slower than the default */
	COMPRESS_BEST  /* the smallest file, whatever time it takes */
};

#endif
