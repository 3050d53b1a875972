"""django-simple-history: a history of rows, kept by Django's signals or by its bulk helper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django
from django.conf import settings

from benchmarks.peers.contender import Contender, stream_of

if TYPE_CHECKING:
    from benchmarks.peers.contender import Document, Place

PRAGMAS = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"


def configure(place: Place) -> None:
    if place.database == "sqlite":
        options = {"init_command": PRAGMAS, "transaction_mode": "IMMEDIATE"}
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": place.file, "OPTIONS": options}
    else:
        where = {"NAME": place.name, "HOST": place.host, "USER": place.user}
        database = {"ENGINE": "django.db.backends.postgresql", **where}
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "simple_history"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()


class DjangoHistory(Contender):
    """Facts by `bulk_create_with_history`; a standing, changed by each fact, by `save()`."""

    PACKAGES = ("django-simple-history", "Django")

    def setup(self) -> None:
        configure(self.place)
        from django.core.management import call_command  # noqa: PLC0415  # needs the settings
        from django.db import connection, transaction  # noqa: PLC0415

        from benchmarks.peers.django_models import Fact, Standing  # noqa: PLC0415

        self.fact, self.standing = Fact, Standing
        self.connection, self.transaction = connection, transaction
        call_command("migrate", verbosity=0)  # of users, to whom a history refers
        with connection.schema_editor() as editor:
            for model in (Fact, Standing):
                editor.create_model(model)
                editor.create_model(model.history.model)

    def write(self, batch: Any) -> None:
        from simple_history.utils import bulk_create_with_history  # noqa: PLC0415

        made = [self.fact(id=each["id"], stream=stream_of(each), payload=each) for each in batch]
        bulk_create_with_history(made, self.fact, batch_size=self.BATCH)

    def save(self, document: Document) -> None:
        stream = stream_of(document)
        with self.transaction.atomic():
            found = self.standing.objects.filter(stream=stream).first()
            standing = found or self.standing(stream=stream, facts=0)
            standing.facts += 1
            standing.payload = document
            standing.save()

    def ask(self, question: str) -> str:
        with self.connection.cursor() as cursor:
            cursor.execute(question)
            return str(cursor.fetchone()[0])

    def close(self) -> None:
        self.connection.close()
