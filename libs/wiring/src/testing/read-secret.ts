import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../settings/read-settings.js';
import { readSecrets } from '../settings/secrets.js';

// The other process of a spec: says that it is there, waits for the file `go`, then reads the secrets of many data
// folders, one after the other.
const [folders = '', go = '', count = '0'] = process.argv.slice(2);
const settings = readSettings();
process.stdout.write('ready\n');
while (!existsSync(go));
const secrets = Array.from({ length: Number(count) }, (_, i) => {
  const dataDirectory = join(folders, String(i));
  return readSecrets({ ...settings, dataDirectory }).current.secret;
});
process.stdout.write(JSON.stringify(secrets));
