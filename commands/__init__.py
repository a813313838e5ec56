"""The command line's subcommands; only `service` imports them."""
