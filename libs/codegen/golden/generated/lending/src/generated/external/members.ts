// Generated from the schema by codegen; do not edit.
// Events of members, to be handled.

import type { ForeignEventDefinition } from '@metamorphosis/core';
import { checkMemberJoined } from './members.checks.js';

/** Published when somebody has joined. */
export const MemberJoined: ForeignEventDefinition<'MemberJoined', MemberJoinedData> = {
  foreign: true,
  service: 'members',
  name: 'MemberJoined',
  type: 'members.MemberJoined',
  keyOf: (data) => data.memberId,
  check: checkMemberJoined,
};

/** Published when somebody has joined. */
export interface MemberJoinedData {
  readonly memberId: string;
  readonly email: string;
  readonly at: string;
  readonly extras?: Readonly<Record<string, unknown>> | null;
}
