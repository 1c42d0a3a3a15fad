"""The doors to Rostrum: the command line, the HTTP service and its page."""
