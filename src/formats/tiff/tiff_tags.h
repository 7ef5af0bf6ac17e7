/* SPDX-License-Identifier: MIT */
/*
 * tiff_tags.h - what becomes of a tag when its picture becomes gray
 *
 * TIFF 6.0; its Technical Notes 1 and 2; Exif 2.32; and for what came after
 * them the registry of the Library of Congress.  A tag that is not known is of
 * no pixels: it is carried on as it stands.
 */
#ifndef GM_FORMATS_TIFF_TIFF_TAGS_H
#define GM_FORMATS_TIFF_TIFF_TAGS_H

/* Those that libtiff's header has no name for. */
enum {
	TIFF_TAG_LAYERS = 37724, /* ImageSourceData, of Photoshop */
	TIFF_TAG_MAKER_NOTE = 37500,
	TIFF_TAG_COMPONENTS = 37121, /* ComponentsConfiguration, of EXIF */
	TIFF_TAG_SIGNATURE = 52545   /* C2PA */
};

enum tiff_role {
	TIFF_ROLE_OTHER,       /* what is said of a picture besides: left out
				  by --strip */
	TIFF_ROLE_SHAPE,       /* of all pictures alike */
	TIFF_ROLE_BLOCKS,      /* where strips or tiles are: always made anew */
	TIFF_ROLE_SAMPLES,     /* made anew where colours become gray */
	TIFF_ROLE_COLOR,       /* of colours, and gone with them */
	TIFF_ROLE_DENSITY,     /* resolution, and its unit */
	TIFF_ROLE_ORIENTATION, /* left out with the density */
	TIFF_ROLE_METADATA,    /* settled as in all formats */
	TIFF_ROLE_DIRECTORIES, /* where further ones are: of pictures, */
	TIFF_ROLE_RECORDS,     /* or not: EXIF, GPS */
	TIFF_ROLE_LAYERS,      /* the picture once more, in colour */
	TIFF_ROLE_SIGNATURE,   /* of the file as it was */
	TIFF_ROLE_PLACES       /* of bytes that move: nothing is kept */
};

enum tiff_role tiff_tag_role(unsigned tag);

#endif
