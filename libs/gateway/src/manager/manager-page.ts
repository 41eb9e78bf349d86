import type { GraphiqlPage } from '../graphiql/graphiql-page.js';

/** GraphiQL for operators: the page needs no code, what is asked on it does. */
export const MANAGER_PAGE: GraphiqlPage = {
  title: 'Service web',
  query: `# The service web: nodes, services, consumers, workers. Put the auth code into Headers, below.

query Web {
  nodes { name state cpu lastHeartbeat }
  consumers { service name node desiredProcesses actualProcesses paused lagRecords lagSeconds rate }
  workers { node service consumers pid state recordsHandled }
}

# mutation Scale {
#   scaleConsumer(service: "orders", consumer: "commands", processes: 3) { node outcome reason }
# }
`,
  headers: '{ "x-auth-code": "" }',
  // A code that a browser keeps is a code that others find.
  keepHeaders: false,
};
