"""What each kind of node says of one record on one day; how they combine stands in criteria/evaluate.py."""
