"""Following by mail: new articles, or one discussion, by an address whose owner said yes; and the mail of new articles."""
