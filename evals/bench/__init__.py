"""Speed, measured: `python -m evals.bench`."""
