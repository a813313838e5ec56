"""Measuring programs: ratios beside peers, in one run. Never part of the tests."""
