import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { sql, type Kysely } from 'kysely';
import { newEvent, type CommandContext, type CommandHandler } from '@metamorphosis/core';
import { serviceModule } from '@metamorphosis/nest';
import { done, SERVICE, work } from '../unit-work.ts';

/** The handler waits so long for something that is not this machine. */
export const WORK_MS = 20;

type Tables = { effect: { id: string; pid: number } };

class Work implements CommandHandler<{ readonly id: string }, object, Kysely<Tables>> {
  async handle(
    { id }: { readonly id: string },
    { tx, publish }: CommandContext<Kysely<Tables>>,
  ): Promise<object> {
    await pause(WORK_MS);
    await tx.insertInto('effect').values({ id, pid: process.pid }).execute();
    publish(newEvent(done, { id }));
    return { id };
  }
}

class Queries {}

// Called, not written as decorators: Node does not strip their syntax.
for (const part of [Work, Queries]) Injectable()(part);

/** A service of one command, as codegen and its author would write it. Its effects tell who had them, and when. */
export const scaled = serviceModule({
  definition: {
    ...{ name: SERVICE, subgraphSdl: '', eventsSdl: '', queries: [], entities: [] },
    ...{ commands: [work], events: [done] },
  },
  ...{ queries: Queries, entities: {}, consumers: [] },
  commands: { [work.name]: Work },
  migrations: {
    '001': {
      // Not unique: an effect that happened twice is seen.
      up: async (db) => {
        await sql`CREATE TABLE effect
          (id text NOT NULL, pid integer NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())`.execute(
          db,
        );
      },
    },
  },
});
