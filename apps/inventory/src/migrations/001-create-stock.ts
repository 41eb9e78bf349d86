import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const createStock: Migration = {
  async up(db) {
    await db.schema
      .createTable('products')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('price', 'integer', (column) => column.notNull())
      .addColumn('in_stock', 'integer', (column) => column.notNull().check(sql`in_stock >= 0`))
      .execute();
    await db.schema
      .createTable('reservations')
      .addColumn('order_id', 'text', (column) => column.notNull())
      .addColumn('product_id', 'text', (column) => column.notNull())
      .addColumn('quantity', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('reservations_pk', ['order_id', 'product_id'])
      .execute();
  },
};
