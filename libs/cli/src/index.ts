export { run } from './run.js';
export { runGateway } from './gateway/run-gateway.js';
