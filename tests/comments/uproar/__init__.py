"""The whole way from a comment to its readers' mail, while everything goes wrong at once.

`ledger` keeps what has to come of it and knows nothing of the code under test; `acts` lets people do things
and tells the ledger; `office` is a mail server of changing temper; `hands` are workers that may be killed.
"""
