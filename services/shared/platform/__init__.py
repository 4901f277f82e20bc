"""The world outside: XML, database, log, clock, keys and settings; knows no word of the standard."""
