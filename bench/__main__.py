"""`python -m bench`: every benchmark, one after the other. `docs/performance.md` says how to read them."""

import subprocess
import sys

ALL = ("fanout", "pages", "entry", "growth", "forecast", "crowd")

if __name__ == "__main__":
    for name in ALL:
        print(f"\n## python -m bench.{name}\n", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)
