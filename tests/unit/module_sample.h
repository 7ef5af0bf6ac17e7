/* SPDX-License-Identifier: MIT */
/*
 * module_sample.h - modules made for the tests, BUILD/tests/samples/NAME.so
 *
 * good; old, of another version; other, whose symbol has another name; needy,
 * which needs a function that there is not.
 */
#ifndef GM_TESTS_UNIT_MODULE_SAMPLE_H
#define GM_TESTS_UNIT_MODULE_SAMPLE_H

/* The environment has it once a sample was loaded. */
#define MODULE_SAMPLE_RAN "GRAYMILL_MODULE_SAMPLE_RAN"

#endif
