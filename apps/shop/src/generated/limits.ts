// Generated from the schema by codegen; do not edit.
// What inputs must keep, for forms.

/** Limits of `@constraint` by coordinate. Services check them before a command is accepted; a form may do so before it is sent. */
export const limits = {
  'OrderLineInput.quantity': { min: 1 },
  'PlaceOrderInput.lines': { minItems: 1 },
  'RegisterCustomerInput.name': { maxLength: 200 },
  'RestockInput.quantity': { min: 1 },
} as const;
