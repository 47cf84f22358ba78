"""The files that came with a job, in the shared database until it is done: in parts, so that no page holds one whole."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.articles.article_errors import ArticleUnreadable

_PART_BYTES = 4_000_000


def store_files(connection: Any, job_id: int, files: Sequence[Path]) -> None:
    """Store the files of a job, of which only the names mean something to a worker. Raises ArticleUnreadable."""
    for number, file in enumerate(files):
        name = json.dumps(file.name)
        try:
            with file.open("rb") as content:
                part, piece = 0, content.read(_PART_BYTES)
                while piece or part == 0:
                    connection.execute(
                        "INSERT INTO haeseol_job_file (job_id, number, part, name, content) VALUES (%s, %s, %s, %s, %s)",
                        (job_id, number, part, name, piece),
                    )
                    part, piece = part + 1, content.read(_PART_BYTES)
        except OSError as error:
            raise ArticleUnreadable(source=str(file), reason=error.strerror or str(error)) from error


def fetch_files(connection: Any, job_id: int, folder: Path) -> list[Path]:
    """Write the files of a job below `folder`, each in a folder of its own under its name, and return them in order."""
    rows = connection.execute(
        "SELECT number, part, name FROM haeseol_job_file WHERE job_id = %s ORDER BY number, part", (job_id,)
    ).fetchall()
    paths: dict[int, Path] = {}
    for row in rows:
        if row["number"] not in paths:
            paths[row["number"]] = folder / str(row["number"]) / Path(json.loads(row["name"])).name
            paths[row["number"]].parent.mkdir(parents=True, exist_ok=True)
        content = connection.execute(
            "SELECT content FROM haeseol_job_file WHERE job_id = %s AND number = %s AND part = %s",
            (job_id, row["number"], row["part"]),
        ).fetchone()
        with paths[row["number"]].open("ab") as file:
            file.write(content["content"])
    return [paths[number] for number in sorted(paths)]


def delete_files(connection: Any, job_ids: Sequence[int]) -> None:
    """Delete the files of jobs."""
    connection.execute("DELETE FROM haeseol_job_file WHERE job_id = ANY(%s)", (list(job_ids),))
