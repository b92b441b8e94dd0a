"""Every morning: collect through the night, make each edition once, deliver it, and say what
it missed. Imported by the verbs that use an archive; nothing here runs for a plain `make`.

issues     which edition is due
nightly    sources -> archive
making     archive -> edition
post       edition -> readers
run        all of it, once or until it is stopped
schedule   the timer that calls it
"""
