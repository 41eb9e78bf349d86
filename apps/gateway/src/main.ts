import { runGateway } from '@metamorphosis/cli/gateway';

await runGateway(process.argv.slice(2));
