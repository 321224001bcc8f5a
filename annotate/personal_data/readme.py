"""What each file of a person's archive is, for those who unpack it."""

README = """This is everything that you have stored on annotate, as it was at {at}.

notes.md, replies.md    to read; all words stand in them to the letter, indented, and quotes and replies behind a >
notes.json              notes: words, quotes, offsets (Unicode code points) into the version of the record that they were
                        made on, labels, tags, times, earlier texts; notes in the trash are marked by deleted_at
anchors.json            where your notes stand in other versions of their records, why, and what you chose
replies.json            private threads, with the replies that you may read now, and the earlier texts of your own; those
                        that were withdrawn are marked by withdrawn_at, and yours have their words for 30 days
labels.json, tags.json  your labels in their order, and your tags
note_searches.json      the searches of your notes that you saved
links.json              the links that you made and what happened to them, without addresses and passcodes
tables.json             your tables: columns, trials, what you said of empty cells and of changed quotes
frozen_tables.json      your frozen tables, with all their values and digests
rounds.json             the double readings that you are in: what you closed in each, as it was then, and what you decided
following.json, searches.json
                        the trials, conditions and searches that you follow; the searches of trials that you saved
enquiries.json          what you wrote to studies in the last 30 days
volunteer.json          the mail about new trials that your confirmed address gets
last_reads.json         when you last read which version of a trial
activity.json           what happened to your notes, links and account, as far back as that is kept
account.json            your name, your address, where you are signed in, and the names of your access tokens
"""
