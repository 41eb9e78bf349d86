// For `node --import`: prints at the end which files were loaded as modules.
import { registerHooks } from 'node:module';

const loaded = [];
registerHooks({
  load: (url, context, next) => {
    if (url.startsWith('file:')) loaded.push(url);
    return next(url, context);
  },
});
process.on('exit', () => process.stdout.write(loaded.map((url) => `loaded ${url}\n`).join('')));
