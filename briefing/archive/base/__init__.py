"""The archive's database: what was collected, read, made and sent. Imported when one is used.

base        one database: transactions, locks, migrations
tables      its form; migrations: how it came to be
memory      what each source has handed over
entries     documents as they came, and articles as they were read
ledger      which edition took which article
outbox      what became of each reader
health      how sources and runs went
search      full text
care        export, prune, check, backup, restore

Each module's functions take a `Base`; no module knows another's tables but `care`.
"""
