import { pascalCase } from '../model/names.js';

/** The arguments of a command: `PlaceOrderArgs`. */
export function commandArgs(command: string): string {
  return `${pascalCase(command)}Args`;
}

/** What comes of a command: `PlaceOrderOutcome`. */
export function commandOutcome(command: string): string {
  return `${pascalCase(command)}Outcome`;
}

/** The abstract class that handles a command: `PlaceOrderHandler`. */
export function commandHandler(command: string): string {
  return `${pascalCase(command)}Handler`;
}

/** The arguments of a field: `QueryOrderArgs`, `CustomerOrdersArgs`. */
export function fieldArgs(parent: string, field: string): string {
  return `${parent}${pascalCase(field)}Args`;
}

/** The abstract class that loads and resolves an entity: `OrderEntity`. */
export function entityClass(entity: string): string {
  return `${entity}Entity`;
}
