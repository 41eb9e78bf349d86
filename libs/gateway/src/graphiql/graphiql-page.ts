/** Where the page's own parts lie. */
export const ASSETS_PATH = '/graphiql/';

const EXAMPLE = `# GraphiQL asks the gateway behind this page. Ctrl-Space completes, Ctrl-Enter runs.
# Subscriptions run here, too, over WebSocket: open another tab (+), subscribe there, and mutate here.

query Start {
  __schema {
    queryType { fields { name description } }
    mutationType { fields { name } }
    subscriptionType { fields { name } }
  }
}
`;

/** The page: everything it loads comes from this server. */
export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${ASSETS_PATH}graphiql.css" />
    <link rel="stylesheet" href="${ASSETS_PATH}page.css" />
  </head>
  <body>
    <div id="graphiql">Loading GraphiQL...</div>
    <script src="${ASSETS_PATH}react.js"></script>
    <script src="${ASSETS_PATH}react-dom.js"></script>
    <script src="${ASSETS_PATH}graphiql.js"></script>
    <script src="${ASSETS_PATH}page.js"></script>
  </body>
</html>
`;

export const PAGE_STYLE = `html, body { height: 100%; margin: 0; }
#graphiql { height: 100vh; }
`;

/** Starts GraphiQL against the endpoint at `path`, with subscriptions on the same path. */
export function pageScript(path: string): string {
  return `'use strict';
const at = new URL(${JSON.stringify(path)}, location.href);
const live = new URL(at);
live.protocol = at.protocol === 'https:' ? 'wss:' : 'ws:';
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: at.href, subscriptionUrl: live.href }),
    defaultQuery: ${JSON.stringify(EXAMPLE)},
    shouldPersistHeaders: true,
  }),
);
`;
}
