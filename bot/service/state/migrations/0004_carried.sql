-- What was carried over from the files of a home, so that it is not carried again after it was deleted or revoked.

CREATE TABLE haeseol_carried (
    kind text NOT NULL,
    id   text NOT NULL,
    PRIMARY KEY (kind, id)
);
