"""Judges definitions with statelint.

In: a JSON array of [name, text] on stdin. Out: a JSON array of [name, oracle, words] on stdout.
"""

import json
import re
import sys

from statelint.linter import Linter

# statelint wants a number, a list or a moment where JSONata may compute one. It can be told to evaluate the expressions
# instead (--eval-jsonata), but it has no input to evaluate them with, and then takes what comes out for the literal.
COMPUTED = re.compile(r' is "\{%.*%\}" but should be an? (?!JSONata)', re.DOTALL)

found = []
for name, text in json.load(sys.stdin):
    for words in Linter.validate(text):
        if not COMPUTED.search(words):
            found.append([name, "statelint", words])
json.dump(found, sys.stdout)
