import { pascalCase } from '../model/names.js';

/** The mutation that submits a command without waiting: `placeOrderAsync`. */
export function asyncFieldName(command: string): string {
  return `${command}Async`;
}

/** The query and the subscription that tell where a command stands: `placeOrderResult`. */
export function resultFieldName(command: string): string {
  return `${command}Result`;
}

/** What they answer: `PlaceOrderUpdate`. */
export function updateTypeName(command: string): string {
  return `${pascalCase(command)}Update`;
}
