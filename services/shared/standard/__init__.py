"""The iJw standard in code: messages, rules, judging and answers; pure, without any I/O."""
