"""Whether a library survives: writers that are killed, disks that are full, files that are torn.

world     small documents in editions, an encoder without a model, what a library should hold
child     the process that writes, told what to do and killed while it does
reader    the process that searches all the while and looks for anything mixed
harness   hundreds of kills, each followed by a restart that is held against what was promised
power     what a loss of power may leave, and in which order files were synced
"""
