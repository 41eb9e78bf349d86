import { queries, type QueryName } from './catalogue.ts';
import type { Form } from './contenders.ts';

/** Bodies of requests. Identical: one body. Distinct: another variable in each, always as long. */
export function bodies(query: QueryName, form: Form): (n: number) => string {
  const start = `{"query":${JSON.stringify(queries[query])},"variables":{"turn":`;
  if (form === 'identical') return () => `${start}1000000}}`;
  const seed = 1_000_000 + Math.floor(Math.random() * 1_000_000);
  return (n) => `${start}${seed + n}}}`;
}
