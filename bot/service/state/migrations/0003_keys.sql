-- Keys with which other programs come in. Of a key its digest is kept, never itself.

CREATE TABLE haeseol_key (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id       text NOT NULL UNIQUE,
    name     text NOT NULL,
    digest   text NOT NULL UNIQUE,         -- SHA-256 in hexadecimal
    made_at  text NOT NULL                 -- ISO 8601 in UTC
);
