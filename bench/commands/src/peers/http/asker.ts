import { Pool } from 'undici';
import { servePeer } from '../../peer-process.ts';
import { workMaker } from '../../work.ts';

// A client of the gateway: registers a customer with each call, over kept connections.
const MAX_CONNECTIONS = 256;
const url = new URL(process.argv[2] ?? '');
const pool = new Pool(url.origin, { connections: MAX_CONNECTIONS });
const newWork = workMaker({});
const headers = { 'content-type': 'application/json', accept: 'application/json' };
const query = /* GraphQL */ `
  mutation Register($input: RegisterCustomerInput!) {
    registerCustomer(input: $input) {
      __typename
    }
  }
`;

const call = async (): Promise<void> => {
  const { id, pad } = newWork();
  const input = { name: pad, email: `${id}@example.org` };
  const body = JSON.stringify({ query, variables: { input } });
  const answer = await pool.request({ path: url.pathname, method: 'POST', headers, body });
  const text = await answer.body.text();
  if (!text.includes('"Customer"')) throw new Error(text);
};

servePeer({ call, close: () => pool.close() });
