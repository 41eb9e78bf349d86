import type { CustomerId } from './generated/ids.js';

/** The tables of the customers service. */
export interface Database {
  customers: CustomerTable;
}

/** Everybody who registered. */
export interface CustomerTable {
  id: CustomerId;
  name: string;
  /** In lower case: addresses that differ in case only are one. */
  email: string;
}
