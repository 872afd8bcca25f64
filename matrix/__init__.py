import os

# numpy's linear algebra in one thread: its matrices are small here, and threads that wait for each other on a
# busy machine make a forecast several times as slow. It is read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
