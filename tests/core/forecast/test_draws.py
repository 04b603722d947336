"""Random numbers with an address."""

import numpy as np
import pytest

from varifocal.core.forecast.draws import BINS, Kind, bins, scores, taken

NUMBERS = [1.277500033378601, -1.6432000398635864, -0.9675999879837036, -0.48500001430511475]


def test_a_shorter_run_sees_the_first_numbers_of_a_longer_one() -> None:
    assert np.array_equal(scores(1, Kind.WORK, 5, 2_001), scores(1, Kind.WORK, 5, 10_000)[:2_001])


def test_scores_are_standard_normal() -> None:
    drawn = scores(1, Kind.WORK, 5, 400_000)
    assert float(drawn.mean()) == pytest.approx(0, abs=0.01)
    assert float(drawn.std()) == pytest.approx(1, abs=0.01)
    assert float((drawn < 1.2816).mean()) == pytest.approx(0.9, abs=0.005)
    assert float(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) == pytest.approx(0, abs=0.01)


def test_other_keys_give_unrelated_numbers() -> None:
    keys = [(1, Kind.WORK, n) for n in range(40)] + [
        (2, Kind.WORK, 0),
        (1, Kind.ANSWER, 0),
        (0, Kind.SCOPE, 0),
    ]
    drawn = np.stack([scores(*key, 10_000) for key in keys])
    off = np.corrcoef(drawn) - np.eye(len(keys))
    assert float(np.abs(off).max()) < 0.05


def test_the_numbers_are_the_same_everywhere() -> None:
    assert scores(1, Kind.WORK, 5, 4).round(4).tolist() == NUMBERS


def test_scores_beyond_the_table_get_its_ends() -> None:
    table = np.arange(BINS, dtype=np.int32)
    place = bins(np.array([-9.0, -3.999, 0.001, 3.999, 9.0], dtype=np.float32))
    assert taken(table, place).tolist() == [0, 0, BINS // 2, BINS - 1, BINS - 1]
