// Plain syntax on purpose: this file must be readable by the old version that it turns away.
const needed = 24;
const running = Number(process.versions.node.split('.')[0]);
if (running < needed) {
  console.error(
    `Metamorphosis needs Node ${needed} or newer, but this is Node ${process.versions.node}: ` +
      'run it through npm (npm start, npm test), which uses the Node 24 that npm install puts into node_modules, or install Node 24.',
  );
  process.exit(1);
}
