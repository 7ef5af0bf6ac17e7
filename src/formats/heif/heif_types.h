/* SPDX-License-Identifier: MIT */
/*
 * heif_types.h - four letters as one number: boxes, items and references
 *
 * Those of ISO/IEC 14496-12 and 23008-12 that mean something here.
 */
#ifndef GM_FORMATS_HEIF_HEIF_TYPES_H
#define GM_FORMATS_HEIF_HEIF_TYPES_H

enum heif_type {
	HEIF_AUXC = 0x61757843, /* "auxC" */
	HEIF_AUXL = 0x6175786c, /* "auxl" */
	HEIF_CDSC = 0x63647363, /* "cdsc" */
	HEIF_CLAP = 0x636c6170, /* "clap" */
	HEIF_CLLI = 0x636c6c69, /* "clli" */
	HEIF_COLR = 0x636f6c72, /* "colr" */
	HEIF_DIMG = 0x64696d67, /* "dimg" */
	HEIF_EXIF = 0x45786966, /* "Exif" */
	HEIF_GRID = 0x67726964, /* "grid" */
	HEIF_HEV1 = 0x68657631, /* "hev1" */
	HEIF_HVC1 = 0x68766331, /* "hvc1" */
	HEIF_HVCC = 0x68766343, /* "hvcC" */
	HEIF_IDAT = 0x69646174, /* "idat" */
	HEIF_IDEN = 0x6964656e, /* "iden" */
	HEIF_IINF = 0x69696e66, /* "iinf" */
	HEIF_ILOC = 0x696c6f63, /* "iloc" */
	HEIF_IMIR = 0x696d6972, /* "imir" */
	HEIF_INFE = 0x696e6665, /* "infe" */
	HEIF_IOVL = 0x696f766c, /* "iovl" */
	HEIF_IPCO = 0x6970636f, /* "ipco" */
	HEIF_IPMA = 0x69706d61, /* "ipma" */
	HEIF_IPRP = 0x69707270, /* "iprp" */
	HEIF_IPTC = 0x69707463, /* "iptc" */
	HEIF_IREF = 0x69726566, /* "iref" */
	HEIF_IROT = 0x69726f74, /* "irot" */
	HEIF_ISPE = 0x69737065, /* "ispe" */
	HEIF_MDCV = 0x6d646376, /* "mdcv" */
	HEIF_META = 0x6d657461, /* "meta" */
	HEIF_MIME = 0x6d696d65, /* "mime" */
	HEIF_MOOV = 0x6d6f6f76, /* "moov" */
	HEIF_NCLX = 0x6e636c78, /* "nclx" */
	HEIF_PASP = 0x70617370, /* "pasp" */
	HEIF_PITM = 0x7069746d, /* "pitm" */
	HEIF_PIXI = 0x70697869, /* "pixi" */
	HEIF_PREM = 0x7072656d, /* "prem" */
	HEIF_PROF = 0x70726f66, /* "prof" */
	HEIF_RICC = 0x72494343, /* "rICC" */
	HEIF_RLOC = 0x726c6f63, /* "rloc" */
	HEIF_THMB = 0x74686d62, /* "thmb" */
	HEIF_UDES = 0x75646573, /* "udes" */
	HEIF_URI = 0x75726920,  /* "uri " */
	HEIF_UUID = 0x75756964, /* "uuid" */
};

#endif
