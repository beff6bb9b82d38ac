"""Association rules of size two, written anew (session-rec's ar.py), with two ways to order ties.

    python3 association_rules.py train.jsonl test.jsonl

Counts are whole numbers, so that most rules of an item tie; which of them are among the twenty that
are kept decides some hits. Prints hit rate and MRR at 20 for ties by insertion (as the published
figures have it) and by id (as covisitd has it), with the current item excluded and with repeats.
"""

import json
import sys
from itertools import groupby


def sessions(path):
    events = [json.loads(line) for line in open(path)]
    events.sort(key=lambda event: (event["session"], event["ts"]))
    for _, group in groupby(events, key=lambda event: event["session"]):
        yield [event["aid"] for event in group]


rules = {}
for items in sessions(sys.argv[1]):
    for place, item in enumerate(items):
        for earlier in items[:place]:
            for x, y in [(item, earlier), (earlier, item)]:
                row = rules.setdefault(x, {})
                row[y] = row.get(y, 0) + 1

orders = {
    "by insertion": lambda row: sorted(row, key=row.get, reverse=True),
    "by id": lambda row: sorted(row, key=lambda item: (-row[item], item)),
}
for name, order in orders.items():
    kept = {item: order(row)[:20] for item, row in rules.items()}
    for repeats in [False, True]:
        hits = reciprocals = count = 0
        for items in sessions(sys.argv[2]):
            for current, following in zip(items, items[1:]):
                listed = [i for i in kept.get(current, []) if repeats or i != current]
                count += 1
                if following in listed:
                    hits += 1
                    reciprocals += 1 / (listed.index(following) + 1)
        kind = "with repeats" if repeats else "excluded"
        print(f"ties {name}, {kind} {hits / count:.6f} {reciprocals / count:.6f}")
