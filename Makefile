# SPDX-License-Identifier: MIT
#
# make            build/graymill
# make demo       convert samples/ and show what came of it
# make check      all tests; check-asan: the same under ASan and UBSan;
#                 check-valgrind: most of them under valgrind
# make coverage   the same again: which lines and branches of each room they
#                 reach (package llvm)
# make msan       most of it under MemorySanitizer, with the libraries made from
#                 the distribution's sources (packages cmake, dpkg-dev)
# make bench      what the pool costs; and graymill against its peers, on
#                 folders of pictures: BENCH='NAME=FOLDER ...', and on small
#                 pictures cut out of those of a folder: BENCH_SMALL=FOLDER;
#                 on WebP made of them: BENCH_WEBP=FOLDER;
#                 --compress=fast, default and best: BENCH_CURVE=FOLDER
# make fuzz       FUZZ_SECONDS (60) of each harness in FUZZ (all), with clang,
#                 FUZZ_JOBS (1) of them at a time; the same FUZZ_SEED, the
#                 same inputs
# make afl        AFL_SECONDS (7200) of AFL++ (package afl++) over the whole
#                 program
# make lint       layout, static analysis, the walls between rooms
# make install    DESTDIR, and prefix (/usr/local), bindir, libdir, datadir,
#                 mandir and docdir, or these in capitals, are honoured;
#                 uninstall
# make dist       BUILD/graymill-VERSION.tar.gz, of the same files the same bytes
# make deb        Debian packages of it, in BUILD/deb (package debhelper)
# make check-pack what is installed and packed; check-static: a static program,
#                 in an empty root (package dpkg-dev); check-musl: the same
#                 with musl, and the unit tests (musl-tools); check-deb: the
#                 packages, made twice, and lintian (lintian, debhelper)
# make musl       whether all sources are C for musl, too (package musl-tools)
#
# MODULES names the formats that are built as modules: those whose libraries
# are there, or none (make MODULES=).  CC, CFLAGS, CPPFLAGS and LDFLAGS are the
# user's and survive; LDFLAGS=-static makes a program that needs no other file.
# BUILD names the folder for everything that is made.

# Nowhere else; the manual page gets it when it is installed.
VERSION = 0.1.0

PREFIX ?= /usr/local
prefix ?= $(PREFIX)
BINDIR ?= $(prefix)/bin
bindir ?= $(BINDIR)
LIBDIR ?= $(prefix)/lib
libdir ?= $(LIBDIR)
DATADIR ?= $(prefix)/share
datadir ?= $(DATADIR)
MANDIR ?= $(datadir)/man
mandir ?= $(MANDIR)
DOCDIR ?= $(datadir)/doc/graymill
docdir ?= $(DOCDIR)
BUILD ?= build
CFLAGS ?= -O2 -g
NM ?= nm
WERROR ?=
ifeq ($(findstring linux,$(shell $(CC) -dumpmachine 2>/dev/null || \
	echo linux)),)
$(error graymill is for Linux, whose system calls its workers are locked in \
	with; $(CC) compiles for $(shell $(CC) -dumpmachine))
endif
# make V=1 shows whole commands.
Q = $(if $(V),,@)
say = $(if $(V),,@echo '  $(1) $@')

STD = -std=c17 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 \
      -DGM_VERSION='"$(VERSION)"'
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
       -Wmissing-prototypes -Wno-psabi $(WERROR)
# Another level that the user asks for is left alone.
FORTIFY = $(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),, \
	  -D_FORTIFY_SOURCE=2)
# Left out by measurement: -ftrivial-auto-var-init costs 3 % of user time.
HARDEN = $(FORTIFY) -fstack-protector-strong \
         -fstack-clash-protection -fPIE
# A program that needs no other file: it has no modules either.
STATIC = $(filter -static -static-pie,$(LDFLAGS))
LINK = $(if $(STATIC),-static-pie,-pie) -Wl,-z,relro,-z,now,-z,noexecstack
# Beside -static, gcc takes no notice of -static-pie.
OWN_LDFLAGS = $(filter-out $(STATIC),$(LDFLAGS))
LIBS = -ljpeg -lpng -lz -ldeflate -lwebp -llcms2 -ljansson -lm

ALL_CFLAGS = $(STD) $(WARN) $(HARDEN) $(CFLAGS) -Isrc -MMD -MP
# stb's own code does not keep our warnings.
STB_CFLAGS = -std=c17 -w $(HARDEN) $(CFLAGS) -Ithird_party -MMD -MP

# Only the first line of a header says which version it is.
stb_version = printf '\#include <stb/$(*F).h>' | $(CC) $(CPPFLAGS) -E -C - | \
	      sed -n 's/.* $(*F) - v\([0-9.]*\) .*/\1/p' | grep . || echo unknown

# A module is src/formats/NAME but for codec_NAME.c, which is in the program.
# What each is built on: a header by which it is found, and the libraries.
ALL_MODULES = tiff heif avif jxl jp2
HEADER_tiff = tiffio.h
LIBS_tiff = -ltiff
HEADER_heif = libde265/de265.h
LIBS_heif = -lde265
HEADER_avif = avif/avif.h
LIBS_avif = -lavif
HEADER_jxl = jxl/decode.h
LIBS_jxl = -ljxl
HEADER_jp2 = openjpeg.h
LIBS_jp2 = -lopenjp2
# Debian has it in a folder that is named after its version.
CPPFLAGS_jp2 = $(addprefix -isystem ,$(lastword $(sort $(wildcard \
	       /usr/include/openjpeg-*))))

# can_have NAME: NAME, or a line that says what is missing.
hash = \#
can_have = $(if $(shell echo '$(hash)include <$(HEADER_$(1))>' | $(CC) \
	   $(CPPFLAGS) $(CPPFLAGS_$(1)) -E -x c - >/dev/null 2>&1 && \
	   echo yes),$(1),$(info \
	   $()  -- module $(1) left out: $(HEADER_$(1)) not found))
ifneq ($(STATIC),)
MODULES =
endif
ifeq ($(origin MODULES), undefined)
MODULES := $(strip $(foreach name,$(ALL_MODULES),$(if $(wildcard \
	   src/formats/$(name)/$(name)_module.c),$(call can_have,$(name)))))
export MODULES
endif

ALL_SRC = $(sort $(wildcard src/*.c src/*/*.c src/*/*/*.c))
# module_src NAME: what is in the module.
module_src = $(filter-out %/codec_$(1).c,$(filter src/formats/$(1)/%,$(ALL_SRC)))
module_obj = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(call module_src,$(1)))
MODULE_SRC = $(foreach name,$(MODULES),$(call module_src,$(name)))
SRC = $(filter-out $(foreach name,$(ALL_MODULES),$(call module_src,$(name))), \
      $(ALL_SRC))
OBJ = $(SRC:src/%.c=$(BUILD)/obj/%.o)
MODULE_OBJ = $(MODULE_SRC:src/%.c=$(BUILD)/obj/%.o)
MODULE_FILES = $(MODULES:%=$(BUILD)/modules/%.so)
# For tests, which link with the modules that they name.
MODULE_LIB = $(BUILD)/libgraymill_modules.a
MODULE_LIBS = -Wl,--push-state,--as-needed \
	      $(foreach name,$(MODULES),$(LIBS_$(name))) -Wl,--pop-state
# What programs are run by that are built for another machine: an emulator.
RUN ?=
# A program that makes a source of the library.  It makes it for what it is
# itself built for.
MAKE_FILTER = $(BUILD)/make_call_filter
LIB_OBJ = $(filter-out %/main.o %/make_call_filter.o,$(OBJ)) \
          $(BUILD)/obj/call_filter.o
# What modules need of the program it exports to them, and no more.
EXPORTS = $(BUILD)/exports
INSTALLED = $(BUILD)/installed
STB_OBJ = $(BUILD)/obj/third_party/stb_image.o \
          $(BUILD)/obj/third_party/stb_image_write.o
LIB = $(BUILD)/libgraymill.a

# A test program is one test_NAME.c and what the tests share; the name of its
# folder does not count.
ALL_TEST_SRC = $(sort $(wildcard tests/unit/test_*.c tests/pool/test_*.c))
# Those of modules that are left out cannot be built.
LEFT_OUT = $(filter-out $(MODULES),$(ALL_MODULES))
TEST_SRC = $(filter-out $(foreach name,$(LEFT_OUT),tests/unit/test_$(name).c \
           tests/unit/test_$(name)_%.c tests/unit/test_codec_$(name).c \
           tests/unit/test_codec_$(name)_%.c),$(ALL_TEST_SRC))
SHARED_SRC = $(filter-out $(ALL_TEST_SRC) %/module_sample.c,$(wildcard tests/unit/*.c tests/pool/*.c))
SHARED_OBJ = $(patsubst %.c,$(BUILD)/tests/%.o,$(notdir $(SHARED_SRC)))
TESTS = $(patsubst %.c,$(BUILD)/tests/%,$(notdir $(TEST_SRC)))
PIXEL_TOOL = $(BUILD)/tests/gray_compare
WITHOUT = $(BUILD)/tests/without
# A program without modules, unless a test puts some into tests/no_modules.
BARE = $(BUILD)/tests/graymill_bare
MODULE_SAMPLES = $(patsubst %,$(BUILD)/tests/samples/%.so,good old other needy)
PRELOAD = $(BUILD)/tests/preload.so
PRELOAD_SRC = tests/faults/preload.c tests/faults/fault_plan.c
# That of the distribution, which has its OpenCV.
PYTHON = /usr/bin/python3 -B
vpath %.c tests/unit tests/pool tests/cli tests/pixels tests/bench tests/fuzz

# A harness is fuzz_NAME.c, what the harnesses share, and the library; check
# puts to it what fuzzing has found, tests/fuzz/corpus/NAME, without libFuzzer.
HARNESSES = luma coefs png apng pixels stb own gif vp8 webp meta icc exif orient \
            xmp mpf wire options lists globs $(MODULE_HARNESSES)
# Of those that are built.
MODULE_HARNESSES = $(if $(filter tiff,$(MODULES)),tiff tiff_direct) \
                   $(filter heif avif jp2 jxl,$(MODULES))
# An oracle that is none of ours, and what has memory filled.
ORACLE_heif = -Wl,--push-state,--as-needed -lheif -Wl,--pop-state
FUZZ_WRAP = -Wl,--wrap=mallopt
FUZZ ?= $(HARNESSES)
FUZZ_SECONDS ?= 60
FUZZ_JOBS ?= 1
FUZZ_SEED ?= 0
FUZZ_CC ?= clang
AFL_SECONDS ?= 7200
FUZZ_OBJ = $(addprefix $(BUILD)/tests/,apng_parts.o by_pixels.o codec_check.o colors_check.o fuzz_fail.o \
           fuzz_file.o fuzz_litter.o fuzz_noise.o fuzz_outcome.o \
           jpeg_oracle.o jpeg_reading.o meta_cross.o meta_jpeg.o meta_png.o meta_segments.o \
           png_oracle.o png_parts.o png_reading.o)
# What changes inputs knows their format; what grows them takes time.
FUZZ_MUTATOR = $(addprefix $(BUILD)/tests/,fuzz_fuel.o fuzz_mutate.o \
               fuzz_pieces.o jpeg_mutate.o png_mutate.o png_mutate_pixels.o)
HARNESS_OBJ = $(HARNESSES:%=$(BUILD)/tests/fuzz_%.o) $(FUZZ_MUTATOR) \
              $(BUILD)/tests/replay.o
FUZZERS = $(addprefix $(BUILD)/fuzz_,$(FUZZ))
FUZZ_SEEDS = $(BUILD)/seeds $(addprefix $(BUILD)/seeds_,png apng pixels stb \
             own gif vp8 webp meta icc exif orient xmp mpf wire options lists globs \
             $(MODULE_HARNESSES))
REPLAYS = $(addprefix $(BUILD)/tests/replay_,$(HARNESSES))

TIDY = $(patsubst src/%.c,$(BUILD)/tidy/%.ok,$(SRC) $(MODULE_SRC))

SANITIZE = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
           -fno-omit-frame-pointer
# Counters are mapped to files, which tell of processes that are killed, too.
COVERAGE = -O1 -g -fprofile-instr-generate -fcoverage-mapping \
           -mllvm -runtime-counter-relocation
# It knows fstat and the like by these names alone.
MSAN_SANITIZE = -O1 -g -fsanitize=memory -fsanitize-memory-track-origins \
                -fno-omit-frame-pointer -U_FILE_OFFSET_BITS
AFL_SANITIZE = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_SANITIZE = -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
                -fno-sanitize-recover=all -fno-omit-frame-pointer

all: $(BUILD)/graymill $(MODULE_FILES)

objects: $(OBJ) $(MODULE_OBJ)

# The object that says where the modules are stands before that of the library.
link_graymill = $(CC) $(CFLAGS) $(LINK) $(OWN_LDFLAGS) -o $@ $(filter %.o,$^) \
		@$(EXPORTS) $(LIB) $(LIBS)

$(BUILD)/graymill: $(BUILD)/obj/main.o $(LIB) $(EXPORTS)
	$(call say,LD)
	$(Q)$(link_graymill)

$(INSTALLED)/graymill: $(BUILD)/obj/main.o $(INSTALLED)/modules_folder.o $(LIB) \
		$(EXPORTS)
	$(call say,LD)
	$(Q)$(link_graymill)

$(BARE): $(BUILD)/obj/main.o $(BUILD)/tests/modules_nowhere.o $(LIB) $(EXPORTS)
	$(call say,LD)
	$(Q)$(link_graymill)

$(LIB): $(LIB_OBJ) $(STB_OBJ)
	$(call say,AR)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(MODULE_LIB): $(MODULE_OBJ) $(BUILD)/tests/modules_linked.o
	$(call say,AR)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

# Only the module itself is seen from outside.
$(foreach name,$(MODULES),$(eval $(call module_obj,$(name)): \
	OWN_FLAGS = -fPIC -fvisibility=hidden $(CPPFLAGS_$(name))))
$(foreach name,$(MODULES),$(eval $(BUILD)/modules/$(name).so: \
	$(call module_obj,$(name))))

# Nobody but its owner may write there, or it is not loaded.
$(BUILD)/modules/%.so:
	@mkdir -p $(@D) && chmod go-w $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -shared $(filter-out -pie,$(LINK)) $(OWN_LDFLAGS) -o $@ \
		$^ $(LIBS_$*)
	@chmod go-w $@

# Those functions and objects of the library that are undefined in modules; it
# changes when they do, and not whenever a module is compiled.
$(EXPORTS): $(MODULE_OBJ) $(LIB)
	@$(NM) -gP --defined-only $(LIB) >$@.all
	@$(if $(MODULE_OBJ),$(NM) -uP $(MODULE_OBJ) | sort -u) >$@.needs
	@awk 'FNR == NR { is_there[$$1] = 1; next } \
		$$1 in is_there { print "-Wl,-u," $$1 \
			",--export-dynamic-symbol=" $$1 }' \
		$@.all $@.needs >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(MAKE_FILTER): $(BUILD)/obj/guard/make_call_filter.o
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LINK) $(OWN_LDFLAGS) -o $@ $< -lseccomp

# What libseccomp writes MemorySanitizer takes for unwritten.
$(BUILD)/call_filter.c: $(MAKE_FILTER)
	$(call say,MAKE)
	$(Q)MSAN_OPTIONS=halt_on_error=0:exitcode=0:log_path=/dev/null \
		$(RUN) $< >$@.new && mv $@.new $@

$(BUILD)/obj/call_filter.o: $(BUILD)/call_filter.c
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/obj/third_party/%.o: third_party/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(STB_CFLAGS) -DSTB_VERSION="\"`$(stb_version)`\"" \
		-c -o $@ $<

$(BUILD)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(OWN_FLAGS) -c -o $@ $<

# folder_object FOLDER: one that says that the modules are there.
define folder_object
$(call say,CC)
$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -DMODULES_FOLDER="\"$(1)\"" -c -o $@ $<
endef

# Where they are changes when BUILD is moved, or libdir is another one.
$(BUILD)/modules_folder: FORCE
	@mkdir -p $(@D)
	@echo "`realpath -m $(BUILD)`/modules" >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(INSTALLED)/modules_folder: FORCE
	@mkdir -p $(@D)
	@echo '$(libdir)/graymill' >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/obj/formats/modules_folder.o: src/formats/modules_folder.c \
		$(BUILD)/modules_folder Makefile
	@mkdir -p $(@D)
	$(call folder_object,`cat $(BUILD)/modules_folder`)

$(INSTALLED)/modules_folder.o: src/formats/modules_folder.c \
		$(INSTALLED)/modules_folder
	$(call folder_object,`cat $(INSTALLED)/modules_folder`)

$(BUILD)/tests/modules_nowhere.o: src/formats/modules_folder.c \
		$(BUILD)/modules_folder Makefile
	@mkdir -p $(@D)
	$(call folder_object,`cat $(BUILD)/modules_folder | \
		sed 's:modules$$:tests/no_modules:'`)

# All modules that there are, for tests of all formats.
$(BUILD)/modules_linked.c: FORCE
	@mkdir -p $(@D)
	@{ echo '#include "modules_linked.h"'; echo; \
		echo 'const struct module_linked modules_linked[] = {'; \
		for name in $(MODULES); do \
			echo "	{&codec_$$name, &graymill_module_$$name},"; \
		done; echo '	{0}};'; } >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/tests/modules_linked.o: $(BUILD)/modules_linked.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -Itests/unit -c -o $@ $<

$(BUILD)/tests/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/tests/%: %.c $(SHARED_OBJ) $(MODULE_LIB) $(LIB) Makefile
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MF $@.d -MT $@ $(LINK) $(OWN_LDFLAGS) \
		-o $@ $< $(SHARED_OBJ) $(MODULE_LIB) $(LIB) -lcmocka \
		$(MODULE_LIBS) $(LIBS)

$(WITHOUT): LIBS += -lseccomp

# Nothing of the sanitizers: it stands between them and the program.
$(PRELOAD): $(PRELOAD_SRC) tests/faults/fault_plan.h Makefile
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CPPFLAGS) $(STD) $(WARN) -O2 -g -fPIC -shared -o $@ \
		$(PRELOAD_SRC) -ldl

# Modules to be refused, and one that is not.
SAMPLE_FLAGS = -DSAMPLE=graymill_module_$* -DSAMPLE_VERSION=GM_VERSION
$(BUILD)/tests/samples/old.so: SAMPLE_FLAGS = -DSAMPLE=graymill_module_old \
	-DSAMPLE_VERSION='"0.0.1"'
$(BUILD)/tests/samples/other.so: SAMPLE_FLAGS = \
	-DSAMPLE=graymill_module_else -DSAMPLE_VERSION=GM_VERSION
$(BUILD)/tests/samples/needy.so: SAMPLE_FLAGS += \
	-DSAMPLE_NEED=module_sample_none

$(BUILD)/tests/samples/%.so: module_sample.c Makefile
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CPPFLAGS) $(STD) $(WARN) -O2 -g -fPIC -shared -Isrc \
		$(SAMPLE_FLAGS) -o $@ $<

$(BUILD)/tests/test_module_file: | $(MODULE_SAMPLES)

# Their oracles are the libraries themselves.
$(foreach name,$(MODULE_HARNESSES),$(eval $(BUILD)/tests/fuzz_$(name).o: \
	CPPFLAGS += $(CPPFLAGS_$(name))))

$(BUILD)/tests/replay_%: $(BUILD)/tests/fuzz_%.o $(BUILD)/tests/replay.o \
		$(FUZZ_OBJ) $(MODULE_LIB) $(LIB)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LINK) $(FUZZ_WRAP) $(OWN_LDFLAGS) -o $@ $^ \
		$(MODULE_LIBS) $(ORACLE_$*) $(LIBS)

$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz_%.o $(FUZZ_OBJ) $(FUZZ_MUTATOR) \
		$(MODULE_LIB) $(LIB)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LINK) $(FUZZ_WRAP) $(OWN_LDFLAGS) \
		-o $@ $^ $(MODULE_LIBS) $(ORACLE_$*) $(LIBS)

demo: all
	$(BUILD)/graymill -v -o $(BUILD)/demo samples

check: all $(BARE) $(TESTS) $(PIXEL_TOOL) $(WITHOUT) $(REPLAYS) $(PRELOAD)
	@GRAYMILL='$(abspath $(BUILD)/graymill)' PIXEL_TOOL='$(PIXEL_TOOL)' \
		GRAYMILL_TESTS='$(abspath $(BUILD)/tests)' \
		PRELOAD='$(abspath $(PRELOAD))' REPLAYS='$(REPLAYS)' \
		tests/run.sh $(TESTS)

# Of processes, users, shells and texts, by hundreds of runs of what others run
# once: with the sanitizers a run takes far longer to begin.
LEAVE_ASAN = kills resumes neighbours.bats cgroup.bats jobserver.bats \
	     cgroup_memory.bats completion.bats agreement.bats readme.bats \
	     recipes.bats kept.bats hardening.bats

# Fortified calls would hide from the sanitizers what they intercept.
check-asan:
	NOMEM=--sparse LEAVE='$(LEAVE_ASAN)' $(MAKE) BUILD=$(BUILD)/asan HARDEN=-fPIE \
		CFLAGS='$(SANITIZE)' check

# It makes calls of its own: tests that count some of them may fail here.
coverage:
	rm -rf $(BUILD)/coverage/profiles
	-LLVM_PROFILE_FILE='$(abspath $(BUILD)/coverage/profiles)/%m%c.profraw' \
		$(MAKE) BUILD=$(BUILD)/coverage CC='$(FUZZ_CC)' \
		CFLAGS='$(COVERAGE)' check
	tests/coverage.sh $(BUILD)/coverage

MSAN = $(BUILD)/msan

msan:
	CC='$(FUZZ_CC)' CFLAGS='-O1 -g -fsanitize=memory -fno-omit-frame-pointer' \
		third_party/libs.sh $(MSAN)/libs z deflate lcms2 png webp jpeg \
		jansson cmocka
	$(MAKE) BUILD=$(MSAN) MODULES= CC='$(FUZZ_CC)' HARDEN=-fPIE CFLAGS='$(MSAN_SANITIZE)' \
		CPPFLAGS='-isystem $(MSAN)/libs/include' \
		LDFLAGS='-L$(MSAN)/libs/lib' msan-run

msan-run: all $(TESTS) $(REPLAYS) $(FUZZ_SEEDS)
	@tests/msan.sh $(BUILD) $(TESTS)

check-valgrind: all $(TESTS)
	@tests/valgrind.sh $(BUILD)/graymill $(TESTS)

fuzz:
	$(MAKE) BUILD=$(BUILD)/fuzz CC='$(FUZZ_CC)' HARDEN=-fPIE \
		CFLAGS='$(FUZZ_SANITIZE)' fuzz-run

$(BUILD)/seeds: tests/fuzz/make_seeds.sh tests/fuzz/paint.sh
	$(call say,MAKE)
	$(Q)$< $@

$(BUILD)/seeds_png: tests/fuzz/make_seeds_png.py tests/data/png_chunks.py
	$(call say,MAKE)
	$(Q)$(PYTHON) $< $@

$(BUILD)/seeds_apng: tests/fuzz/make_seeds_apng.py tests/fuzz/make_seeds_png.py \
		tests/data/png_chunks.py
	$(call say,MAKE)
	$(Q)$(PYTHON) $< $@

$(BUILD)/seeds_pixels: $(BUILD)/seeds $(BUILD)/seeds_png
	$(call say,MAKE)
	$(Q)rm -rf $@ $@.part && mkdir $@.part && \
		cp $(BUILD)/seeds/* $(BUILD)/seeds_png/* $@.part && \
		mv $@.part $@

$(BUILD)/seeds_stb $(BUILD)/seeds_own $(BUILD)/seeds_gif: \
		tests/fuzz/make_seeds_codecs.py tests/data/odd_gifs.py
	$(call say,MAKE)
	$(Q)$(PYTHON) $< $(@:$(BUILD)/seeds_%=%) $@

$(BUILD)/seeds_webp: tests/fuzz/make_seeds_webp.py tests/cli/metadata.py
	$(call say,MAKE)
	$(Q)$(PYTHON) $< $@

$(BUILD)/seeds_tiff: tests/fuzz/make_seeds_tiff.py
	$(call say,MAKE)
	$(Q)$(PYTHON) $< $@

$(BUILD)/seeds_tiff_direct: tests/fuzz/make_seeds_tiff_direct.py
	$(call say,MAKE)
	$(Q)$(PYTHON) $< $@

$(BUILD)/seeds_jp2 $(BUILD)/seeds_avif $(BUILD)/seeds_jxl: $(BUILD)/seeds_%: \
		tests/fuzz/make_seeds_%.py tests/cli/metadata.py
	$(call say,MAKE)
	$(Q)$(PYTHON) $< $@

$(BUILD)/seeds_heif: tests/fuzz/make_seeds_heif.py tests/data/heif_files.py \
		tests/cli/metadata.py
	$(call say,MAKE)
	$(Q)$(PYTHON) $< $@

$(BUILD)/seeds_vp8: tests/fuzz/make_seeds_vp8.sh tests/fuzz/paint.sh
	$(call say,MAKE)
	$(Q)$< $@

$(BUILD)/seeds_meta $(BUILD)/seeds_icc $(BUILD)/seeds_exif $(BUILD)/seeds_orient \
		$(BUILD)/seeds_xmp $(BUILD)/seeds_mpf $(BUILD)/seeds_options $(BUILD)/seeds_wire $(BUILD)/seeds_lists $(BUILD)/seeds_globs: \
		tests/fuzz/make_seeds_records.py
	$(call say,MAKE)
	$(Q)$(PYTHON) $< $(@:$(BUILD)/seeds_%=%) $@

fuzz-run: $(FUZZERS) $(FUZZ_SEEDS)
	@FUZZ_JOBS=$(FUZZ_JOBS) FUZZ_SEED=$(FUZZ_SEED) \
		tests/fuzz/fuzz.sh $(BUILD) $(FUZZ_SECONDS) $(FUZZ)

afl:
	$(MAKE) BUILD=$(BUILD)/afl-build CC=afl-clang-fast HARDEN=-fPIE \
		CFLAGS='$(AFL_SANITIZE)' afl-run

$(BUILD)/graymill_afl: $(BUILD)/tests/afl_main.o $(MODULE_LIB) $(LIB)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LINK) -Wl,--wrap=waitpid $(OWN_LDFLAGS) -o $@ $^ \
		$(MODULE_LIBS) $(LIBS)

afl-run: $(BUILD)/graymill_afl
	@tests/fuzz/afl.sh $(BUILD) $(AFL_SECONDS)

PAIR = $(PYTHON) tests/bench/pair.py --peak $(BUILD)/tests/peak \
       $(BUILD)/graymill
SMALL_PEERS = ancestor,jpegtran,cp,cp-r
N_SMALL = 10000

bench: all $(BUILD)/tests/pool_noop $(BUILD)/tests/peak
	for n in 1 2; do $(BUILD)/tests/pool_noop $$n && \
		$(PYTHON) tests/bench/pool_noop.py $$n || exit 1; done
	$(if $(BENCH),$(PAIR) $(BENCH))
	$(if $(BENCH_SMALL),rm -rf $(BUILD)/small && \
		$(PYTHON) tests/bench/make_small.py $(BENCH_SMALL) \
		$(BUILD)/small $(N_SMALL) && \
		$(PAIR) --peers $(SMALL_PEERS) \
		small=$(BUILD)/small/jpeg small=$(BUILD)/small/png)
	$(if $(BENCH_WEBP),rm -rf $(BUILD)/webp && \
		$(PYTHON) tests/bench/make_webp.py $(BENCH_WEBP) \
		$(BUILD)/webp && \
		$(PAIR) $(addprefix webp=$(BUILD)/webp/,q75 q90 lossless))
	$(if $(BENCH_CURVE),$(PYTHON) tests/bench/curve.py \
		$(BUILD)/graymill $(BENCH_CURVE))

check-headers:
	@for header in $$(cd src && ls */*.h */*/*.h | grep -v _template.h); do \
		printf "#include \"%s\"\nextern int nothing;\n" "$$header" | \
		$(CC) $(STD) $(WARN) -Werror -Isrc -fsyntax-only -x c - || exit 1; \
	done

lint: lint-texts $(TIDY)

lint-texts: all check-headers
	tests/lint/lint.sh $(BUILD)

# How far the analyzer follows a function: its own 225000 take four times as
# long, for what is found in the last part of the longest ones.
TIDY_NODES = 30000

# The object stands for the headers that the source includes.
$(BUILD)/tidy/%.ok: src/%.c $(BUILD)/obj/%.o .clang-tidy
	@mkdir -p $(@D)
	$(call say,TIDY)
	$(Q)clang-tidy --quiet --warnings-as-errors='*' $< -- $(STD) $(WARN) -Isrc \
		-DMODULES_FOLDER='""' $(foreach name,$(MODULES),$(CPPFLAGS_$(name))) \
		-Xclang -analyzer-config -Xclang max-nodes=$(TIDY_NODES) 2>/dev/null
	@touch $@

# Where shells look for what they complete by, below share.
COMPLETIONS = bash-completion/completions zsh/site-functions \
	fish/vendor_completions.d

install: $(INSTALLED)/graymill $(MODULE_FILES)
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(mandir)/man1 \
		$(DESTDIR)$(docdir) $(DESTDIR)$(datadir)/graymill \
		$(COMPLETIONS:%=$(DESTDIR)$(datadir)/%) \
		$(if $(MODULES),$(DESTDIR)$(libdir)/graymill)
	install -m 755 $(INSTALLED)/graymill $(DESTDIR)$(bindir)/
	$(if $(MODULES),install -m 644 $(MODULE_FILES) \
		$(DESTDIR)$(libdir)/graymill/)
	sed 's/^\.Os graymill$$/& $(VERSION)/' man/graymill.1 \
		>$(INSTALLED)/graymill.1
	sed -n '/^MIT License$$/,$$p' README.md >$(INSTALLED)/LICENSE
	$(RUN) $(INSTALLED)/graymill --completion=bash >$(INSTALLED)/bash
	$(RUN) $(INSTALLED)/graymill --completion=zsh >$(INSTALLED)/zsh
	$(RUN) $(INSTALLED)/graymill --completion=fish >$(INSTALLED)/fish
	install -m 644 $(INSTALLED)/graymill.1 $(DESTDIR)$(mandir)/man1/
	install -m 644 README.md $(INSTALLED)/LICENSE $(DESTDIR)$(docdir)/
	install -m 644 man/report.schema.json $(DESTDIR)$(datadir)/graymill/
	install -m 644 $(INSTALLED)/bash \
		$(DESTDIR)$(datadir)/bash-completion/completions/graymill
	install -m 644 $(INSTALLED)/zsh \
		$(DESTDIR)$(datadir)/zsh/site-functions/_graymill
	install -m 644 $(INSTALLED)/fish \
		$(DESTDIR)$(datadir)/fish/vendor_completions.d/graymill.fish

uninstall:
	rm -f $(DESTDIR)$(bindir)/graymill
	rm -f $(ALL_MODULES:%=$(DESTDIR)$(libdir)/graymill/%.so)
	rm -f $(DESTDIR)$(mandir)/man1/graymill.1
	rm -f $(DESTDIR)$(docdir)/README.md $(DESTDIR)$(docdir)/LICENSE
	rm -f $(DESTDIR)$(datadir)/graymill/report.schema.json
	rm -f $(DESTDIR)$(datadir)/bash-completion/completions/graymill \
		$(DESTDIR)$(datadir)/zsh/site-functions/_graymill \
		$(DESTDIR)$(datadir)/fish/vendor_completions.d/graymill.fish
	-rmdir $(DESTDIR)$(libdir)/graymill $(DESTDIR)$(datadir)/graymill \
		$(DESTDIR)$(docdir) 2>/dev/null

# What git knows of; in what was unpacked from a package, all that is there.
DIST = $(BUILD)/graymill-$(VERSION).tar.gz
dist_files = if [ -e .git ]; then git ls-files -z; else \
	     find . -path './$(firstword $(subst /, ,$(BUILD)))' -prune \
	     -o -type f -printf '%P\0'; fi

# Its times are the date of the manual page, so that it is a matter of nothing
# but the files, wherever and whenever it is made.
dist:
	@mkdir -p $(BUILD)
	@$(dist_files) >$(DIST).files
	@LC_ALL=C sort -z $(DIST).files | tar --null -T - --format=ustar \
		--transform='s:^:graymill-$(VERSION)/:' --mode=u=rwX,go=rX \
		--owner=0 --group=0 --numeric-owner \
		--mtime="`sed -n 's/^\.Dd //p' man/graymill.1` UTC" \
		-cf $(DIST).tar
	@gzip -9nc $(DIST).tar >$(DIST).new
	@rm $(DIST).tar $(DIST).files && mv $(DIST).new $(DIST)
	@echo $(DIST)

deb: dist
	third_party/deb.sh $(DIST) $(BUILD)/deb

check-pack: all
	@BUILD='$(BUILD)' bats --tap tests/pack/install.bats

# Of the objects nothing is another's.
check-static: $(BUILD)/graymill
	third_party/libs.sh $(BUILD)/static lcms2
	cp -a $(BUILD)/obj $(BUILD)/static/
	$(MAKE) BUILD=$(BUILD)/static LDFLAGS='-static -L$(BUILD)/static/lib'
	@GRAYMILL='$(abspath $(BUILD)/static/graymill)' \
		bats --tap tests/pack/static.bats

# musl_make FOLDER: with the compiler and the headers that musl.sh leaves there.
MUSL = $(BUILD)/musl
musl_make = $(MAKE) BUILD=$(1) CC='$(abspath $(1))/musl-gcc' \
	    CPPFLAGS='-isystem $(1)/include' WERROR=-Werror

musl:
	third_party/musl.sh $(MUSL)/objects --headers
	+$(call musl_make,$(MUSL)/objects) CFLAGS=-fsyntax-only objects

check-musl: $(BUILD)/graymill
	third_party/musl.sh $(MUSL)
	+$(call musl_make,$(MUSL)) LDFLAGS='-static -L$(MUSL)/lib' musl-run
	@GRAYMILL='$(abspath $(MUSL)/graymill)' \
		OTHER='$(abspath $(BUILD)/graymill)' \
		bats --tap tests/pack/static.bats tests/pack/musl.bats

# A static program loads no modules.
musl-run: $(BUILD)/graymill $(filter-out %/test_module_file,$(TESTS))
	@for program in $(filter-out %/graymill,$^); do \
		echo "# $$program" && CMOCKA_MESSAGE_OUTPUT=TAP $$program || \
		exit 1; done

check-deb: dist
	@DIST='$(abspath $(DIST))' bats --tap tests/pack/deb.bats

clean:
	rm -rf $(BUILD)

-include $(OBJ:.o=.d) $(MODULE_OBJ:.o=.d) $(BUILD)/tests/modules_nowhere.d \
	$(INSTALLED)/modules_folder.d $(BUILD)/tests/modules_linked.d $(BUILD)/obj/call_filter.d $(STB_OBJ:.o=.d) \
	$(TESTS:=.d) $(SHARED_OBJ:.o=.d) $(PIXEL_TOOL:=.d) \
	$(BUILD)/tests/stb_decode.d $(BUILD)/tests/png_decode.d \
	$(FUZZ_OBJ:.o=.d) $(HARNESS_OBJ:.o=.d)

# Else make takes them for leftovers.
.SECONDARY: $(SHARED_OBJ) $(FUZZ_OBJ) $(HARNESS_OBJ)

FORCE:

.PHONY: all demo check check-asan check-valgrind coverage msan msan-run fuzz \
	fuzz-run afl afl-run bench check-headers lint lint-texts install \
	uninstall dist deb check-pack objects \
	check-static check-musl musl musl-run check-deb clean FORCE
