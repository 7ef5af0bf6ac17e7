/* SPDX-License-Identifier: MIT */
#include "codec/codec.h"

bool
codec_is_written(const struct codec *codec)
{
	return codec->module != NULL ? codec->is_written
				     : codec->writer != NULL;
}

enum gm_status
codec_check_module(const struct codec *codec, struct gm_error *err)
{
	if (codec->reader != NULL)
		return GM_OK;
	if (codec->lack == NULL)
		return gm_fail(err, GM_ERR_MODULE, 0,
			       "%s is read by a module that is not loaded",
			       codec->name);
	return gm_fail(err, codec->lack->status, 0, "cannot read %s: %s",
		       codec->name, codec->lack->text);
}
