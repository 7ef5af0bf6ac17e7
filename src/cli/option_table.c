/* SPDX-License-Identifier: MIT */
#include "cli/option_table.h"

#include <stddef.h>

#include "base/file_attributes.h"
#include "cli/option_set.h"

/* What --max-memory takes, from OPTIONS_MIN_MEMORY on. */
static const char sizes[] =
	"a whole number from 16M to 1024T, with K, M, G, T, "
	"KiB, MiB, GiB, TiB, KB, MB, GB or TB";

static const struct text_word lossless_words[] = {
	{"auto", false}, {"never", true}, {NULL, 0}};

/* An older name for the same. */
static const struct text_word jpeg_words[] = {
	{"lossless", false}, {"pixels", true}, {NULL, 0}};

static const struct text_word quality_words[] = {{"keep", 0}, {NULL, 0}};

static const struct text_word compress_words[] = {{"fast", COMPRESS_FAST},
						  {"default", COMPRESS_DEFAULT},
						  {"best", COMPRESS_BEST},
						  {NULL, 0}};

static const struct text_word check_words[] = {
	{"content", CHECK_CONTENT}, {"strict", CHECK_STRICT}, {NULL, 0}};

static const struct text_word profile_words[] = {{"auto", PROFILE_AUTO},
						 {"always", PROFILE_ALWAYS},
						 {"never", PROFILE_NEVER},
						 {NULL, 0}};

/* The words of cp(1). */
static const struct text_word preserve_words[] = {
	{"mode", FILE_PERMISSIONS},
	{"ownership", FILE_OWNER},
	{"timestamps", FILE_TIMES},
	{"xattr", FILE_XATTRS},
	{"all", FILE_PERMISSIONS | FILE_OWNER | FILE_TIMES | FILE_XATTRS},
	{NULL, 0}};

static const struct text_word strip_words[] = {
	{"most", STRIP_MOST}, {"all", STRIP_ALL}, {NULL, 0}};

static const struct text_word background_words[] = {
	{"white", 0xff}, {"black", 0}, {NULL, 0}};

static const struct text_word frames_words[] = {{"first", true}, {NULL, 0}};

static const struct text_word orient_words[] = {
	{"keep", false}, {"apply", true}, {NULL, 0}};

static const struct text_word ext_words[] = {
	{"append", false}, {"replace", true}, {NULL, 0}};

static const struct text_word sandbox_words[] = {{"auto", LOCKED_AS_CAN_BE},
						 {"require", LOCKED_OR_NOTHING},
						 {"off", LOCKED_NEVER},
						 {NULL, 0}};

static const struct text_word hidden_words[] = {
	{"take", false}, {"skip", true}, {NULL, 0}};

static const struct text_word shard_words[] = {
	{"hash", false}, {"size", true}, {NULL, 0}};

static const struct text_word progress_words[] = {{"auto", WHEN_AUTO},
						  {"always", WHEN_ALWAYS},
						  {"never", WHEN_NEVER},
						  {"plain", WHEN_PLAIN},
						  {NULL, 0}};

static const struct text_word shell_words[] = {{"bash", SHELL_BASH},
					       {"zsh", SHELL_ZSH},
					       {"fish", SHELL_FISH},
					       {NULL, 0}};

static const struct text_word color_words[] = {{"auto", WHEN_AUTO},
					       {"always", WHEN_ALWAYS},
					       {"never", WHEN_NEVER},
					       {NULL, 0}};

const char *const option_groups[N_GROUPS] = {
	[GROUP_WHICH] = "Which pictures, and where to:",
	[GROUP_POLICY] = "What to do and what to leave:",
	[GROUP_PICTURE] = "How the picture becomes gray:",
	[GROUP_RUN] = "How it runs:",
	[GROUP_TELL] = "What it tells:",
};

const struct option_row option_table[] = {
	{GROUP_WHICH, 'r', "recursive", NULL, "enter sub-folders",
	 .set = option_set_flag, .field = offsetof(struct options, recursive),
	 .is_common = true},
	{GROUP_WHICH, 0, "follow", NULL,
	 "follow links of other users that are met, too",
	 .set = option_set_flag, .field = offsetof(struct options, follow)},
	{GROUP_WHICH, 0, "files-from", "F",
	 "take more PATHs from F, one a line; - is stdin",
	 .set = option_set_list, .field = offsetof(struct options, list_path),
	 .wanted = "a file"},
	{GROUP_WHICH, 0, "files0-from", "F", "the same, with a NUL after each",
	 .set = option_set_list_of_nuls,
	 .field = offsetof(struct options, list_path), .wanted = "a file"},
	{GROUP_WHICH, 0, "stream", NULL,
	 "begin before the list ends, and go on as it comes",
	 .set = option_set_flag, .field = offsetof(struct options, streams)},
	{GROUP_WHICH, 'E', "exclude", "GLOB",
	 "leave out of folders what matches, by the rules\n"
	 "of gitignore; may be repeated",
	 .set = option_set_exclude,
	 .field = offsetof(struct options, excludes)},
	{GROUP_WHICH, 0, "hidden", "HOW",
	 "names in folders that start with a dot:\n"
	 "take (default) or skip",
	 .set = option_set_bool,
	 .field = offsetof(struct options, skips_hidden),
	 .words = hidden_words},
	{GROUP_WHICH, 0, "shard", "K/N",
	 "convert part K of N; auto: as Slurm, GitLab and\n"
	 "other engines say",
	 .set = option_set_shard, .field = offsetof(struct options, shard),
	 .wanted = "'auto' or K/N, K being from 1 to N, and N to 1048576"},
	{GROUP_WHICH, 0, "shard-index", "I", "the same, counted from 0",
	 .set = option_set_number, .field = offsetof(struct options, shard),
	 .number = text_to_u64, .least = 0, .most = SHARD_MAX - 1,
	 .wanted = "a number from 0 to 1048575"},
	{GROUP_WHICH, 0, "shard-count", "N", "and of how many",
	 .set = option_set_number, .field = offsetof(struct options, n_shards),
	 .number = text_to_u64, .least = 1, .most = SHARD_MAX,
	 .wanted = "a number from 1 to 1048576"},
	{GROUP_WHICH, 0, "shard-by", "HOW",
	 "divide by a hash of the path (default), or by size",
	 .set = option_set_bool,
	 .field = offsetof(struct options, shards_by_size),
	 .words = shard_words},
	{GROUP_WHICH, 0, "formats", "LIST",
	 "read only these, by content, as in jpeg,png",
	 .set = option_set_formats, .field = offsetof(struct options, formats),
	 .wanted = "a list of formats", .is_piped = true},
	{GROUP_WHICH, 'o', "output-dir", "DIR",
	 "write below DIR, with the tree of each PATH", .is_of_copies = true,
	 .set = option_set_folder,
	 .field = offsetof(struct options, output_dir), .wanted = "a folder",
	 .is_common = true},
	{GROUP_WHICH, 0, "base", "DIR",
	 "with -o: mirror the tree of DIR instead", .is_of_copies = true,
	 .set = option_set_path, .field = offsetof(struct options, base),
	 .wanted = "a folder"},
	{GROUP_WHICH, 0, "prefix", "S",
	 "put S before each name (default processed_)", .is_of_copies = true,
	 .set = option_set_name_part, .field = offsetof(struct options, prefix),
	 .is_common = true},
	{GROUP_WHICH, 0, "suffix", "S",
	 "put S between each name and its extension", .is_of_copies = true,
	 .set = option_set_name_part,
	 .field = offsetof(struct options, suffix)},
	{GROUP_WHICH, 0, "in-place", NULL,
	 "replace each picture by its gray one", .is_of_copies = true,
	 .set = option_set_flag, .field = offsetof(struct options, in_place),
	 .is_told = true},
	{GROUP_WHICH, 0, "to", "FORMAT",
	 "write all as jpeg, png, bmp, hdr, pfm, pnm, qoi,\n"
	 "webp, avif, tiff, jxl or tga",
	 .is_of_copies = true, .set = option_set_format,
	 .field = offsetof(struct options, to),
	 .wanted = "a format that is written", .is_common = true,
	 .is_told = true, .is_piped = true},
	{GROUP_WHICH, 0, "ext", "HOW",
	 "where the format changes: append its extension\n"
	 "(default: x.psd.png), or replace the old one",
	 .is_of_copies = true, .set = option_set_bool,
	 .field = offsetof(struct options, replaces_extension),
	 .words = ext_words},
	{GROUP_POLICY, 'n', "dry-run", NULL,
	 "write nothing, say what would be written", .is_of_copies = true,
	 .set = option_set_flag, .field = offsetof(struct options, dry_run),
	 .is_common = true},
	{GROUP_POLICY, 0, "check", "HOW",
	 "write nothing, fail where a picture is not gray by\n"
	 "its content (default), or as stored (strict)",
	 .set = option_set_enum,
	 .field = offsetof(struct options, conversion.check),
	 .words = check_words, .implied = "content", .is_told = true,
	 .is_piped = true},
	{GROUP_POLICY, 0, "skip-existing", NULL,
	 "skip pictures whose output exists", .is_of_copies = true,
	 .set = option_set_flag,
	 .field = offsetof(struct options, skip_existing), .is_common = true},
	{GROUP_POLICY, 'u', "update", NULL,
	 "skip pictures that are no newer than their output",
	 .is_of_copies = true, .set = option_set_flag,
	 .field = offsetof(struct options, update), .is_common = true},
	{GROUP_POLICY, 0, "resume", "F",
	 "skip what is done, by F, which is a report", .is_of_copies = true,
	 .set = option_set_resume, .field = offsetof(struct options, resumes),
	 .wanted = "a file"},
	{GROUP_POLICY, 'p', "preserve", "LIST",
	 "copies get the mode and timestamps of their\n"
	 "pictures, or what LIST names: mode, ownership,\n"
	 "timestamps, xattr, all",
	 .is_of_copies = true, .set = option_set_bits,
	 .field = offsetof(struct options, preserve), .words = preserve_words,
	 .wanted = "a list of mode, ownership, timestamps, xattr or all",
	 .implied = "mode,timestamps", .is_told = true},
	{GROUP_POLICY, 0, "require-input", NULL,
	 "exit 3 when no picture was read", .set = option_set_flag,
	 .field = offsetof(struct options, require_input),
	 .is_of_reports = true},
	{GROUP_POLICY, 0, "strict", NULL,
	 "exit 1 for a warning, or a picture passed over",
	 .set = option_set_flag, .field = offsetof(struct options, strict),
	 .is_piped = true, .is_of_reports = true},
	{GROUP_PICTURE, 0, "gray", "METHOD",
	 "rec601 (default), rec709, linear, lightness,\naverage, r, g or b",
	 .is_of_copies = true, .set = option_set_enum,
	 .field = offsetof(struct options, conversion.gray),
	 .words = gray_method_words, .is_common = true, .is_told = true,
	 .is_piped = true},
	{GROUP_PICTURE, 0, "lossless", "WHEN",
	 "auto (default): from the bits, without loss,\n"
	 "where possible; never: decode, compress again",
	 .is_of_copies = true, .set = option_set_bool,
	 .field = offsetof(struct options, conversion.pixels),
	 .words = lossless_words, .is_told = true, .is_piped = true},
	{GROUP_PICTURE, 0, "jpeg", "HOW",
	 "the same: lossless (auto) or pixels (never)", .is_of_copies = true,
	 .set = option_set_bool,
	 .field = offsetof(struct options, conversion.pixels),
	 .words = jpeg_words, .is_piped = true},
	{GROUP_PICTURE, 0, "quality", "Q",
	 "JPEG, WebP: 1 to 100, or keep (default)", .is_of_copies = true,
	 .set = option_set_enum,
	 .field = offsetof(struct options, conversion.quality),
	 .words = quality_words, .number = text_to_u64, .least = 1, .most = 100,
	 .wanted = "'keep' or a number from 1 to 100", .is_common = true,
	 .is_told = true, .is_piped = true},
	{GROUP_PICTURE, 0, "compress", "EFFORT",
	 "JPEG, PNG, WebP: fast, default, best for size", .is_of_copies = true,
	 .set = option_set_enum,
	 .field = offsetof(struct options, conversion.compress),
	 .words = compress_words, .is_told = true, .is_piped = true},
	{GROUP_PICTURE, 0, "keep-smaller", NULL,
	 "copy what is gray as it is, where that is smaller",
	 .is_of_copies = true, .set = option_set_flag,
	 .field = offsetof(struct options, keep_smaller), .is_told = true,
	 .is_piped = true},
	{GROUP_PICTURE, 0, "profile", "WHEN",
	 "JPEG, PNG, WebP: a profile where the curve is\n"
	 "not that of sRGB (auto, default), always, never",
	 .is_of_copies = true, .set = option_set_enum,
	 .field = offsetof(struct options, conversion.profile),
	 .words = profile_words, .is_told = true, .is_piped = true},
	{GROUP_PICTURE, 0, "strip", "HOW",
	 "leave out metadata that the pixels do not need\n"
	 "(most), or all of them",
	 .is_of_copies = true, .set = option_set_enum,
	 .field = offsetof(struct options, conversion.strip),
	 .words = strip_words, .implied = "most", .is_told = true,
	 .is_piped = true},
	{GROUP_PICTURE, 0, "background", "COLOUR",
	 "seen through a picture where the copy has no\n"
	 "alpha: #rrggbb, white (default) or black",
	 .is_of_copies = true, .set = option_set_color,
	 .field = offsetof(struct options, conversion.background),
	 .words = background_words,
	 .wanted = "a colour: #rrggbb, #rgb, white or black", .is_told = true,
	 .is_piped = true},
	{GROUP_PICTURE, 0, "frames", "first",
	 "of several frames, take the first", .set = option_set_bool,
	 .field = offsetof(struct options, conversion.first_frame),
	 .words = frames_words, .is_told = true, .is_piped = true},
	{GROUP_PICTURE, 0, "orient", "HOW",
	 "keep the tag of EXIF (default), or apply it", .is_of_copies = true,
	 .set = option_set_bool,
	 .field = offsetof(struct options, conversion.orient),
	 .words = orient_words, .is_told = true, .is_piped = true},
	{GROUP_PICTURE, 0, "salvage", NULL,
	 "accept a picture that is cut short", .set = option_set_flag,
	 .field = offsetof(struct options, conversion.salvage), .is_told = true,
	 .is_piped = true},
	{GROUP_RUN, 'j', "jobs", "N",
	 "workers; N% of the processors; 0 (default) is all",
	 .set = option_set_jobs, .field = offsetof(struct options, jobs),
	 .number = text_to_u64, .least = 0, .most = OPTIONS_MAX_JOBS,
	 .wanted = "a number from 0 to 4096, or 1% to 1000%",
	 .environment = "GRAYMILL_JOBS", .is_common = true},
	{GROUP_RUN, 0, "jobserver", NULL,
	 "no more workers than make has jobs to spare", .set = option_set_flag,
	 .field = offsetof(struct options, jobserver)},
	/* In milliseconds; the most of them fits poll(2)'s int. */
	{GROUP_RUN, 0, "timeout", "SECONDS",
	 "give up a picture that takes longer; 0: none",
	 .set = option_set_number,
	 .field = offsetof(struct options, timeout_ms), .number = text_to_ms,
	 .least = 0, .most = 1000000000,
	 .wanted = "a number of seconds from 0.001 to 1000000, or 0",
	 .is_piped = true},
	{GROUP_RUN, 0, "time-limit", "SECONDS",
	 "begin no picture after that time, exit 4", .set = option_set_number,
	 .field = offsetof(struct options, time_limit_ms), .number = text_to_ms,
	 .least = 0, .most = 1000000000,
	 .wanted = "a number of seconds from 0.001 to 1000000, or 0"},
	{GROUP_RUN, 0, "grace", "SECONDS",
	 "after that, or a signal, give up what goes on\nfor longer",
	 .set = option_set_number, .field = offsetof(struct options, grace_ms),
	 .number = text_to_ms, .least = 0, .most = 1000000000,
	 .wanted = "a number of seconds from 0.001 to 1000000, or 0"},
	/* No picture has more than 2^62, see IMAGE_MAX_SIDE. */
	{GROUP_RUN, 0, "max-pixels", "N",
	 "refuse larger pictures (default 1073741824)",
	 .set = option_set_number,
	 .field = offsetof(struct options, conversion.max_pixels),
	 .number = text_to_u64, .least = 1, .most = UINT64_C(1) << 62,
	 .wanted = "a number from 1 to 4611686018427387904", .is_piped = true},
	{GROUP_RUN, 0, "max-memory", "SIZE",
	 "for all workers (default half of what there is)",
	 .set = option_set_number,
	 .field = offsetof(struct options, max_memory),
	 .number = text_to_nbytes, .least = OPTIONS_MIN_MEMORY,
	 .most = UINT64_C(1) << 50, .wanted = sizes, .is_piped = true},
	{GROUP_RUN, 0, "fail-fast", NULL, "stop at the first failure",
	 .set = option_set_flag, .field = offsetof(struct options, fail_fast)},
	{GROUP_RUN, 0, "fsync", NULL,
	 "count a picture when its output is durable", .is_of_copies = true,
	 .set = option_set_flag, .field = offsetof(struct options, fsync)},
	{GROUP_RUN, 0, "sandbox", "HOW", "auto (default), require or off",
	 .set = option_set_enum, .field = offsetof(struct options, sandbox),
	 .words = sandbox_words, .is_piped = true},
	{GROUP_RUN, 0, "no-sandbox", NULL,
	 "leave workers all the rights of the user",
	 .set = option_set_no_sandbox,
	 .field = offsetof(struct options, sandbox), .is_piped = true},
	{GROUP_TELL, 'q', "quiet", NULL, "errors only",
	 .set = option_set_quiet_or_verbose,
	 .field = offsetof(struct options, quiet), .number_is_for = "quality",
	 .is_common = true, .is_piped = true, .is_of_reports = true},
	{GROUP_TELL, 'v', "verbose", NULL, "a line for each picture",
	 .set = option_set_quiet_or_verbose,
	 .field = offsetof(struct options, verbose), .is_common = true},
	{GROUP_TELL, 0, "report", "F",
	 "write a line of JSON for each picture to F;\n- is stdout",
	 .set = option_set_path, .field = offsetof(struct options, report),
	 .wanted = "a file"},
	{GROUP_TELL, 0, "summarize", NULL,
	 "the PATHs are reports: tell what they come to",
	 .set = option_set_flag, .field = offsetof(struct options, summarize),
	 .is_of_reports = true},
	{GROUP_TELL, 0, "trace", "F",
	 "write to F when each worker was at which picture,\n"
	 "for Perfetto; - is stdout",
	 .set = option_set_path, .field = offsetof(struct options, trace),
	 .wanted = "a file"},
	{GROUP_TELL, 0, "progress", "WHEN",
	 "auto (default), always, never or plain", .set = option_set_enum,
	 .field = offsetof(struct options, progress), .words = progress_words},
	{GROUP_TELL, 0, "color", "WHEN", "auto (default), always or never",
	 .set = option_set_enum, .field = offsetof(struct options, color),
	 .words = color_words, .is_piped = true},
	{GROUP_TELL, 0, "completion", "SHELL",
	 "write what bash, zsh or fish completes by", .set = option_set_enum,
	 .field = offsetof(struct options, completion), .words = shell_words},
	{GROUP_TELL, 'h', "help", NULL,
	 "show this and exit; -h only what is common", .set = option_set_flag,
	 .field = offsetof(struct options, help), .is_common = true},
	{GROUP_TELL, 'V', "version", NULL,
	 "show the version, what is read, and the libraries",
	 .set = option_set_flag, .field = offsetof(struct options, version),
	 .is_common = true},
};

const size_t option_table_n = sizeof(option_table) / sizeof(option_table[0]);

const struct option_row *
option_table_find(int id_or_letter)
{
	for (size_t i = 0; i < option_table_n; i++) {
		const struct option_row *row = &option_table[i];

		if ((int)i + OPTION_FIRST_ID == id_or_letter ||
		    (row->letter != '\0' && row->letter == id_or_letter))
			return row;
	}
	return NULL;
}
