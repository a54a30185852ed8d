"""Chart forms: each draws a finished, disclosed table and computes no figure of its own."""
