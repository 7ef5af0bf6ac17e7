/* SPDX-License-Identifier: MIT */
/*
 * option_set.h - how options take their values
 *
 * Each function is an option_set_fn of option_row.h, for rows whose field is
 * what it says.
 */
#ifndef GM_CLI_OPTION_SET_H
#define GM_CLI_OPTION_SET_H

#include "cli/option_row.h"

/* True. */
enum gm_status option_set_flag(struct options *options,
			       const struct option_row *row, const char *text,
			       struct gm_error *err);

/* True, and its opposite false. */
enum gm_status option_set_quiet_or_verbose(struct options *options,
					   const struct option_row *row,
					   const char *text,
					   struct gm_error *err);

/* --sandbox=off. */
enum gm_status option_set_no_sandbox(struct options *options,
				     const struct option_row *row,
				     const char *text, struct gm_error *err);

/* A word for true or false. */
enum gm_status option_set_bool(struct options *options,
			       const struct option_row *row, const char *text,
			       struct gm_error *err);

/* A word for a value of an enum, or a number where there may be one. */
enum gm_status option_set_enum(struct options *options,
			       const struct option_row *row, const char *text,
			       struct gm_error *err);

/* A number in its range. */
enum gm_status option_set_number(struct options *options,
				 const struct option_row *row, const char *text,
				 struct gm_error *err);

/* A number, or a percentage. */
enum gm_status option_set_jobs(struct options *options,
			       const struct option_row *row, const char *text,
			       struct gm_error *err);

/* A shard of how many, or that the environment says which. */
enum gm_status option_set_shard(struct options *options,
				const struct option_row *row, const char *text,
				struct gm_error *err);

/* A set of formats, from their names with commas between. */
enum gm_status option_set_formats(struct options *options,
				  const struct option_row *row,
				  const char *text, struct gm_error *err);

/* The set of formats that can be written. */
uint64_t option_formats_written(void);

/* A format that is written, by its name or an extension. */
enum gm_status option_set_format(struct options *options,
				 const struct option_row *row, const char *text,
				 struct gm_error *err);

/* Bits, from words with commas between. */
enum gm_status option_set_bits(struct options *options,
			       const struct option_row *row, const char *text,
			       struct gm_error *err);

/* Three bytes: R, G and B of a colour, as CSS writes it. */
enum gm_status option_set_color(struct options *options,
				const struct option_row *row, const char *text,
				struct gm_error *err);

/* A part of a file name. */
enum gm_status option_set_name_part(struct options *options,
				    const struct option_row *row,
				    const char *text, struct gm_error *err);

/* A path. */
enum gm_status option_set_path(struct options *options,
			       const struct option_row *row, const char *text,
			       struct gm_error *err);

/* One more rule of what is left out. */
enum gm_status option_set_exclude(struct options *options,
				  const struct option_row *row,
				  const char *text, struct gm_error *err);

/* One more report. */
enum gm_status option_set_resume(struct options *options,
				 const struct option_row *row, const char *text,
				 struct gm_error *err);

/* A path that is not "-". */
enum gm_status option_set_folder(struct options *options,
				 const struct option_row *row, const char *text,
				 struct gm_error *err);

/* The path of a list, when there is none yet; "-" may be one. */
enum gm_status option_set_list(struct options *options,
			       const struct option_row *row, const char *text,
			       struct gm_error *err);
enum gm_status option_set_list_of_nuls(struct options *options,
				       const struct option_row *row,
				       const char *text, struct gm_error *err);

#endif
