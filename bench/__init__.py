"""Speed and memory, each figure beside a named baseline measured in the same run.

`make bench` runs every module here that has `rows()` and writes `bench/RESULTS.md`.
"""
