"""What every other room stands on: errors, paths, settings, logging and the one HTTP client."""
