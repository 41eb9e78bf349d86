import type { Migration } from 'kysely/migration';

export const createCustomers: Migration = {
  async up(db) {
    await db.schema
      .createTable('customers')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('email', 'text', (column) => column.notNull().unique())
      .execute();
  },
};
