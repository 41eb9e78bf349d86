import { styleText } from 'node:util';

/** What the panel shows. */
export interface PanelFacts {
  readonly endpoint: string;
  readonly graphiql: string;
  readonly manager: string;
  /** The address of the project's page; undefined where it has none. */
  readonly shop: string | undefined;
  /** The code that was made for this run. One that was given is nobody's business. */
  readonly madeCode: string | undefined;
  readonly storage: readonly string[];
  readonly seconds: number;
  /** A document to begin with; without one GraphiQL is where to look around. */
  readonly example: string | undefined;
}

/** The short page that `gregor start` ends its start with. */
export function panel(facts: PanelFacts): string {
  const { endpoint, graphiql, manager, shop, madeCode, storage, seconds, example } = facts;
  const bold = (text: string): string => styleText('bold', text);
  const dim = (text: string): string => styleText('dim', text);
  const indented = (text: string): string => text.replace(/^/gm, '    ');
  return [
    '',
    `  ${styleText('green', '●')} ${bold('Metamorphosis is up')} ${dim(`(${seconds.toFixed(1)} s)`)}`,
    '',
    `  ${bold('Endpoint')}   ${endpoint}   ${dim('HTTP and WebSocket')}`,
    `  ${bold('GraphiQL')}   ${graphiql}`,
    ...(shop === undefined
      ? []
      : [`  ${bold('Shop')}       ${shop}   ${dim('a page on the client SDK: order, and watch')}`]),
    `  ${bold('Manager')}    ${manager}   ${dim('nodes, consumers, workers: see, scale, pause, stop')}`,
    madeCode === undefined
      ? `  ${bold('Auth code')}  ${dim('the one that was given')}`
      : `  ${bold('Auth code')}  ${madeCode}   ${dim('for the manager, made for this run')}`,
    ...storage.map((line, index) => `  ${index === 0 ? bold('Data') : '    '}       ${line}`),
    '',
    ...(example === undefined
      ? []
      : [`  ${bold('Try this')} in GraphiQL:`, '', indented(example), '']),
    `  ${dim('Ctrl-C stops everything.')}`,
    '',
  ].join('\n');
}
