// Generated from the schema by codegen; do not edit.
// The commands of the schema, for createClient.

import { defineCommand } from '@metamorphosis/client';
import {
  RegisterCustomerCommandDocument,
  SubmitRegisterCustomerDocument,
  RegisterCustomerUpdatesDocument,
  RestockCommandDocument,
  SubmitRestockDocument,
  RestockUpdatesDocument,
  PlaceOrderCommandDocument,
  SubmitPlaceOrderDocument,
  PlaceOrderUpdatesDocument,
  CancelOrderCommandDocument,
  SubmitCancelOrderDocument,
  CancelOrderUpdatesDocument,
  type RegisterCustomerUpdatesSubscription,
  type RegisterCustomerCommandMutationVariables,
  type RestockUpdatesSubscription,
  type RestockCommandMutationVariables,
  type PlaceOrderUpdatesSubscription,
  type PlaceOrderCommandMutationVariables,
  type CancelOrderUpdatesSubscription,
  type CancelOrderCommandMutationVariables,
} from './graphql.js';

type RegisterCustomerAnswer = NonNullable<
  NonNullable<RegisterCustomerUpdatesSubscription['registerCustomerResult']>['result']
>;
type RestockAnswer = NonNullable<
  NonNullable<RestockUpdatesSubscription['restockResult']>['result']
>;
type PlaceOrderAnswer = NonNullable<
  NonNullable<PlaceOrderUpdatesSubscription['placeOrderResult']>['result']
>;
type CancelOrderAnswer = NonNullable<
  NonNullable<CancelOrderUpdatesSubscription['cancelOrderResult']>['result']
>;

export const commands = {
  /** Registers a customer. Commands of one address are handled in order. */
  registerCustomer: defineCommand<{
    input: RegisterCustomerCommandMutationVariables['input'];
    success: Exclude<RegisterCustomerAnswer, { readonly __typename: 'EmailTaken' }>;
    rejection: Extract<RegisterCustomerAnswer, { readonly __typename: 'EmailTaken' }>;
    timing: 'SYNC' | 'ASYNC';
  }>({
    name: 'registerCustomer',
    argument: 'input',
    rejections: ['EmailTaken'],
    call: RegisterCustomerCommandDocument,
    submit: SubmitRegisterCustomerDocument,
    updates: RegisterCustomerUpdatesDocument,
  }),
  /** Adds pieces to the stock of a product. Commands of one product are handled in order. */
  restock: defineCommand<{
    input: RestockCommandMutationVariables['input'];
    success: RestockAnswer;
    rejection: never;
    timing: 'SYNC' | 'ASYNC';
  }>({
    name: 'restock',
    argument: 'input',
    rejections: [],
    call: RestockCommandDocument,
    submit: SubmitRestockDocument,
    updates: RestockUpdatesDocument,
  }),
  /** Places an order. Commands of one customer are handled in order. */
  placeOrder: defineCommand<{
    input: PlaceOrderCommandMutationVariables['input'];
    success: Exclude<PlaceOrderAnswer, { readonly __typename: 'TooManyOpenOrders' }>;
    rejection: Extract<PlaceOrderAnswer, { readonly __typename: 'TooManyOpenOrders' }>;
    timing: 'SYNC' | 'ASYNC';
  }>({
    name: 'placeOrder',
    argument: 'input',
    rejections: ['TooManyOpenOrders'],
    call: PlaceOrderCommandDocument,
    submit: SubmitPlaceOrderDocument,
    updates: PlaceOrderUpdatesDocument,
  }),
  /** Takes an order back. Commands of one order are handled in order. */
  cancelOrder: defineCommand<{
    input: CancelOrderCommandMutationVariables['input'];
    success: Exclude<CancelOrderAnswer, { readonly __typename: 'NotCancellable' }>;
    rejection: Extract<CancelOrderAnswer, { readonly __typename: 'NotCancellable' }>;
    timing: 'SYNC' | 'ASYNC';
  }>({
    name: 'cancelOrder',
    argument: 'input',
    rejections: ['NotCancellable'],
    call: CancelOrderCommandDocument,
    submit: SubmitCancelOrderDocument,
    updates: CancelOrderUpdatesDocument,
  }),
};
