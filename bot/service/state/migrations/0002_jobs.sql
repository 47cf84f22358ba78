-- Changes of articles that pages file and workers make. Times are of the database's own clock, because those of machines differ.

CREATE TABLE haeseol_job (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL,
    payload      text NOT NULL,            -- JSON, empty when it is done; as text, because JSON may spell what no type of the database holds
    request_id   text NOT NULL,            -- of the request that filed it, "" where none did
    made_at      timestamptz NOT NULL,
    taken_by     text,                     -- the worker that has it
    leased_until timestamptz,              -- how long it is that worker's; or not to be taken before, where nobody has it
    attempts     integer NOT NULL DEFAULT 0,   -- how often it was begun
    given_back   integer NOT NULL DEFAULT 0,   -- of those, how often in order, by a worker that was to end or had to wait
    progress     text,                     -- JSON
    outcome      text,                     -- JSON: a report, or an error
    done_at      timestamptz
);
CREATE INDEX haeseol_job_open ON haeseol_job (id) WHERE done_at IS NULL;
CREATE INDEX haeseol_job_done ON haeseol_job (done_at) WHERE done_at IS NOT NULL;

-- What came with a job, in parts; deleted when it is done.
CREATE TABLE haeseol_job_file (
    job_id  bigint NOT NULL REFERENCES haeseol_job (id) ON DELETE CASCADE,
    number  integer NOT NULL,
    part    integer NOT NULL,
    name    text NOT NULL,                 -- JSON: the name of a file may be no text
    content bytea NOT NULL,
    PRIMARY KEY (job_id, number, part)
);

CREATE TABLE haeseol_worker (
    name    text PRIMARY KEY,
    seen_at timestamptz NOT NULL
);

-- What exactly one worker does at a time, such as watching the folder of the articles.
CREATE TABLE haeseol_duty (
    name         text PRIMARY KEY,
    wanted       boolean NOT NULL DEFAULT true,
    held_by      text,
    leased_until timestamptz,
    problem      text NOT NULL DEFAULT ''
);

-- The feeds that are followed, and what is known of each.
CREATE TABLE haeseol_feed (
    position bigint GENERATED ALWAYS AS IDENTITY,
    address  text PRIMARY KEY,
    told     text NOT NULL                 -- JSON
);
