import { DeskMachinesModule } from './generated/module.js';
import { migrations } from './migrations/index.js';
import { Open } from './open/open.handler.js';

/** The service desk-machines: each part that its SDL declares, and its consumers. */
export const deskMachines = DeskMachinesModule.register({
  entities: {},
  commands: { open: Open },
  consumers: [],
  migrations,
});
