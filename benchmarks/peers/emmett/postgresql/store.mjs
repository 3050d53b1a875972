// emmett on PostgreSQL, as shipped, with its pool of connections.

import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

export const packages = ['@event-driven-io/emmett-postgresql', 'pg'];

export async function open(place) {
  const address = `postgresql://${place.user}@/${place.name}?host=${place.host}`;
  const store = getPostgreSQLEventStore(address);
  await store.schema.migrate();
  const ask = async (question) => {
    const client = new pg.Client(address);
    await client.connect();
    const { rows } = await client.query(question);
    await client.end();
    return String(Object.values(rows[0])[0]);
  };
  return { store, ask, close: () => store.close() };
}
