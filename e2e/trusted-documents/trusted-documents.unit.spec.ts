import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import {
  buildClientSchema,
  getIntrospectionQuery,
  printSchema,
  type IntrospectionQuery,
} from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import { readManifest } from '@metamorphosis/gateway';
import { startGateway } from '@metamorphosis/gateway/testing';

const DOCUMENT = 'query Customer($id: ID!) { customer(id: $id) { name } }';

/** What graphql-codegen's client preset writes for an application with one operation. */
async function manifestOf(schema: string): Promise<string> {
  const files = (await generate(
    {
      schema,
      documents: [DOCUMENT],
      generates: {
        'src/generated/': { preset: 'client', presetConfig: { persistedDocuments: true } },
      },
      silent: true,
      errorsOnly: true,
    },
    false,
  )) as readonly { filename: string; content: string }[];
  const file = files.find(({ filename }) => filename.endsWith('persisted-documents.json'));
  if (!file) throw new Error(`no manifest among ${files.map(({ filename }) => filename).join()}`);
  return file.content;
}

test('the manifest of the client preset tells which documents are trusted, by the ids that its clients send', async () => {
  const open = await startGateway({ mode: 'development' });
  const { data } = (await open.query(getIntrospectionQuery())) as { data: IntrospectionQuery };
  const folder = await mkdtemp(join(tmpdir(), 'trusted-documents-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'persisted-documents.json');
  await writeFile(file, await manifestOf(printSchema(buildClientSchema(data))));

  const documents = readManifest(file);
  const [id] = documents.keys();
  const trusting = await startGateway({ documents: { trusted: { documents } } });
  const ask = async (body: object): Promise<unknown> => (await trusting.post(body)).json();
  const variables = { id: 'ada' };
  const ada = { data: { customer: { name: 'Ada' } } };
  expect(await ask({ documentId: id, variables })).toEqual(ada);
  expect(await ask({ query: DOCUMENT, variables })).toEqual(ada);
  const other = 'query Other($id: ID!) { customer(id: $id) { id } }';
  expect(await ask({ query: other, variables })).toMatchObject({
    errors: [{ extensions: { code: 'DOCUMENT_UNTRUSTED' } }],
  });
});
