"""Answers written by a language model, sentence by sentence checked against the passages.

    endpoint     which model, where, with which key; read from the environment
    prompt       passages under minted keys, and the rules
    client       one reply within one deadline, whatever the server does
    reply        the reply as sentences with the keys that they cite
    draft        the sentences of a reply that is still coming in, each checked once
    check        whether a sentence's keys, quotations, numbers, dates and names stand in them
    quote        the words of the record that a sentence rests on
    generated    the whole: a checked answer, or the extractive one with the reason

Any server that speaks OpenAI's chat completions will do. What the model writes is a claim until
it is checked: a sentence that fails is left out of the answer and told apart, with the reason.
"""
