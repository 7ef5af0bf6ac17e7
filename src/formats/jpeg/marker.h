/* SPDX-License-Identifier: MIT */
/*
 * marker.h - the second bytes of JPEG's markers (T.81 table B.1)
 */
#ifndef GM_FORMATS_JPEG_MARKER_H
#define GM_FORMATS_JPEG_MARKER_H

enum marker {
	MARKER_SOF0 = 0xc0, /* baseline */
	MARKER_SOF1 = 0xc1, /* extended sequential, Huffman */
	MARKER_SOF2 = 0xc2, /* progressive, Huffman */
	MARKER_DHT = 0xc4,
	MARKER_RST0 = 0xd0,
	MARKER_RST7 = 0xd7,
	MARKER_SOI = 0xd8,
	MARKER_EOI = 0xd9,
	MARKER_SOS = 0xda,
	MARKER_DQT = 0xdb,
	MARKER_DRI = 0xdd,
	MARKER_APP0 = 0xe0,
	MARKER_APP14 = 0xee,
	MARKER_APP15 = 0xef,
	MARKER_COM = 0xfe
};

#endif
