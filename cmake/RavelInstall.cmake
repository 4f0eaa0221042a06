# What `cmake --install` gives: see docs/your-first-scenario.md.
