#!/usr/bin/env python3
"""Recount a trace of `linli solve ballot FILE.pb --rule RULE --explain --json` with nothing but Python: greedy rules,
equal shares (with add-one: the first round of every interval of the trace, the round that counts, and that only the
last round ends the count) and sequential Phragmén, ties by id, caps where the trace has them. Usage: recount.py TRACE FILE.pb[.gz]"""
import csv, gzip, json, sys
from fractions import Fraction as F

trace = json.load(open(sys.argv[1]))
opener = gzip.open if sys.argv[2].endswith("gz") else open
meta, cost, inside, ballots, part, head = {}, {}, {}, [], None, None
for row in csv.reader(opener(sys.argv[2], "rt", encoding="utf-8-sig", newline=""), delimiter=";"):
    if row and row[0] in ("META", "PROJECTS", "VOTES") and not any(row[1:]):
        part, head = row[0], None
    elif head is None:
        head = row
    elif part == "META":
        meta[row[0]] = row[1]
    elif part == "PROJECTS":
        at = dict(zip(head, row))
        cost[at["project_id"]] = F(at["cost"])
        inside[at["project_id"]] = {("categories", x.strip()) for x in at.get("category", "").split(",")}
        inside[at["project_id"]].add(("neighborhoods", at.get("neighborhood", at.get("neighbourhood"))))
    else:
        points = row[head.index("points")].split(",") if meta["vote_type"] in ("cumulative", "scoring") else None
        ballots.append((row[head.index("vote")].split(",") if row[head.index("vote")] else [], points))
budget = F(meta["budget"])
meta = {key.replace("neighbour", "neighbor"): value for key, value in meta.items()}
caps = {}
for names, money in ("categories", "budget_per_category"), ("neighborhoods", "budget_per_neighborhood"):
    if trace.get("caps") and meta.get(money):
        caps |= {(names, x.strip()): F(y) for x, y in zip(meta[names].split(","), meta[money].split(","))}


def room(p, order):
    """Whether the envelopes of a project can pay for it beside those chosen."""
    return all(cost[p] + sum(cost[q] for q in order if e in inside[q]) <= left for e, left in caps.items() if e in inside[p])


def weights(measure):
    """What each voter gives to each project."""
    out = []
    for names, points in ballots:
        if measure == "borda":
            w = {p: F(len(names) - 1 - i) for i, p in enumerate(names)}
        elif measure in ("cardinal", "score") or points:
            w = {p: F(x) for p, x in zip(names, points)}
        else:
            w = {p: F(1) for p in names}
        if measure in ("cost", "card"):
            w = {p: F(1) for p in w if w[p] > 0}
        out.append({p: x for p, x in w.items() if x > 0})
    return out


def greedy(measure, order):
    total, left = dict.fromkeys(cost, F(0)), budget - sum(cost[p] for p in order)
    for w in weights("borda" if measure == "score" and meta["vote_type"] == "ordinal" else measure):
        for p, x in w.items():
            total[p] += x
    if measure not in ("cost", "score"):
        total = {p: (x / cost[p] if cost[p] else x * 10**30) for p, x in total.items()}
    for p in sorted(set(cost) - set(order), key=lambda p: (-total[p], p)):
        if cost[p] <= left and room(p, order):
            order, left = order + [p], left - cost[p]
    return order


def equal_shares(measure, share):
    voters = weights(measure)
    support = {p: [(i, w[p]) for i, w in enumerate(voters) if p in w] for p in cost}
    purse, order = [share] * len(voters), sorted(p for p in cost if support[p] and cost[p] == 0)
    known = {p: F(0) for p in cost if support[p] and p not in order}
    while known:
        best = None
        for p in sorted(known, key=lambda p: (known[p], p)):
            if best and known[p] > best[0]:
                break  # figures never fall
            rest, weight, price = cost[p], sum(w for _, w in support[p]), None
            for i, w in sorted(support[p], key=lambda s: purse[s[0]] / s[1]):
                if purse[i] * weight >= rest * w:
                    price = rest / weight
                    break
                rest, weight = rest - purse[i], weight - w
            if price is None:
                del known[p]
                continue
            known[p] = price / (cost[p] if measure == "cost" else 1)
            if best is None or (known[p], p) < best[:2]:
                best = (known[p], p, price)
        if best is None:
            break
        _, p, price = best
        order.append(p)
        del known[p]
        for i, w in support[p]:
            purse[i] -= min(purse[i], price * w)
    return order, {p for p in cost if support[p]}


def add_one(measure, to_the_end):
    before = None
    for r in trace["rounds"]:
        order, supported = equal_shares(measure, budget / len(ballots) + r["from"])
        assert order == r["order"], f"round {r['from']} buys {order}"
        left, rest = budget - sum(cost[p] for p in order), supported - set(order)
        done = left < 0 or not rest or (not to_the_end and all(cost[p] > left for p in rest))
        assert done == (r is trace["rounds"][-1]), f"round {r['from']}"
        if done:
            return before if left < 0 else order
        before = order


def phragmen():
    voters, order, left = weights("card"), [], budget
    load = [F(0)] * len(voters)
    rest = {p: s for p in cost if cost[p] <= budget and (s := [i for i, w in enumerate(voters) if p in w])}
    while rest := {p: s for p, s in rest.items() if cost[p] > left or room(p, order)}:
        to = {p: (cost[p] + sum(load[i] for i in s)) / len(s) for p, s in rest.items()}
        tied = sorted(p for p in rest if to[p] == min(to.values()))
        if any(cost[p] > left for p in tied):
            break
        for i in rest.pop(tied[0]):
            load[i] = to[tied[0]]
        order, left = order + [tied[0]], left - cost[tied[0]]
    return order


rule, _, completion = trace["rule"].partition("_then_greedy_")
measure = rule.split("_")[1] if "_" in rule else ""
if rule.startswith("greedy"):
    order = greedy(measure, [])
elif "_add1" in rule:
    order = add_one(measure, rule.endswith("_no_exhaustive_stop"))
else:
    order = phragmen() if rule == "phragmen" else equal_shares(measure, budget / len(ballots))[0]
order = greedy(completion, order) if completion else order
assert order == trace["order"], f"the recount chooses {order}, the trace says {trace['order']}"
print("the recount agrees:", trace["rule"], len(order), "winners,", sum(cost[p] for p in order))
