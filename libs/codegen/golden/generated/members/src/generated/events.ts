// Generated from the schema by codegen; do not edit.
// The events that members publishes.

import { newEvent, type EventDefinition, type NewEvent } from '@metamorphosis/core';
import { checkMemberJoined } from './checks.js';
import type { MemberJoinedData } from './types.js';

/** Published when somebody has joined. */
export const MemberJoined: EventDefinition<'MemberJoined', MemberJoinedData> = {
  service: 'members',
  name: 'MemberJoined',
  type: 'members.MemberJoined',
  keyOf: (data) => data.memberId,
  check: checkMemberJoined,
};

/** Makes an event MemberJoined, to be published by a handler. */
export function memberJoined(data: MemberJoinedData): NewEvent<'MemberJoined', MemberJoinedData> {
  return newEvent(MemberJoined, data);
}
