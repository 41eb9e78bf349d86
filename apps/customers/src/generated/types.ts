// Generated from the schema by codegen; do not edit.
// The types of customers, as records and handlers carry them.

import type { CustomerId } from './ids.js';

/** A Customer as records carry it: by its key. */
export interface CustomerRef {
  readonly __typename?: 'Customer';
  /** Names the customer for ever. */
  readonly id: CustomerId;
}

/** Published once a customer has been registered. */
export interface CustomerRegisteredData {
  /** The id of the new customer. */
  readonly customerId: CustomerId;
  /** The new customer. */
  readonly customer: CustomerRef;
}

/** Who is to be registered. */
export interface RegisterCustomerInput {
  /** How the customer wants to be called. */
  readonly name: string;
  /** Where the customer is written to. */
  readonly email: string;
}

/** What comes of registering a customer. */
export type RegisterCustomerResult =
  | (CustomerRef & { readonly __typename: 'Customer' })
  | (EmailTaken & { readonly __typename: 'EmailTaken' });

/** Another customer is registered under this address. */
export interface EmailTaken {
  readonly __typename?: 'EmailTaken';
  /** The address that is taken. */
  readonly email: string;
}

/** A page of customers. */
export interface CustomerConnection {
  readonly __typename?: 'CustomerConnection';
  /** The customers of this page. */
  readonly edges: readonly CustomerEdge[];
  /** Where this page stands among the others. */
  readonly pageInfo: PageInfo;
}

/** A customer on a page. */
export interface CustomerEdge {
  readonly __typename?: 'CustomerEdge';
  /** Names this place, for `after`. */
  readonly cursor: string;
  /** The customer. */
  readonly node: CustomerRef;
}

/** Where a page stands among the others. */
export interface PageInfo {
  readonly __typename?: 'PageInfo';
  /** Whether anything follows this page. */
  readonly hasNextPage: boolean;
  /** Whether anything precedes this page. */
  readonly hasPreviousPage: boolean;
  /** The first place of this page; null when it is empty. */
  readonly startCursor: string | null;
  /** The last place of this page; null when it is empty. */
  readonly endCursor: string | null;
}

/** Someone who places orders. */
export interface Customer {
  readonly __typename?: 'Customer';
  /** Names the customer for ever. */
  readonly id: CustomerId;
  /** How the customer wants to be called. */
  readonly name: string;
  /** Where the customer is written to. No two customers share one. */
  readonly email: string;
}

/** What names a Customer when it is loaded. */
export type CustomerKey = { readonly id: CustomerId };

/** What registerCustomer is called with. */
export interface RegisterCustomerArgs {
  /** Who is to be registered. */
  readonly input: RegisterCustomerInput;
}

/** What comes of registerCustomer: entities by key, everything else by value, each with its `__typename`. */
export type RegisterCustomerOutcome = RegisterCustomerResult;

/** What Query.customer is asked with. */
export interface QueryCustomerArgs {
  /** Which customer. */
  readonly id: string;
}

/** What Query.customers is asked with. */
export interface QueryCustomersArgs {
  /** How many to return, at most 100. */
  readonly first?: number | null;
  /** Return what follows this cursor. */
  readonly after?: string | null;
}
