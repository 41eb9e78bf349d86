/** Where the page's own parts lie. */
export const ASSETS_PATH = '/graphiql/';

/** What differs from one page to another. */
export interface GraphiqlPage {
  readonly title: string;
  /** What stands in the editor at first. */
  readonly query: string;
  /** What stands in the editor of headers at first. */
  readonly headers: string | undefined;
  /** Whether the browser keeps headers. */
  readonly keepHeaders: boolean;
}

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

/** The page of the public schema. */
export const PUBLIC_PAGE: GraphiqlPage = {
  title: 'GraphiQL',
  query: EXAMPLE,
  headers: undefined,
  keepHeaders: true,
};

/** The page: everything it loads comes from this server. */
export const pageOf = ({ title }: GraphiqlPage): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
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
export function pageScript(path: string, page: GraphiqlPage): string {
  return `'use strict';
const at = new URL(${JSON.stringify(path)}, location.href);
const live = new URL(at);
live.protocol = at.protocol === 'https:' ? 'wss:' : 'ws:';
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: at.href, subscriptionUrl: live.href }),
    defaultQuery: ${JSON.stringify(page.query)},
    defaultHeaders: ${JSON.stringify(page.headers ?? '')},
    shouldPersistHeaders: ${String(page.keepHeaders)},
  }),
);
`;
}
