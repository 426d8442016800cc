"""Reads texts as Python's own readers do.

stdin is a JSON list of {"format": ..., "text": ...}. stdout is the JSON list of what was read.
A value that JSON lacks, and a text that its reader refuses, is {"python": ...}.
"""

import csv
import hashlib
import io
import json
import sys
from html.parser import HTMLParser

import yaml


def read_yaml(text):
    value = yaml.load(text, Loader=yaml.CSafeLoader)
    # The two loaders share rules, but not a parser. The one in Python is slow.
    if len(text) < 200_000 and yaml.safe_load(text) != value:
        raise ValueError("PyYAML and libyaml read different values")
    return value


def read_csv(text):
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def read_jsonl(text):
    return [json.loads(line) for line in text.split("\n")[:-1]]


def read_sealed(text):
    """Reads a plan or a journal. Verifies the check of each line as docs/runs.md describes it."""
    values, check = [], hashlib.sha256(b"").hexdigest()
    for line in text.split("\n")[:-1]:
        value = json.loads(line)
        written = value.pop("check")
        content = line[: line.rindex(',"check":')]
        check = hashlib.sha256((check + content).encode()).hexdigest()
        if written != check:
            raise ValueError(f"the check does not fit: {line}")
        values.append(value)
    return values


class PageReader(HTMLParser):
    """Collects the JSON blocks of a page."""

    def __init__(self):
        super().__init__()
        self.is_inside = False
        self.blocks = []

    def handle_starttag(self, tag, attrs):
        self.is_inside = tag == "script" and ("type", "application/json") in attrs
        if self.is_inside:
            self.blocks.append("")

    def handle_endtag(self, tag):
        self.is_inside = False

    def handle_data(self, data):
        if self.is_inside:
            self.blocks[-1] += data


def read_page(text):
    reader = PageReader()
    reader.feed(text)
    reader.close()
    return [json.loads(block) for block in reader.blocks]


def write_yaml(text):
    """Returns a JSON text as PyYAML writes it."""
    return yaml.safe_dump(json.loads(text))


READERS = {
    "yaml": read_yaml,
    "csv": read_csv,
    "json": json.loads,
    "jsonl": read_jsonl,
    "sealed": read_sealed,
    "page": read_page,
    "to-yaml": write_yaml,
}


def read(each):
    try:
        return READERS[each["format"]](each["text"])
    except Exception as error:
        return {"python": repr(error)}


json.dump(
    [read(each) for each in json.load(sys.stdin)],
    sys.stdout,
    default=lambda value: {"python": repr(value)},
    allow_nan=False,
)
