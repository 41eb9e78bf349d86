// Generated from the schema by codegen; do not edit.
// The events that desk-machines publishes.

import { newEvent, type EventDefinition, type NewEvent } from '@metamorphosis/core';
import { checkDrawerOpened } from './checks.js';
import type { DrawerOpenedData } from './types.js';

/** Published when a drawer was opened. */
export const DrawerOpened: EventDefinition<'DrawerOpened', DrawerOpenedData> = {
  service: 'desk-machines',
  name: 'DrawerOpened',
  type: 'desk-machines.DrawerOpened',
  keyOf: (data) => data.machine,
  check: checkDrawerOpened,
};

/** Makes an event DrawerOpened, to be published by a handler. */
export function drawerOpened(data: DrawerOpenedData): NewEvent<'DrawerOpened', DrawerOpenedData> {
  return newEvent(DrawerOpened, data);
}
