"""Facts are found by an index of their words, and no longer by reading the text of all of them.

On SQLite it is a full-text index (FTS5) over the words that `fact_text` keeps, which triggers
keep up with it; on PostgreSQL a GIN index of the same words. What counts as a word is decided by
the program: what was kept until now is made anew from the log by the next command that reads.

Revision: 0015, after 0014
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FORGET = (
    "INSERT INTO fact_word (fact_word, rowid, folded) VALUES ('delete', old.position, old.folded)"
)
LEARN = "INSERT INTO fact_word (rowid, folded) VALUES (new.position, new.folded)"
TRIGGERS = {"added": LEARN, "changed": f"{FORGET};\n    {LEARN}", "removed": FORGET}
ON = {"added": "INSERT", "changed": "UPDATE", "removed": "DELETE"}


def upgrade() -> None:
    """Empty the text, index it, and say that nothing of it is projected yet."""
    op.execute("UPDATE projection SET position = 0 WHERE name = 'fact-text'")
    op.execute("DELETE FROM set_aside WHERE projection = 'fact-text'")
    op.execute("DELETE FROM fact_text")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX fact_text_by_word ON fact_text "
            "USING gin (array_to_tsvector(string_to_array(folded, ' ')))"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE fact_word USING fts5(folded, content='fact_text', "
        "content_rowid='position', detail=none, columnsize=0, prefix='3 4 6 8', "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Mn Mc Co'\")"
    )
    for name, does in TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER fact_text_{name} AFTER {ON[name]} ON fact_text BEGIN\n    {does};\nEND"
        )
