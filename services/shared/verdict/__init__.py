"""What Sluis says about a message: places, findings and the outcome; knows nothing of XML, rules or storage."""
