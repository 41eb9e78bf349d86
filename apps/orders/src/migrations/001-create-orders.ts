import type { Migration } from 'kysely/migration';

export const createOrders: Migration = {
  async up(db) {
    await db.schema
      .createTable('orders')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('total', 'integer')
      .execute();
    await db.schema
      .createIndex('orders_by_customer')
      .on('orders')
      .columns(['customer_id', 'status', 'id'])
      .execute();
    await db.schema
      .createTable('order_lines')
      .addColumn('order_id', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('product_id', 'text', (column) => column.notNull())
      .addColumn('quantity', 'integer', (column) => column.notNull())
      .addColumn('price', 'integer')
      .addPrimaryKeyConstraint('order_lines_pk', ['order_id', 'position'])
      .execute();
  },
};
