"""The spam filter that learns here: from what people of this site decide, and from nothing else.

`tokens` says what is seen of a comment, `lessons` keeps what decisions taught, `chances` reckons, `filing` judges
what is sent, `trials` measures how often that was right. What is known of a comment goes with it: taken back,
changed or erased, it is as if it had never been learnt.
"""
