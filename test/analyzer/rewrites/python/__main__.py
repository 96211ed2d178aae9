"""Rewrites small projects so that their meaning stays: `python3 <this folder> <rewriting>`.

Reads a list of `{"files": {path: text}}` as JSON from standard input and writes, for each that the
rewriting changes, `{"at": index, "files": {path: text}, "lines": {path: {line: [lines before]}},
"spans": {path: [[first line, last line]]}}`: the statements of the original. Projects that this
Python cannot parse are left out. `--list` prints the names of the rewritings.
"""

import ast
import json
import re
import sys

import classes
import conditions
import extraction
import imports
import libraries
import names
import queries
import steps
import surroundings
import values
from lines import line_map, spans
from rewriting import Base


class Unchanged(Base):
    """the text as Python prints it"""


def rewritings():
    modules = (
        imports,
        names,
        steps,
        values,
        conditions,
        surroundings,
        extraction,
        classes,
        queries,
        libraries,
    )
    found = {'Unchanged': Unchanged}
    for module in modules:
        for name, one in vars(module).items():
            if (
                isinstance(one, type)
                and issubclass(one, Base)
                and one.__module__ == module.__name__
            ):
                found[name] = one
    return found


def rewrite(rewriting, files):
    """The project in its other form; None where nothing of it changes."""
    texts, lines, statements, count = {}, {}, {}, 0
    for path, text in files.items():
        if not path.endswith('.py'):
            texts[path] = text
            continue
        tree = ast.parse(text)
        statements[path] = spans(tree)
        others = (other for place, other in files.items() if place != path)
        one = rewriting(tree, {word for other in others for word in re.findall(r'\w+', other)})
        changed = ast.fix_missing_locations(one.run())
        count += one.count
        texts[path] = ast.unparse(changed) + '\n'
        lines[path] = line_map(changed, texts[path])
    if count == 0 and rewriting is not Unchanged:
        return None
    return {'files': texts, 'lines': lines, 'spans': statements}


def main():
    if sys.argv[1] == '--list':
        print('\n'.join(rewritings()))
        return
    rewriting = rewritings()[sys.argv[1]]
    found = []
    for at, project in enumerate(json.load(sys.stdin)):
        try:
            changed = rewrite(rewriting, project['files'])
        except (SyntaxError, ValueError):
            continue
        if changed is not None:
            found.append({'at': at, **changed})
    json.dump(found, sys.stdout)


main()
