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
# make install    PREFIX (/usr/local) and DESTDIR are honoured; uninstall
#
# CC, CFLAGS, CPPFLAGS and LDFLAGS are the user's and survive.  BUILD names
# the folder for everything that is made.

VERSION = 0.1.0

PREFIX ?= /usr/local
BUILD ?= build
CFLAGS ?= -O2 -g
WERROR ?=
# make V=1 shows whole commands.
Q = $(if $(V),,@)
say = $(if $(V),,@echo '  $(1) $@')

STD = -std=c17 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 \
      -DGM_VERSION='"$(VERSION)"'
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
       -Wmissing-prototypes $(WERROR)
# Left out by measurement: -ftrivial-auto-var-init costs 3 % of user time.
HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
         -fstack-clash-protection -fPIE
LINK = -pie -Wl,-z,relro,-z,now,-z,noexecstack
LIBS = -ljpeg -lpng -lz -ldeflate -lwebp -llcms2 -lm

ALL_CFLAGS = $(STD) $(WARN) $(HARDEN) $(CFLAGS) -Isrc -MMD -MP
# stb's own code does not keep our warnings.
STB_CFLAGS = -std=c17 -w $(HARDEN) $(CFLAGS) -Ithird_party -MMD -MP

# Only the first line of a header says which version it is.
stb_version = printf '\#include <stb/$(*F).h>' | $(CC) $(CPPFLAGS) -E -C - | \
	      sed -n 's/.* $(*F) - v\([0-9.]*\) .*/\1/p' | grep . || echo unknown

SRC = $(sort $(wildcard src/*.c src/*/*.c src/*/*/*.c))
OBJ = $(SRC:src/%.c=$(BUILD)/obj/%.o)
# A program that makes a source of the library.  It makes it for what it is
# itself built for: built for another machine, it has to run on that one.
MAKE_FILTER = $(BUILD)/make_call_filter
LIB_OBJ = $(filter-out %/main.o %/make_call_filter.o,$(OBJ)) \
          $(BUILD)/obj/call_filter.o
STB_OBJ = $(BUILD)/obj/third_party/stb_image.o \
          $(BUILD)/obj/third_party/stb_image_write.o
LIB = $(BUILD)/libgraymill.a

# A test program is one test_NAME.c and what the tests share; the name of its
# folder does not count.
TEST_SRC = $(sort $(wildcard tests/unit/test_*.c tests/pool/test_*.c))
SHARED_SRC = $(filter-out $(TEST_SRC),$(wildcard tests/unit/*.c tests/pool/*.c))
SHARED_OBJ = $(patsubst %.c,$(BUILD)/tests/%.o,$(notdir $(SHARED_SRC)))
TESTS = $(patsubst %.c,$(BUILD)/tests/%,$(notdir $(TEST_SRC)))
PIXEL_TOOL = $(BUILD)/tests/gray_compare
WITHOUT = $(BUILD)/tests/without
PRELOAD = $(BUILD)/tests/preload.so
PRELOAD_SRC = tests/faults/preload.c tests/faults/fault_plan.c
# That of the distribution, which has its OpenCV.
PYTHON = /usr/bin/python3 -B
vpath %.c tests/unit tests/pool tests/cli tests/pixels tests/bench tests/fuzz

# A harness is fuzz_NAME.c, what the harnesses share, and the library; check
# puts to it what fuzzing has found, tests/fuzz/corpus/NAME, without libFuzzer.
HARNESSES = luma coefs png apng pixels stb own gif vp8 webp meta icc exif orient \
            xmp mpf wire options lists
FUZZ ?= $(HARNESSES)
FUZZ_SECONDS ?= 60
FUZZ_JOBS ?= 1
FUZZ_SEED ?= 0
FUZZ_CC ?= clang
AFL_SECONDS ?= 7200
FUZZ_OBJ = $(addprefix $(BUILD)/tests/,apng_parts.o by_pixels.o codec_check.o fuzz_fail.o \
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
             own gif vp8 webp meta icc exif orient xmp mpf wire options lists)
REPLAYS = $(addprefix $(BUILD)/tests/replay_,$(HARNESSES))

TIDY = $(SRC:src/%.c=$(BUILD)/tidy/%.ok)

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

all: $(BUILD)/graymill

$(BUILD)/graymill: $(BUILD)/obj/main.o $(LIB)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

$(LIB): $(LIB_OBJ) $(STB_OBJ)
	$(call say,AR)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(MAKE_FILTER): $(BUILD)/obj/guard/make_call_filter.o
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $< -lseccomp

# What libseccomp writes MemorySanitizer takes for unwritten.
$(BUILD)/call_filter.c: $(MAKE_FILTER)
	$(call say,MAKE)
	$(Q)MSAN_OPTIONS=halt_on_error=0:exitcode=0:log_path=/dev/null $< \
		>$@.new && mv $@.new $@

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
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/tests/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/tests/%: %.c $(SHARED_OBJ) $(LIB) Makefile
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MF $@.d -MT $@ $(LINK) $(LDFLAGS) \
		-o $@ $< $(SHARED_OBJ) $(LIB) -lcmocka $(LIBS)

$(WITHOUT): LIBS += -lseccomp

# Nothing of the sanitizers: it stands between them and the program.
$(PRELOAD): $(PRELOAD_SRC) tests/faults/fault_plan.h Makefile
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CPPFLAGS) $(STD) $(WARN) -O2 -g -fPIC -shared -o $@ \
		$(PRELOAD_SRC) -ldl

$(BUILD)/tests/replay_%: $(BUILD)/tests/fuzz_%.o $(BUILD)/tests/replay.o \
		$(FUZZ_OBJ) $(LIB)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz_%.o $(FUZZ_OBJ) $(FUZZ_MUTATOR) $(LIB)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LINK) $(LDFLAGS) -o $@ $^ \
		$(LIBS)

demo: $(BUILD)/graymill
	$(BUILD)/graymill -v -o $(BUILD)/demo samples

check: $(BUILD)/graymill $(TESTS) $(PIXEL_TOOL) $(WITHOUT) $(REPLAYS) $(PRELOAD)
	@GRAYMILL='$(abspath $(BUILD)/graymill)' PIXEL_TOOL='$(PIXEL_TOOL)' \
		GRAYMILL_TESTS='$(abspath $(BUILD)/tests)' \
		PRELOAD='$(abspath $(PRELOAD))' REPLAYS='$(REPLAYS)' \
		tests/run.sh $(TESTS)

# Fortified calls would hide from the sanitizers what they intercept.
check-asan:
	NOMEM=--sparse $(MAKE) BUILD=$(BUILD)/asan HARDEN=-fPIE \
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
	tests/msan_libs.sh $(MSAN)/libs
	$(MAKE) BUILD=$(MSAN) CC='$(FUZZ_CC)' HARDEN=-fPIE CFLAGS='$(MSAN_SANITIZE)' \
		CPPFLAGS='-isystem $(MSAN)/libs/include' \
		LDFLAGS='-L$(MSAN)/libs/lib' msan-run

msan-run: $(BUILD)/graymill $(TESTS) $(REPLAYS) $(FUZZ_SEEDS)
	@tests/msan.sh $(BUILD) $(TESTS)

check-valgrind: $(BUILD)/graymill $(TESTS)
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

$(BUILD)/seeds_vp8: tests/fuzz/make_seeds_vp8.sh tests/fuzz/paint.sh
	$(call say,MAKE)
	$(Q)$< $@

$(BUILD)/seeds_meta $(BUILD)/seeds_icc $(BUILD)/seeds_exif $(BUILD)/seeds_orient \
		$(BUILD)/seeds_xmp $(BUILD)/seeds_mpf $(BUILD)/seeds_options $(BUILD)/seeds_wire $(BUILD)/seeds_lists: tests/fuzz/make_seeds_records.py
	$(call say,MAKE)
	$(Q)$(PYTHON) $< $(@:$(BUILD)/seeds_%=%) $@

fuzz-run: $(FUZZERS) $(FUZZ_SEEDS)
	@FUZZ_JOBS=$(FUZZ_JOBS) FUZZ_SEED=$(FUZZ_SEED) \
		tests/fuzz/fuzz.sh $(BUILD) $(FUZZ_SECONDS) $(FUZZ)

afl:
	$(MAKE) BUILD=$(BUILD)/afl-build CC=afl-clang-fast HARDEN=-fPIE \
		CFLAGS='$(AFL_SANITIZE)' afl-run

$(BUILD)/graymill_afl: $(BUILD)/tests/afl_main.o $(LIB)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LINK) -Wl,--wrap=waitpid $(LDFLAGS) -o $@ $^ \
		$(LIBS)

afl-run: $(BUILD)/graymill_afl
	@tests/fuzz/afl.sh $(BUILD) $(AFL_SECONDS)

PAIR = $(PYTHON) tests/bench/pair.py --peak $(BUILD)/tests/peak \
       $(BUILD)/graymill
SMALL_PEERS = ancestor,jpegtran,cp,cp-r
N_SMALL = 10000

bench: $(BUILD)/graymill $(BUILD)/tests/pool_noop $(BUILD)/tests/peak
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

# The object stands for the headers that the source includes.
$(BUILD)/tidy/%.ok: src/%.c $(BUILD)/obj/%.o .clang-tidy
	@mkdir -p $(@D)
	$(call say,TIDY)
	$(Q)clang-tidy --quiet --warnings-as-errors='*' $< -- $(STD) -Isrc \
		2>/dev/null
	@touch $@

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BUILD)/graymill $(DESTDIR)$(PREFIX)/bin/
	install -m 644 man/graymill.1 $(DESTDIR)$(PREFIX)/share/man/man1/

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/graymill
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/graymill.1

clean:
	rm -rf $(BUILD)

-include $(OBJ:.o=.d) $(BUILD)/obj/call_filter.d $(STB_OBJ:.o=.d) \
	$(TESTS:=.d) $(SHARED_OBJ:.o=.d) $(PIXEL_TOOL:=.d) \
	$(BUILD)/tests/stb_decode.d $(BUILD)/tests/png_decode.d \
	$(FUZZ_OBJ:.o=.d) $(HARNESS_OBJ:.o=.d)

# Else make takes them for leftovers.
.SECONDARY: $(SHARED_OBJ) $(FUZZ_OBJ) $(HARNESS_OBJ)

.PHONY: all demo check check-asan check-valgrind coverage msan msan-run fuzz \
	fuzz-run afl afl-run bench check-headers lint lint-texts install \
	uninstall clean
