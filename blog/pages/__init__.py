"""What every anonymous reader sees alike, kept as finished bytes in front of the site.

A kept page is right to the moment, without time-outs: it remembers what it was made of (the state of the site, the
versions of its discussions, the next moment at which it changes by itself), and is handed out only after the
database has said, later than the request came, that none of it has changed.

    asking      which requests may be answered so, and by which name a page is kept
    noting      what a page says while it is made: that it may be kept, and what it rests on
    changes     every write to a table that pages are made of leaves a row in the same transaction
    versions    what the database says now, and whether anything was committed since it was last asked
    keeping     the pages, in the memory of this process
    serving     finding, making (once for all who ask), handing out
    middleware  the headers by which browsers and proxies keep them too
"""
