import type { Migration } from 'kysely/migration';

export const createReviews: Migration = {
  async up(db) {
    await db.schema
      .createTable('reviews')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addUniqueConstraint('one_title_an_owner', ['owner', 'title'])
      .execute();
  },
};
