// Generated from the schema by codegen; do not edit.
// members as the runtime knows it.

import type { ServiceDefinition } from '@metamorphosis/core';
import { readFileSync } from 'node:fs';
import { checkJoinArgs, checkJoinResult } from './checks.js';
import { MemberJoined } from './events.js';
import {
  checkJoinArgsLimits,
  checkMemberPaymentsArgsLimits,
  checkQueryMembersArgsLimits,
} from './limits.js';
import type { JoinArgs } from './types.js';

/** The service as its SDL declares it. */
export const membersService: ServiceDefinition = {
  name: 'members',
  subgraphSdl: sdl('schema.graphql'),
  eventsSdl: sdl('events.graphql'),
  commands: [
    {
      service: 'members',
      name: 'join',
      type: 'members.join',
      queue: 'commands',
      timing: ['SYNC', 'ASYNC'],
      timeoutMs: 10000,
      expire: false,
      keyOf: (args: JoinArgs) => args.input.email,
      checkArgs: checkJoinArgs,
      checkResult: checkJoinResult,
      checkLimits: checkJoinArgsLimits,
      rejections: ['AlreadyMember'],
    },
  ],
  events: [MemberJoined],
  queries: ['member', 'members'],
  limits: {
    'Query.members': checkQueryMembersArgsLimits,
    'Member.payments': checkMemberPaymentsArgsLimits,
  },
  entities: [
    {
      name: 'Member',
      keys: [['id']],
      resolvedFields: ['payments'],
      loads: true,
    },
  ],
};

/** SDL stays among the sources: the same path leads there from src and from dist. */
function sdl(name: string): string {
  return readFileSync(new URL(`../../src/generated/${name}`, import.meta.url), 'utf8');
}
