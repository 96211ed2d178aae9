import configparser
import csv
import json


def parse(source, limit=10):
    first = source.readline()
    rows = [line for line in source]
    return first, rows[:limit]


def parse_and_close(source):
    rows = source.read()
    source.close()
    return rows


def rows_of(source):
    return csv.reader(source)


def lines(source):
    for line in source:
        yield line.strip()


class Loader:
    def load(self, path):
        source = open(path) #!
        return self.read(source)

    def read(self, source):
        return json.load(source)

    def keep(self, source):
        self.source = source


def load(path):
    source = open(path) #!
    return parse(source, limit=3)


def load_options(path):
    config = configparser.ConfigParser()
    source = open(path) #!
    config.read_file(source)
    return config


def closed_there(path):
    source = open(path)
    return parse_and_close(source)


def closed_here(path):
    with open(path) as source:
        return parse(source)


def handed_on(path):
    source = open(path)
    return rows_of(source)


def lazily(path):
    return list(lines(open(path)))


def kept(path, loader: Loader):
    source = open(path)
    loader.keep(source)


class Streams:
    def make(self, connection):
        raise NotImplementedError

    def keep(self, *connections):
        for one in connections:
            one.read()

    def run(self, path):
        source = open(path)
        self.make(source)
        other = open(path)
        self.keep(other)
