"""What Keylodge costs, side by side with others. `make bench-token` starts it; docs/performance.md has results."""
