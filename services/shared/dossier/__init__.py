"""What is remembered: tables, bulk reads and writes, and the one writer of each table."""
