"""What each command does; imported only when it runs, so that `--help` stays quick."""
