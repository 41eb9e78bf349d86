export { SECRETS, startGateway, TOPIC, type TestGateway } from './testing/start-gateway.js';
export { startIssuer, type TestIssuer } from './testing/start-issuer.js';
