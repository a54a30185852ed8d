"""Deliveries: iJw messages and flat files become rows, rows are judged and accounted for, and a dataset is written."""
