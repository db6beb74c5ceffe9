# SPDX-License-Identifier: Apache-2.0
"""The corpus of the model in the box: a grammar of tasks and phrasings, seeded."""
