"""`python -m bench`: every benchmark, one after the other. `docs/performance.md` says how to read them."""

import subprocess
import sys
import time

ALL = ("fanout", "pages", "entry", "growth", "forecast", "crowd")


def main() -> int:
    """One that breaks off keeps none of the others from being run; the status says that there was one."""
    broken = []
    for name in ALL:
        print(f"\n## `python -m bench.{name}`\n", flush=True)
        began = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            broken.append(name)
            print("\nThis one broke off.", flush=True)
        print(f"  bench.{name} took {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    if broken:
        print(f"\nBroke off: {', '.join(broken)}.", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
