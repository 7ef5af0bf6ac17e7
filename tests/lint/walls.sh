#!/bin/bash
# SPDX-License-Identifier: MIT
#
# walls.sh - the walls between the rooms of src/
#
# Holds the tables of what may be; walls.awk reads every file under src/ in
# the current folder and compares.  Prints each breach and fails when there
# is one.
set -u

# A room is a folder of src/, and so is each folder of src/formats/.
#
#   room | what it may know: rooms, or single headers of them | what it shows
#
# "What it shows" are the headers that other rooms may include, without their
# .h; "all" of them where a room has nothing to hide.  All others are private.
# The row formats/* holds for each format; a row of a format's own adds to it.
rooms='
base        |                                      | all
guard       | base                                 | memory sandbox
image       | base                                 | colors compose image depth gray gray_light gray_srgb turn
icc         | base image                           | icc icc_light icc_transform md5
meta        | base icc image                       | all
deflate     | base                                 | deflate_lib run_deflate zlib_lib
codec       | base image meta                      | all
formats     | base codec                           | formats modules unread raw_maker
formats/*   | base image meta deflate codec formats|
formats/bmp |                                      | bmp_header bmp_palette bmp_pixels
formats/jpeg|                                      | codec_jpeg luma
formats/png |                                      | codec_png
formats/stb |                                      | all
formats/hdr | formats/stb                          |
formats/ico | formats/bmp formats/png              |
formats/jxl | formats/jpeg                         |
formats/pic | formats/stb                          |
formats/raw | formats/jpeg                         |
formats/tga | formats/stb                          |
formats/tiff| icc formats/jpeg/luma.h              |
plan        | base                                 | plan file_list list_in
pool        | base                                 | pool tokens
job         | base guard image meta codec formats | job job_wire
report      | base                                 | journal journal_in json json_put line report result screen tally trace
cli         | base codec/conversion.h image/gray.h formats/formats.h | options
run         | base guard icc/icc.h codec formats plan pool job report cli | run version
main        | base run cli formats/modules.h       |
'

# Calls that change the course of a process, and the files that may make them.
calls='
main.c             | exit abort raise
pool/*             | _exit _Exit quick_exit
formats/module_file.c | dlopen dlmopen dlsym
pool/*             | fork vfork clone posix_spawn posix_spawnp
codec/codec_trap.c | setjmp _setjmp sigsetjmp longjmp _longjmp siglongjmp
nobody             | execl execle execlp execv execve execvp execvpe fexecve
nobody             | system popen
'

# Headers of the C library and of Linux.  All others are of third parties,
# and so is our glue in third_party/: one file includes each.
system_headers='^(assert|ctype|dirent|dlfcn|errno|fcntl|float|fnmatch|getopt|grp|
inttypes|limits|locale|malloc|math|poll|pthread|pwd|sched|setjmp|signal|stdarg|
stdalign|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|
strings|termios|time|unistd|wchar|sys/[a-z]+|linux/[a-z]+)\.h$'

awk_file=$(realpath "$(dirname "$0")/walls.awk")
cd src || exit 1
mapfile -t files < <(find . -name '*.[ch]' -printf '%P\n' | LC_ALL=C sort)
ROOMS=$rooms CALLS=$calls \
	SYSTEM_HEADERS=${system_headers//$'\n'/} \
	awk -f "$awk_file" "${files[@]}"
