# SPDX-License-Identifier: MIT
"""Results of tests, as TAP on stdout."""


class Tap:
    def __init__(self):
        self.n_tests = 0
        self.n_failed = 0

    def ok(self, passed, name, problem=None):
        self.n_tests += 1
        self.n_failed += not passed
        line = f"{'ok' if passed else 'not ok'} {self.n_tests} - {name}"
        if problem and not passed:
            line += ": " + problem.strip().replace("\n", "\n# ")
        print(line, flush=True)

    def skip(self, name, reason):
        self.n_tests += 1
        print(f"ok {self.n_tests} - {name} # SKIP {reason}", flush=True)

    @staticmethod
    def note(text):
        print(f"# {text}", flush=True)

    def end(self):
        """The exit status."""
        print(f"1..{self.n_tests}")
        return 1 if self.n_failed else 0
