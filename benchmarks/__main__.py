"""`python -m benchmarks`: all benchmarks, one JSON object per line."""

from benchmarks import web

if __name__ == "__main__":
    web.main()
