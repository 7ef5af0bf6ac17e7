#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold reports of graymill against their schema.

usage: report_valid.py REPORT...
"""
import json
import os
import sys

import jsonschema

SCHEMA = os.path.join(os.path.dirname(__file__),
                      "../../man/report.schema.json")


def make_validator():
    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def main():
    validator = make_validator()
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            for line in file:
                validator.validate(json.loads(line))


if __name__ == "__main__":
    main()
