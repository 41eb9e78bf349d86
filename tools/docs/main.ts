import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configurationPage } from './configuration.ts';
import { gatewayConfigurationPage } from './gateway-configuration.ts';
import { gallery, sdlErrorsPage } from './sdl-errors/page.ts';

const pages = {
  'docs/configuration.md': configurationPage(),
  'docs/gateway-configuration.md': gatewayConfigurationPage(),
  'docs/reference/sdl-errors.md': sdlErrorsPage(await gallery()),
};
for (const [path, text] of Object.entries(pages)) {
  const file = join(import.meta.dirname, '../..', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`${path} is written.`);
}
