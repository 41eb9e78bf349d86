import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ConsumerDescription } from '@metamorphosis/contract';
import { configSchema } from './config-schema.js';
import { defaultConfig } from './default-config.js';
import { mergeSettings, readEnvironment, variableOf } from './environment.js';
import { CONSUMER_FIELDS } from './fields.js';
import { readConfig, type Catalogue } from './read-config.js';

const commands: ConsumerDescription = {
  name: 'commands',
  kind: 'commands',
  group: 'orders.commands',
  topics: ['orders.commands'],
};
const stock: ConsumerDescription = {
  name: 'stock-outcome',
  kind: 'events',
  group: 'orders.stock-outcome',
  topics: ['inventory.events'],
  guarantee: 'effectively-once',
};
const catalogue: Catalogue = new Map([['orders', [commands, stock]]]);
const read = (text: string) => readConfig('gregor.yaml', text, catalogue);
const ofOrders = (text: string) =>
  read(`services:\n  orders:\n    consumers:\n${text.replace(/^/gm, '      ')}`).services?.get(
    'orders',
  );
function problemsOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID' });
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}

test('everything that can be said of a consumer is understood, in milliseconds and bytes', () => {
  const text = `
commands:
  processes: 2
  concurrency: 8
  guarantee: at-least-once
  recycle: { afterRecords: 1000, jitter: 0.2, maxAge: 6h, maxMemory: 512MiB }
  retry:
    { maxAttempts: 9, inPlace: 2, firstDelay: 250ms, maxDelay: 1.5m,
      byError: { CardDeclined: dead-letter, ETIMEDOUT: { maxAttempts: 20, firstDelay: 5s } } }
  start: { from: earliest }
stock-outcome:
  processes: 0
  start: { from: latest }`;
  expect(ofOrders(text)).toEqual({
    commands: {
      processes: 2,
      concurrency: 8,
      guarantee: 'at-least-once',
      recycling: { afterRecords: 1000, jitter: 0.2, maxAgeMs: 21_600_000, maxMemoryBytes: 2 ** 29 },
      retry: {
        ...{ maxAttempts: 9, inPlace: 2, firstMs: 250, maxMs: 90_000 },
        byError: { CardDeclined: 'dead-letter', ETIMEDOUT: { maxAttempts: 20, firstMs: 5000 } },
      },
      startFrom: 'earliest',
    },
    'stock-outcome': { processes: 0, startFrom: 'latest' },
  });
});

test('a file may say nothing, a service nothing, a consumer nothing', () => {
  expect(read('')).toEqual({});
  expect(read('name: n1')).toEqual({ name: 'n1' });
  expect(read('services:\n  orders:')).toEqual({ services: new Map([['orders', {}]]) });
  expect(ofOrders('commands:')).toEqual({ commands: {} });
});

test.each([
  [
    'processes: -1',
    '4:30: services.orders.consumers.commands.processes: -1 is not allowed. Allowed: a whole number, 0 or more',
  ],
  ['processes: two', '"two" is not allowed'],
  ['concurrency: 0', 'Allowed: a whole number, 1 or more'],
  [
    'recycle: { maxAge: 5 }',
    'commands.recycle.maxAge: 5 is not allowed. Allowed: a time with its unit',
  ],
  ['recycle: { maxMemory: 1GB }', 'Allowed: an amount of memory with its unit'],
  ['recycle: { jitter: 2 }', 'Allowed: a number from 0 to 1'],
  [
    'recycle: 7',
    'commands.recycle: must be a map. Allowed keys: afterRecords, jitter, maxAge, maxMemory',
  ],
  [
    'recycling: {}',
    'commands.recycling: is not known here. Allowed: processes, concurrency, guarantee, recycle, retry, start',
  ],
  [
    'retry: { byError: { CardDeclined: never } }',
    '4:53: services.orders.consumers.commands.retry.byError.CardDeclined: "never" is not allowed. Allowed: dead-letter, or a map of maxAttempts (a whole number, 1 or more), inPlace',
  ],
  [
    'retry: { byError: { TypeError: { firstdelay: 5s } } }',
    'retry.byError.TypeError: {"firstdelay":"5s"} is not allowed. Allowed: dead-letter, or a map of',
  ],
  ['retry: { byError: { TypeError: } }', 'retry.byError.TypeError: null is not allowed'],
  ['retry: { byError: 7 }', 'retry.byError: 7 is not allowed. Allowed: a map from names'],
  ['guarantee: exactly-once', 'Allowed: effectively-once, at-least-once, at-most-once'],
  ['guarantee: at-most-once', 'Allowed: effectively-once, at-least-once'],
  [
    'start: { from: latest }',
    'commands.start.from: commands that were accepted before would be lost',
  ],
])('%s is refused: with line, key and what is allowed', (line, expected) => {
  expect(problemsOf(() => ofOrders(`commands: { ${line} }`))).toContain(expected);
});

test('a guarantee that the code does not declare is refused', () => {
  const message = problemsOf(() => ofOrders('stock-outcome: { guarantee: at-least-once }'));
  expect(message).toContain('stock-outcome declares effectively-once in its code');
});

test('unknown services, consumers and keys are refused with those that there are, all in one message', () => {
  const message = problemsOf(() =>
    read(
      'colour: red\nname: a b\nservices:\n  order:\n  orders:\n    consumers:\n      command:\n        processes: 1',
    ),
  );
  expect(message.split('\n').slice(1)).toEqual([
    '  gregor.yaml:1:1: colour: is not known here. Allowed: name, services',
    '  gregor.yaml:2:7: name: "a b" is not allowed. Allowed: letters, digits, ".", "_" and "-", 100 at most',
    '  gregor.yaml:4:3: services.order: is not known here. Allowed: orders',
    '  gregor.yaml:7:7: services.orders.consumers.command: is not known here. Allowed: commands, stock-outcome',
  ]);
});

test('what is no YAML, or says a key twice, is refused with its line', () => {
  expect(problemsOf(() => read('services: [\n'))).toContain('gregor.yaml:2:1');
  expect(problemsOf(() => read('name: a\nname: b'))).toContain(
    'gregor.yaml:2:1: Map keys must be unique',
  );
});

test('the default configuration says nothing beyond the defaults, and every line of it can be switched on', () => {
  const text = defaultConfig(catalogue, './gregor.schema.json');
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./gregor.schema.json');
  expect(read(text)).toEqual({
    services: new Map([['orders', { commands: {}, 'stock-outcome': {} }]]),
  });
  const on = text.replace(/^(\s*)# (\s*[a-zA-Z]+:( .*)?)$/gm, '$1  $2');
  const { services } = read(on.replace(/^ {2}name:/m, 'name:'));
  const { commands: said } = services?.get('orders') ?? {};
  expect(said).toMatchObject({
    processes: 2,
    concurrency: 64,
    recycling: { afterRecords: 1_000_000, maxAgeMs: 604_800_000 },
    retry: {
      ...{ maxAttempts: 10, inPlace: 3, firstMs: 100, maxMs: 60_000 },
      byError: { TypeError: 'dead-letter', ETIMEDOUT: { maxAttempts: 20, firstMs: 5000 } },
    },
    startFrom: 'earliest',
  });
});

test('the schema knows every consumer and every field, and nothing else', () => {
  const schema = configSchema(catalogue) as never as { properties: Record<string, never> };
  const text = JSON.stringify(schema);
  for (const { path } of CONSUMER_FIELDS) expect(text).toContain(`"${path.at(-1) ?? ''}"`);
  const services = schema.properties['services'] as unknown as {
    properties: { orders: { properties: { consumers: { properties: object } } } };
    additionalProperties: boolean;
  };
  expect(Object.keys(services.properties.orders.properties.consumers.properties)).toEqual([
    'commands',
    'stock-outcome',
  ]);
  expect(services.additionalProperties).toBe(false);
  expect(parse(text)).toEqual(schema);
});

test('the environment sets any field of any consumer, and stands above the file', () => {
  const environment = {
    METAMORPHOSIS_NODE__ORDERS__COMMANDS__PROCESSES: '3',
    METAMORPHOSIS_NODE__ORDERS__STOCK_OUTCOME__RECYCLE__MAX_AGE: '2h',
    OTHER: 'x',
  };
  const found = readEnvironment(environment, catalogue).get('orders');
  expect(found).toEqual({
    commands: { processes: 3 },
    'stock-outcome': { recycling: { maxAgeMs: 7_200_000 } },
  });
  const file = ofOrders(
    'commands: { processes: 1, concurrency: 9 }\nstock-outcome: { recycle: { afterRecords: 5 } }',
  );
  expect(mergeSettings(found, file)).toEqual({
    commands: { processes: 3, concurrency: 9 },
    'stock-outcome': { recycling: { maxAgeMs: 7_200_000, afterRecords: 5 } },
  });
  expect(variableOf('orders', 'commands.imports', { path: ['start', 'from'] })).toBe(
    'METAMORPHOSIS_NODE__ORDERS__COMMANDS_IMPORTS__START__FROM',
  );
});

test('the environment says what errors of a type mean as the file does, and beside it', () => {
  const variable = 'METAMORPHOSIS_NODE__ORDERS__COMMANDS__RETRY__BY_ERROR';
  const environment = { [variable]: '{ TypeError: dead-letter, E1: { maxDelay: 1h } }' };
  const found = readEnvironment(environment, catalogue).get('orders');
  const file = ofOrders(
    'commands: { retry: { inPlace: 1, byError: { E1: dead-letter, E2: dead-letter } } }',
  );
  expect(mergeSettings(found, file)['commands']?.retry).toEqual({
    inPlace: 1,
    byError: { TypeError: 'dead-letter', E1: { maxMs: 3_600_000 }, E2: 'dead-letter' },
  });
  for (const wrong of ['{', 'dead-letter', '{ E1: often }', '[1]']) {
    const message = problemsOf(() => readEnvironment({ [variable]: wrong }, catalogue));
    expect(message).toContain(`${variable}="${wrong}" is not allowed. Allowed: a map from`);
  }
});

test('a variable that sets nothing, or what is not allowed, is refused', () => {
  const message = problemsOf(() =>
    readEnvironment(
      {
        METAMORPHOSIS_NODE__ORDERS__COMMANDS__PROCESSES: '-3',
        METAMORPHOSIS_NODE__ORDERS__COMMAND__PROCESSES: '3',
        METAMORPHOSIS_NODE__ORDERS__COMMANDS__START__FROM: 'latest',
      },
      catalogue,
    ),
  );
  expect(message).toContain('METAMORPHOSIS_NODE__ORDERS__COMMANDS__PROCESSES="-3" is not allowed');
  expect(message).toContain('METAMORPHOSIS_NODE__ORDERS__COMMAND__PROCESSES sets nothing');
  expect(message).toContain('would be lost');
});
