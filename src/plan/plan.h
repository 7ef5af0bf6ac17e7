/* SPDX-License-Identifier: MIT */
/*
 * plan.h - from the paths that are given to the list of jobs
 *
 * The plan is complete before anything is written: which files are inputs,
 * what each output is called, which are skipped, and that no output would
 * destroy an input or another output.  It opens folders, never pictures, and
 * what a picture is it is told by a callback on names.
 */
#ifndef GM_PLAN_PLAN_H
#define GM_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/link.h"
#include "plan/file_list.h"

/* Most formats of output that a plan can tell apart, */
#define PLAN_MAX_FORMATS 64u

/* and kinds of pictures that cannot be read, 0 among them. */
#define PLAN_MAX_UNREAD 96u

/*
 * What a name says of its file.  Whether it is a picture must follow from its
 * extension alone, and what becomes of the name from the number of the format.
 */
struct plan_naming {
	bool is_picture;       /* what is none is passed over in a folder */
	unsigned unread;       /* a picture that nobody here can read: its kind,
				  a number of the caller's, from 1 and
				  < PLAN_MAX_UNREAD; 0 for all else */
	unsigned format;       /* of the output: a number of the caller's,
				  < PLAN_MAX_FORMATS, handed back with the
				  input */
	const char *extension; /* of that format, to put after the whole name
				  of the output, and a dot before it; ""
				  leaves the name as it is; */
	bool replaces;         /* or in the place of the name's own, if it has
				  one */
};

/*
 * All stays the caller's.  The strings must outlive the plan, but for those of
 * the list.
 */
struct plan_options {
	char *const *paths; /* n_paths of them, files or folders */
	size_t n_paths;
	struct file_list *list; /* more paths, after these; or NULL */
	bool recursive;         /* enter sub-folders */
	bool follow;            /* any link to a picture that is met */
	bool skips_hidden;      /* what is met, and its name starts with a dot,
				   is left out, unless one of these takes it
				   back: */
	const char *const *excludes; /* n_excludes rules of what is left out of
					each PATH that is a folder, see
					base/ignore.h */
	size_t n_excludes;
	const char *output_dir; /* NULL: beside each input */
	const char *base;       /* with output_dir: outputs go to where each
				   input is below this folder; NULL: below
				   its PATH */
	const char *prefix;     /* "" is none */
	const char *suffix;     /* goes before the extension; "" is none */
	bool in_place;          /* outputs take the place of their inputs: no
				   output_dir, no skip_existing, no update,
				   "" for prefix and suffix, and naming() lets
				   names be */
	bool no_outputs;        /* inputs are only read: the same of options
				   and names holds, and writes_nothing */
	bool skip_existing;     /* an input whose output exists is skipped, */
	bool update;            /* or one that is no newer than its output, by
				   the times of their last change */
	struct timespec made_since; /* of CLOCK_REALTIME_COARSE: outputs that
				       have been changed after it are not
				       replaced; zeroed: whatever they are */
	bool keeps_times;    /* outputs get those times of their inputs */
	bool writes_nothing; /* nobody is to make what is planned */
	uint32_t n_shards;   /* that the inputs are divided into, see
				shard.h; 0: they are not */
	uint32_t shard;      /* whose inputs are kept, < n_shards */
	bool shards_by_size; /* else by hash */
	struct plan_naming (*naming)(const void *ctx, const char *name);
	const void *naming_ctx;
};

/* What is to be done with an input. */
enum plan_fate {
	PLAN_CONVERT, /* convert it */
	PLAN_SKIP,    /* its output exists and the user said to skip it, or that
			 it is as new, or as plan_skip() has it */
	PLAN_FAULT    /* it cannot be: errnum says why.  A PATH that is missing,
			 a folder that cannot be read, a path or output path
			 too long, an output that is a folder (EISDIR) or was
			 made since (EEXIST), a path that is not below base
			 (EXDEV), of what is no regular file (ESPIPE), a link
			 that is not to be trusted, see link.h (EPERM), or in
			 place, any (ELOOP) */
};

struct plan;

/* One input; the paths are written by plan_paths(). */
struct plan_input {
	enum plan_fate fate;
	bool is_named; /* by a path that is given, not in a list alone: must
			  be a picture */
	bool is_new;   /* of PLAN_CONVERT: nothing has the output's name, where
			  there is to be one */
	unsigned format; /* of the output, as naming() said */
	bool is_folder;  /* of PLAN_FAULT: a folder is at fault, no file */
	int errnum;      /* of PLAN_FAULT */
	uint64_t nbytes; /* size of the file, 0 when it could not be told;
			    sizes above 4 GiB may be rounded */
};

/*
 * Walk the paths and fill *plan, which the caller releases with plan_free()
 * even after a failure.  The list, which has ended, is emptied when its paths
 * have been read.  Inputs stand in the order of the paths, those of a folder
 * sorted by name (bytes, not locale), files before sub-folders; an input that
 * is met twice with the same output counts once.
 *
 * A path that is missing is an input like any other, of fate PLAN_FAULT.
 * Folders are followed through a link when named, never when met; links to
 * regular files are inputs; what is neither is passed over.  In folders,
 * files that carry the prefix and suffix of the run (unless both are empty;
 * x_SUFFIX.psd.png carries it where x_SUFFIX.psd is a picture's name),
 * stages, what the rules leave out, and the output folder itself are passed
 * over.
 *
 * With a base, paths lose what is meaningless in them (see below.h).
 *
 * Of shards, the plan has the inputs of one, after all have been checked.
 *
 * Fails with GM_ERR_USAGE when a rule is none, when two inputs have one output
 * or an output is an input (by path or by device and inode; the text names
 * both, and plan_culprit() the input to blame) or output_dir cannot be a folder
 * (which plan_culprit() is then), or GM_ERR_NOMEM.  Nothing has been written
 * then.
 */
enum gm_status plan_build(const struct plan_options *options,
			  struct plan **plan, struct gm_error *err);

/* The path of the input that plan_build() failed for; "" when none. */
const char *plan_culprit(const struct plan *plan);

size_t plan_n_inputs(const struct plan *plan);

/* Of shards, the inputs of all others. */
size_t plan_n_elsewhere(const struct plan *plan);

/* Input input_i, 0 <= input_i < plan_n_inputs(). */
struct plan_input plan_input(const struct plan *plan, size_t input_i);

/* Have an input of PLAN_CONVERT skipped. */
void plan_skip(struct plan *plan, size_t input_i);

/*
 * Fill *why with the reason that an input of PLAN_FAULT cannot be converted:
 * GM_ERR_FORMAT where it is no picture, but something else, GM_ERR_WRITE where
 * its output was made since, GM_ERR_OPEN.
 */
void plan_fault(const struct plan *plan, size_t input_i, struct gm_error *why);

/*
 * Replace *in and *out by the NUL-terminated paths of input input_i (the
 * terminator counts in nbytes), shorter than PATH_MAX unless PLAN_FAULT, for
 * which *out is "", as it is where there are no outputs; out may be NULL.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status plan_paths(const struct plan *plan, size_t input_i,
			  struct bytes *in, struct bytes *out,
			  struct gm_error *err);

/*
 * Call note(ctx, folder, n) for each named folder in which n > 0 sub-folders
 * were not entered for want of recursion, in order.
 */
void plan_each_unentered(const struct plan *plan,
			 void (*note)(void *ctx, const char *folder, size_t n),
			 void *ctx);

/*
 * Call note(ctx, folder, counts) for each named folder with files in it, or in
 * its sub-folders where they were entered, that are passed over because their
 * names are those of pictures that nobody can read; in order, and those of a
 * folder that is met twice where it is met first.  counts has
 * PLAN_MAX_UNREAD numbers, by kind.
 */
void plan_each_unread(const struct plan *plan,
		      void (*note)(void *ctx, const char *folder,
				   const size_t *counts),
		      void *ctx);

/*
 * Call note(ctx, folder, n) for each folder of which n > 0 named files were
 * passed over, for they are outputs of an earlier run: they carry the prefix
 * and the suffix, and what they were made from is an input or lies beside them.
 */
void plan_each_own(const struct plan *plan,
		   void (*note)(void *ctx, const char *folder, size_t n),
		   void *ctx);

/* Are there outputs, whose folders are to be made and swept? */
bool plan_has_outputs(const struct plan *plan);

/*
 * Make the output folders that the inputs to run need and that do not exist,
 * and see that files may be made in all of them.  Fails with GM_ERR_WRITE or
 * GM_ERR_FULL; plan_culprit() then names the folder.
 */
enum gm_status plan_make_folders(struct plan *plan, struct gm_error *err);

/*
 * Open (O_PATH) the folder of an input, that of its output, which has been
 * made, or a cover, see below.  The descriptor, or -1 with errno: ESTALE when
 * it is another folder than the one that was seen.
 */
int plan_open_in(const struct plan *plan, size_t input_i);
int plan_open_out(const struct plan *plan, size_t input_i);
int plan_open_cover(const struct plan *plan, uint32_t cover);

/* The name of an input in its folder. */
const char *plan_name(const struct plan *plan, size_t input_i);

/* Which links are followed to an input: of those met, what was seen. */
enum link_trust plan_links(const struct plan *plan, size_t input_i);

/*
 * The folder that the output of an input goes to, as a number, <
 * plan_n_places(): the same for all that go there, whatever it is called.
 */
uint32_t plan_out_place(const struct plan *plan, size_t input_i);

/* The same of the folder that it is in. */
uint32_t plan_in_place(const struct plan *plan, size_t input_i);

size_t plan_n_places(const struct plan *plan);

#define PLAN_NO_COVER UINT32_MAX

/*
 * A folder below which there is, as far as was seen, nothing but inputs and
 * what earlier runs made of such, and the input; the largest one, as a number,
 * < plan_n_folders().  PLAN_NO_COVER: there is none, or a link may lead
 * elsewhere.
 */
uint32_t plan_cover(const struct plan *plan, size_t input_i);

size_t plan_n_folders(const struct plan *plan);

/*
 * Remove what runs that were killed have left in the folders where the
 * outputs of inputs go, those that are skipped included, as stage_sweep() has
 * it.  What cannot be removed stays, and so does what is in a folder that
 * cannot be read.  Fails with GM_ERR_NOMEM.
 */
enum gm_status plan_sweep(const struct plan *plan, struct gm_error *err);

/* Most inputs of one plan. */
#define PLAN_MAX_INPUTS 4294967294u

void plan_free(struct plan *plan);

#endif
