-- Conversations and judgements. Times of the database's own clock, because the clocks of several pages differ.

CREATE TABLE haeseol_conversation (
    id         text PRIMARY KEY,
    title      text NOT NULL,
    sought     text NOT NULL,              -- the title as it is searched
    created_at text NOT NULL,              -- ISO 8601 in UTC, as its first turn says it
    updated_at timestamptz NOT NULL
);

CREATE TABLE haeseol_turn (
    position        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              text NOT NULL UNIQUE,
    conversation_id text NOT NULL REFERENCES haeseol_conversation (id) ON DELETE CASCADE,
    told            text NOT NULL,         -- JSON; as text, because JSON may spell what no type of the database holds
    sought          text NOT NULL,         -- question and answer as they are searched
    judgement       text                   -- JSON
);
CREATE INDEX haeseol_turn_conversation ON haeseol_turn (conversation_id);

-- Deleted conversations, for as long as they can be brought back.
CREATE TABLE haeseol_deleted_conversation (
    id           text PRIMARY KEY,
    conversation text NOT NULL,            -- JSON of its rows
    deleted_at   timestamptz NOT NULL
);
