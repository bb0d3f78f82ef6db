#!/usr/bin/env python3
"""A second, independent computation of the statement of account, to hold the program against.

Reads accounts as JSON, one a line, on standard input; writes one JSON answer a line:
{"outstanding", "interest", "indemnity", "total"} in cents, or {"gap": name of the series that is missing}.

Another method than the program's: every day is lived through one by one, and the interest of each day is put in the line that
is open, exactly; a line is rounded when it closes. The values are read from law/values/*.toml by a reader of its own.
Python 3 alone, no package.
"""

import datetime
import json
import os
import sys
from decimal import ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 50
DAY = datetime.timedelta(days=1)
ONE = datetime.date
VALUES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "law", "values")
BUSINESS_LIKE = ("business", "public_body")


class Gap(Exception):
    """A value that the law files do not hold."""


def read_series(key):
    """The few lines of TOML that the files use: `name = value` and `[[value]]`."""
    head, entries, here = {}, [], None
    here = head
    with open(os.path.join(VALUES, key + ".toml"), encoding="utf-8") as file:
        for line in file:
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line == "[[value]]":
                here = {}
                entries.append(here)
                continue
            name, value = line.split(" = ", 1)
            here[name.strip()] = value.strip().strip('"')
    for entry in entries:
        entry["from"] = ONE.fromisoformat(entry["from"])
        entry["until"] = ONE.fromisoformat(entry["until"]) if "until" in entry else None
    return {"key": key, "checked": ONE.fromisoformat(head["checked_until"]), "entries": entries}


SERIES = {
    key: read_series(key)
    for key in (
        "ecb-refinancing-rate",
        "legal-rate-business",
        "legal-rate-individual",
        "default-penalty-points",
        "public-penalty-points",
        "judgment-increase-points",
        "fixed-indemnity",
        "public-fixed-indemnity",
    )
}


def value(key, day):
    """The value of a series on a day, as a Decimal."""
    series = SERIES[key]
    found = None
    if day <= series["checked"]:
        for entry in series["entries"]:
            if entry["from"] <= day and (entry["until"] is None or day <= entry["until"]):
                found = entry
    if found is None:
        raise Gap(key)
    return Decimal(found["is"])


def half_year(day):
    """1 January or 1 July."""
    return ONE(day.year, 1 if day.month <= 6 else 7, 1)


def plus_months(day, months):
    """The same number of a later month, else its last day (CPC 641)."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for number in (day.day, 30, 29, 28):
        try:
            return ONE(year, month, number)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


CACHE = {}


def cached(function):
    def of(*arguments):
        key = (function.__name__, arguments)
        if key not in CACHE:
            CACHE[key] = function(*arguments)
        return CACHE[key]

    return of


@cached
def legal_rate(creditor, anchor):
    return value("legal-rate-" + creditor, anchor)


@cached
def default_rate(anchor):
    ecb = value("ecb-refinancing-rate", anchor)
    return ecb + value("default-penalty-points", anchor)


def clause_rate(clause, creditor, anchor):
    kind = clause["is"]
    if kind == "fixed":
        return Decimal(clause["rate"]) / 1000
    if kind == "per_month":
        return Decimal(clause["rate"]) / 1000 * 12
    if kind == "times_legal":
        return legal_rate(creditor, anchor) * clause["times"]
    return value("ecb-refinancing-rate", anchor) + Decimal(clause["points"]) / 1000


def cents(exact):
    """Half up, for positive sums."""
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


class Account:
    def __init__(self, facts):
        self.facts = facts
        self.until = ONE.fromisoformat(facts["until"])
        self.due = ONE.fromisoformat(facts["due_on"])
        self.principal = max(facts["principal"], 0)
        self.over = self.principal - facts["principal"]
        self.fresh = 0  # interest due that bears none
        self.old = 0  # interest due that bears interest
        self.forty = 0
        self.line = None  # [what makes it one line, sum of base x rate of each day]
        waivers = [w for w in facts["waivers"] if self.seen(w["on"]) and not self.seen(w["withdrawn_on"])]
        self.no_interest = any(w["of"]["is"] == "interest" for w in waivers)
        self.no_forty = any(w["of"]["is"] == "indemnity" for w in waivers)
        self.gift = sum(max(w["of"]["amount"], 0) for w in waivers if w["of"]["is"] == "interest_amount")
        self.moves = [m for m in facts["movements"] if self.seen(m["on"]) and not self.seen(m["reversed_on"]) and m["cents"] > 0]

    def seen(self, day):
        return day is not None and ONE.fromisoformat(day) <= self.until

    def day(self, name):
        text = self.facts[name]
        return None if text is None else ONE.fromisoformat(text)

    def first_day_of_interest(self):
        """The first day, or None if interest never starts."""
        facts = self.facts
        if self.no_interest or facts["debtor"] == "unknown" or facts["due_basis"] == "presumed":
            return None
        days = []
        if facts["debtor"] in BUSINESS_LIKE:
            days.append(self.due + DAY)
        elif facts["formal_notice_on"]:
            days.append(max(self.due, self.day("formal_notice_on")) + DAY)
        if facts["judgment_on"]:
            days.append(max(self.due + DAY, self.day("judgment_on")))
        return min(days) if days else None

    def rate(self, day, start):
        """The rate of one day, and what one line may cover: one ground, one half-year (none for a public buyer's one rate)."""
        facts, anchor = self.facts, half_year(day)
        creditor = facts["creditor"]
        judged = self.day("judgment_on")
        if judged and day >= judged:
            rate = legal_rate(creditor, anchor)
            if day > plus_months(judged, 2):
                rate += value("judgment-increase-points", day)
            return rate, ("judgment", anchor)
        if facts["debtor"] == "public_body":
            return value("ecb-refinancing-rate", half_year(start)) + value("public-penalty-points", start), None
        if facts["clause"]:
            return clause_rate(facts["clause"], creditor, anchor), anchor
        if facts["debtor"] == "business":
            return default_rate(anchor), anchor
        return legal_rate(creditor, anchor), anchor

    def close(self):
        """Rounds the open line and adds it to what is due, less what was given up."""
        if self.line:
            amount = cents(self.line[1] / Decimal(36500))
            given = min(amount, self.gift)
            self.gift -= given
            self.fresh += amount - given
            self.line = None

    def apply(self, move):
        left = move["cents"]
        payment = move["kind"] == "payment"
        first = payment and self.facts["imputation"] == "interest_first"
        order = ["fresh", "old", "principal", "forty"] if first else ["principal", "old", "fresh", "forty"]
        for debt in order:
            part = min(left, getattr(self, debt))
            setattr(self, debt, getattr(self, debt) - part)
            left -= part
        self.over += left

    def charge_forty(self):
        facts, late = self.facts, self.due + DAY
        stopped = facts["insolvency_on"] and self.due >= self.day("insolvency_on")
        if facts["debtor"] not in BUSINESS_LIKE or facts["due_basis"] == "presumed" or not facts["bears_indemnity"]:
            return
        if facts["currency"] != "EUR" or stopped or self.principal <= 0 or self.until < late:
            return
        if facts["debtor"] == "public_body":
            sum_due = value("public-fixed-indemnity", late)
        elif late < ONE(2013, 1, 1):
            sum_due = Decimal(0)
        else:
            sum_due = value("fixed-indemnity", late)
        self.forty = 0 if self.no_forty else int(sum_due * 100)

    def live(self):
        corrections = [m for m in self.moves if m["kind"] == {"credit": "correction"}]
        others = [m for m in self.moves if m not in corrections]
        by_day = {}
        for move in corrections:
            self.apply(move)
        for move in sorted(others, key=lambda m: m["on"]):
            if move["on"] <= self.facts["due_on"]:
                self.apply(move)
            else:
                by_day.setdefault(ONE.fromisoformat(move["on"]), []).append(move)
        self.charge_forty()
        start = self.first_day_of_interest()
        stop = self.day("insolvency_on")
        capital = self.first_capitalisation(start)
        years = 0
        day = self.due + DAY
        while day <= self.until:
            if start and start <= day and (stop is None or day < stop):
                if capital and day == plus_months(capital, 12 * years):
                    self.close()
                    self.old, self.fresh = self.old + self.fresh, 0
                    years += 1
                self.live_day(day, start)
            if day in by_day:
                self.close()
                for move in by_day[day]:
                    self.apply(move)
            day += DAY
        self.close()

    def first_capitalisation(self, start):
        asked = self.day("capitalise_from")
        if start is None or asked is None:
            return None
        return max(asked, plus_months(start, 12))

    def live_day(self, day, start):
        base = self.principal + self.old
        if base <= 0:
            self.close()
            return
        rate, cut = self.rate(day, start)
        key = (base, rate, cut)
        if self.line and self.line[0] != key:
            self.close()
        if not self.line:
            self.line = [key, Decimal(0)]
        self.line[1] += base * rate

    def answer(self):
        interest = self.fresh + self.old
        total = self.principal + interest + self.forty - self.over
        return {"outstanding": self.principal, "interest": interest, "indemnity": self.forty, "total": total}


def main():
    for line in sys.stdin:
        account = Account(json.loads(line))
        try:
            account.live()
            print(json.dumps(account.answer()))
        except Gap as gap:
            print(json.dumps({"gap": str(gap)}))


main()
