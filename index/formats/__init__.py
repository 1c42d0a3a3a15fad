"""Files in, text out: what a file is, and its words in the shape that `index.records` parses.

    detect     what a file is, by its content; its name decides between kinds of text
    read       text, Markdown, HTML, DOCX or PDF as `Extracted` text, JSON Lines as its documents

Whatever has a format of its own (all but plain text) is read by another process, which may use only
so much memory and time: a file made to do harm costs that process and nothing else.
"""
