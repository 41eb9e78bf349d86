import { createCommandSender } from '@metamorphosis/core';
import { openPlatform, openService } from '@metamorphosis/wiring';
import { servePeer } from '../../peer-process.ts';
import { workMaker } from '../../work.ts';
import { SERVICE, work } from './service.ts';

// The subgraph's side: what a generated mutation does, without GraphQL around it.
const hasStore = process.argv[2] !== 'at-least-once';

function open(): Parameters<typeof createCommandSender>[0] {
  if (!hasStore) {
    const { log, board, logger, secrets } = openPlatform(`${SERVICE}-subgraph`);
    return { service: SERVICE, log, board, logger, secrets };
  }
  const { log, board, logger, settings, store } = openService(SERVICE, 'subgraph');
  const lookup = async (id: string) => (await store.outcome(id))?.update;
  return { service: SERVICE, log, board, logger, secrets: settings.secrets, lookup };
}

const sender = createCommandSender(open());
const newWork = workMaker({});

const call = async (): Promise<void> => {
  const args = newWork();
  const problems = work.checkArgs(args);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const { state, error } = await sender.call(work, args, {});
  if (state !== 'SUCCEEDED') throw new Error(`${state}: ${error?.message ?? ''}`);
};

servePeer({ call, close: () => sender.close() });
