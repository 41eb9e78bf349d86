import { runGateway } from '@metamorphosis/cli';

await runGateway(process.argv.slice(2));
