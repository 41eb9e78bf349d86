// Generated from the schema by codegen; do not edit.
// Says what is wrong with events of members.

import type { Check, Problem } from '@metamorphosis/core';
import {
  checkOf,
  expected,
  isDateTime,
  isEmailAddress,
  isFields,
  isJSONObject,
  isUUID,
} from '@metamorphosis/core/checks';

/** What is wrong with the data of MemberJoined. */
export const checkMemberJoined: Check = checkOf(memberJoinedData);

function memberJoinedData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'MemberJoined', value);
  if (!isUUID(value.memberId)) expected(problems, 'memberId', 'UUID', value.memberId);
  if (!isEmailAddress(value.email)) expected(problems, 'email', 'EmailAddress', value.email);
  if (!isDateTime(value.at)) expected(problems, 'at', 'DateTime', value.at);
  if (value.extras != null && !isJSONObject(value.extras))
    expected(problems, 'extras', 'JSONObject', value.extras);
}
