"""The same work done by Rostrum and by other libraries for local hybrid search, side by side.

Every system runs in a process of its own interpreter (`use_*.py`), over the same passages, vectors
and questions (`workload`), measured by the same few functions (`harness`).
"""
