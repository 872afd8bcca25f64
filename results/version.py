"""What is published, as one number that only ever grows."""

STEPS = 1000  # fewer than this many publications without a new entry between two entries


def version_of(seq: int, step: int) -> float:
    """318 or 318.002: entry `seq`, and the how-many-th publication after it without a new entry (the chances, or
    what a new program draws otherwise)."""
    return round(seq + step / STEPS, 3) if step else seq


def seq_and_step(version: float) -> tuple[int, int]:
    """The inverse of `version_of`."""
    seq = int(version)
    return seq, round((version - seq) * STEPS)
