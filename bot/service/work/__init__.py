"""Changes of articles as jobs: pages file them in the shared database, workers take them.

job, job_queue, uploaded_files    what is filed, taken, told and done, and the files that came with it
job_outcome    what came of a job, as the database has it
filed_articles, filed_feeds    what a page has in place of its own changes
doing_jobs, worker, duties    what a worker does
library_turns    the right to change one library, among machines
"""
