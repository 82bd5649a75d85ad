"""The command line: thin commands, exit codes."""
