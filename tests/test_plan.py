"""The simulated cluster: where nothing is lost, it comes out as by hand."""

from __future__ import annotations

import pytest

from benchmarks.cluster import DAY, Plan, simulated


def test_what_a_plan_costs_is_what_its_parts_cost() -> None:
    plan = Plan(articles=400_000, cores=4, shard=5_000, reading=0.01, analyzing=0.02, lost=0.0)
    one = simulated(plan)
    assert one.busy == pytest.approx(400_000 * 0.01 / (4 * DAY))
    assert one.slowest_read == pytest.approx(2.0)
    assert one.after_cutoff == pytest.approx(20 * 5_000 * 0.02, abs=2.0)


def test_what_a_lost_machine_had_is_done_again() -> None:
    one = simulated(Plan(articles=400_000, cores=4, lost=0.01))
    assert one.again > 0
    assert one.slowest_read > simulated(Plan(articles=400_000, cores=4, lost=0.0)).slowest_read
