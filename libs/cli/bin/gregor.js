#!/usr/bin/env node
// Plain JavaScript that any Node understands: what an old one is told must not depend on what it lacks.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `gregor needs Node 24 or newer; this is Node ${process.versions.node}. Install it, or give it to the project by npm install --save-dev node@24, and run: npx gregor`,
  );
  process.exit(1);
}
const { run } = await import('../dist/run.js');
await run(process.argv);
