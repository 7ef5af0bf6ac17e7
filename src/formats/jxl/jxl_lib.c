/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl_lib.h"

#include <stdlib.h>

static void
tell(struct library_version *version)
{
	const uint32_t number = JxlDecoderVersion();

	snprintf(version->built, sizeof(version->built), "%d.%d.%d",
		 JPEGXL_MAJOR_VERSION, JPEGXL_MINOR_VERSION,
		 JPEGXL_PATCH_VERSION);
	snprintf(version->loaded, sizeof(version->loaded), "%u.%u.%u",
		 number / 1000000, number / 1000 % 1000, number % 1000);
}

const struct library jxl_library = {.name = "libjxl", .tell = tell};

static void *
take(void *opaque, size_t nbytes)
{
	struct jxl_lib *lib = opaque;
	void *memory = malloc(nbytes);

	lib->lacked_memory |= memory == NULL;
	return memory;
}

static void
give_back(void *opaque, void *memory)
{
	(void)opaque;
	free(memory);
}

/*
 * What can be had at once can be had in pieces.  A compiler may leave out what
 * is taken only to be given back.
 */
enum gm_status
jxl_lib_check_free(uint64_t nbytes, struct gm_error *err)
{
	void *volatile memory = NULL;

	if (nbytes <= SIZE_MAX)
		memory = malloc((size_t)nbytes);
	if (memory == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JXL)");
	free(memory);
	return GM_OK;
}

enum gm_status
jxl_lib_begin(struct jxl_lib *lib, uint64_t nbytes, struct gm_error *err)
{
	enum gm_status st = jxl_lib_check_free(nbytes, err);

	lib->memory = (JxlMemoryManager){
		.opaque = lib, .alloc = take, .free = give_back};
	if (st != GM_OK)
		return st;
	lib->nowhere = fmemopen(lib->scrap, sizeof(lib->scrap), "w");
	if (lib->nowhere == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JXL)");
	lib->said = stderr;
	stderr = lib->nowhere;
	return GM_OK;
}

void
jxl_lib_end(struct jxl_lib *lib)
{
	if (lib->nowhere == NULL)
		return;
	stderr = lib->said;
	fclose(lib->nowhere);
	lib->nowhere = NULL;
}

enum gm_status
jxl_lib_fail(const struct jxl_lib *lib, enum gm_status status, const char *text,
	     struct gm_error *err)
{
	return lib->lacked_memory
		       ? gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JXL)")
		       : gm_fail(err, status, 0, "%s", text);
}
