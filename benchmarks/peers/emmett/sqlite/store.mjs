// emmett on SQLite, as shipped: it opens the file for each append, in WAL mode; the default is FULL.

import { getSQLiteEventStore, sqliteConnection } from '@event-driven-io/emmett-sqlite';

export const packages = ['@event-driven-io/emmett-sqlite', 'sqlite3'];

export async function open(place) {
  const store = getSQLiteEventStore({ fileName: place.file });
  await store.readStream('none'); // makes the tables
  const ask = async (question) => {
    const connection = sqliteConnection({ fileName: place.file }); // as the store opens its own
    const row = await connection.querySingle(question);
    connection.close();
    return String(Object.values(row)[0]);
  };
  return { store, ask, close: async () => {} };
}
