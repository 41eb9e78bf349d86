// Generated from the schema by codegen; do not edit.
// Says what is wrong with records of members.

import type { Check, Problem } from '@metamorphosis/core';
import {
  checkOf,
  each,
  expected,
  inside,
  isDate,
  isDateTime,
  isEmailAddress,
  isFields,
  isFloat,
  isJSONObject,
  isNonEmptyString,
  isUUID,
  noOthers,
  unknownField,
} from '@metamorphosis/core/checks';

const JOIN_INPUT_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'email',
  'born',
  'card',
  'site',
  'interests',
  'deposit',
  'pays',
  'friends',
]);

/** What is wrong with the arguments of join. */
export const checkJoinArgs: Check = checkOf(joinArgs);

/** What is wrong with a result of join. */
export const checkJoinResult: Check = checkOf(joinOutcome);

/** What is wrong with the data of MemberJoined. */
export const checkMemberJoined: Check = checkOf(memberJoinedData);

function cardInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'CardInput', value);
  if (typeof value.number !== 'string') expected(problems, 'number', 'String', value.number);
  for (const name in value) {
    if (name !== 'number') unknownField(problems, name);
  }
}

function payInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'PayInput', value);
  if (value.card != null) inside(problems, 'card', value.card, cardInput);
  if (value.invoiceTo != null && !isEmailAddress(value.invoiceTo))
    expected(problems, 'invoiceTo', 'EmailAddress', value.invoiceTo);
  for (const name in value) {
    if (name !== 'card' && name !== 'invoiceTo') unknownField(problems, name);
  }
}

function joinInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'JoinInput', value);
  if (!isNonEmptyString(value.name)) expected(problems, 'name', 'NonEmptyString', value.name);
  if (!isEmailAddress(value.email)) expected(problems, 'email', 'EmailAddress', value.email);
  if (value.born != null && !isDate(value.born)) expected(problems, 'born', 'Date', value.born);
  if (value.card != null && typeof value.card !== 'string')
    expected(problems, 'card', 'String', value.card);
  if (value.site != null && typeof value.site !== 'string')
    expected(problems, 'site', 'String', value.site);
  each(problems, 'interests', '[String!]', value.interests, (item, problems) => {
    if (typeof item !== 'string') expected(problems, '', 'String', item);
  });
  if (value.deposit != null && !isFloat(value.deposit))
    expected(problems, 'deposit', 'Float', value.deposit);
  inside(problems, 'pays', value.pays, payInput);
  if (value.friends != null) each(problems, 'friends', '[JoinInput!]', value.friends, joinInput);
  noOthers(problems, value, JOIN_INPUT_FIELDS);
}

function joinArgs(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'JoinArgs', value);
  inside(problems, 'input', value.input, joinInput);
  if (value.note != null && typeof value.note !== 'string')
    expected(problems, 'note', 'String', value.note);
  for (const name in value) {
    if (name !== 'input' && name !== 'note') unknownField(problems, name);
  }
}

function memberKey(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Member', value);
  if (!isUUID(value.id)) expected(problems, 'id', 'UUID', value.id);
  for (const name in value) {
    if (name !== '__typename' && name !== 'id') unknownField(problems, name);
  }
}

function alreadyMember(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'AlreadyMember', value);
  if (!isDate(value.since)) expected(problems, 'since', 'Date', value.since);
}

function joinOutcome(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'JoinResult', value);
  switch (value.__typename) {
    case 'Member':
      return memberKey(value, problems);
    case 'AlreadyMember':
      return alreadyMember(value, problems);
    default:
      expected(problems, '__typename', 'Member or AlreadyMember', value.__typename);
  }
}

function memberJoinedData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'MemberJoined', value);
  if (!isUUID(value.memberId)) expected(problems, 'memberId', 'UUID', value.memberId);
  if (!isEmailAddress(value.email)) expected(problems, 'email', 'EmailAddress', value.email);
  if (!isDateTime(value.at)) expected(problems, 'at', 'DateTime', value.at);
  if (value.extras != null && !isJSONObject(value.extras))
    expected(problems, 'extras', 'JSONObject', value.extras);
}
