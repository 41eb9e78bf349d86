/** Pages whose commands another spec runs. */
export const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'docs/guides/ten-minutes.md': 'e2e/ten-minutes/ten-minutes.e2e.spec.ts',
  'docs/guides/subscriptions.md': 'libs/gateway/src/streams/guide.unit.spec.ts',
};

const SERVES = 'It serves until it is stopped';
const GOES_ON = 'It goes on until it is stopped';

/**
 * Commands of the documentation that are not run here, word by word, and why. Whatever is not listed is run: a new command that
 * cannot be run is red until somebody has decided.
 */
export const NOT_RUN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'README.md': {
    'npm install && npm start': `${SERVES}; e2e/start does that`,
    'npm install && npm test': 'It is what runs this',
    'npx gregor subscribe orderStatusChanged': `${GOES_ON}; e2e/cli does that in one process`,
  },
  'CONTRIBUTING.md': {
    'npm install': 'It was done before this',
    'npm run build': 'It was done before this',
    'npx vitest run --project unit libs/core': 'It is part of what runs this',
    'npx nx release plan minor --message "Handlers may yield progress." --only-touched=false':
      'It writes a plan into the repository',
  },
  'libs/cli/README.md': {
    'npx @metamorphosis/cli new shop':
      'It asks the registry; e2e/ten-minutes does that with what is packed here',
    'cd shop': 'As above',
    'npm start': `${SERVES}; e2e/ten-minutes does that`,
  },
  'docs/guides/gateway.md': {
    'npx gregor gateway --supergraph supergraph.graphql --port 4000': `${SERVES}; e2e/gateway-alone does that`,
    'METAMORPHOSIS_LIMITS=maxDepth=20,maxRequests=500 npm start': SERVES,
    "METAMORPHOSIS_JWT_ISSUERS='https://id.example https://id.example/.well-known/jwks.json' \\\nMETAMORPHOSIS_JWT_AUDIENCE=shop npm start":
      SERVES,
    'curl -s http://127.0.0.1:9464/metrics | grep metamorphosis_gateway_':
      'The gateway of the examples serves no metrics; libs/gateway/src/metrics asks one that does',
  },
  'docs/guides/manager.md': {
    'AUTH_CODE_FILE=.metamorphosis/auth-code npm start': `${SERVES}; e2e/start does that`,
    'MANAGER=1 AUTH_CODE_FILE=.metamorphosis/auth-code METAMORPHOSIS_SUBGRAPHS=orders=http://127.0.0.1:4101/graphql \\\n  node apps/gateway/dist/main.js': `${SERVES}; e2e/manager does that`,
    'npx gregor status --watch': GOES_ON,
  },
  'docs/guides/running-consumers.md': {
    'npm run build': 'It was done before this',
    'npx gregor node': `${SERVES}; e2e/node does that`,
    'npx gregor node --name node-2 --services orders,inventory': `${SERVES}; e2e/node does that`,
    'npx gregor node --config gregor.yaml': `${SERVES}; e2e/node does that`,
  },
};
