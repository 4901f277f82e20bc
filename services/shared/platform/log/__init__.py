"""The log: topics to which records are appended and from which they are read in order; Kafka, or a table."""
