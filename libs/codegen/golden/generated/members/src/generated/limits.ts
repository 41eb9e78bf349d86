// Generated from the schema by codegen; do not edit.
// Holds arguments against the limits that members sets.

import type { Check, Problem } from '@metamorphosis/core';
import {
  above,
  atLeast,
  atMost,
  below,
  eachItem,
  exactlyOne,
  inFormat,
  isURL,
  itemsAtLeast,
  itemsAtMost,
  limitsOf,
  longAtLeast,
  longAtMost,
  matches,
  multipleOf,
  within,
} from '@metamorphosis/core/checks';
import type {
  CardInput,
  JoinArgs,
  JoinInput,
  MemberPaymentsArgs,
  PayInput,
  QueryMembersArgs,
} from './types.js';

const JOIN_INPUT_CARD_PATTERN = new RegExp('^[A-Z]{2}\\d{4}$', 'u');

const CARD_INPUT_NUMBER_PATTERN = new RegExp('^\\d{16}$', 'u');

/** Which limits the arguments of join break. */
export const checkJoinArgsLimits: Check = limitsOf(joinArgsLimits);

/** Which limits the arguments of Query.members break. */
export const checkQueryMembersArgsLimits: Check = limitsOf(queryMembersArgsLimits);

/** Which limits the arguments of Member.payments break. */
export const checkMemberPaymentsArgsLimits: Check = limitsOf(memberPaymentsArgsLimits);

function cardInputLimits(value: CardInput, problems: Problem[]): void {
  matches(problems, 'number', value.number, CARD_INPUT_NUMBER_PATTERN);
}

function payInputLimits(value: PayInput, problems: Problem[]): void {
  exactlyOne(problems, value, ['card', 'invoiceTo']);
  within(problems, 'card', value.card, cardInputLimits);
}

function joinInputLimits(value: JoinInput, problems: Problem[]): void {
  longAtMost(problems, 'name', value.name, 40);
  matches(problems, 'card', value.card, JOIN_INPUT_CARD_PATTERN);
  inFormat(problems, 'site', value.site, 'URL', isURL);
  itemsAtLeast(problems, 'interests', value.interests, 1);
  itemsAtMost(problems, 'interests', value.interests, 3);
  eachItem(problems, 'interests', value.interests, (item, problems) => {
    longAtLeast(problems, '', item, 2);
  });
  above(problems, 'deposit', value.deposit, 0);
  below(problems, 'deposit', value.deposit, 1000);
  multipleOf(problems, 'deposit', value.deposit, 0.5);
  within(problems, 'pays', value.pays, payInputLimits);
  eachItem(problems, 'friends', value.friends, joinInputLimits);
}

function joinArgsLimits(value: JoinArgs, problems: Problem[]): void {
  within(problems, 'input', value.input, joinInputLimits);
  longAtMost(problems, 'note', value.note, 5);
}

function queryMembersArgsLimits(value: QueryMembersArgs, problems: Problem[]): void {
  longAtLeast(problems, 'name', value.name, 2);
  atLeast(problems, 'first', value.first, 0);
  atMost(problems, 'first', value.first, 100);
}

function memberPaymentsArgsLimits(value: MemberPaymentsArgs, problems: Problem[]): void {
  atLeast(problems, 'first', value.first, 0);
  atMost(problems, 'first', value.first, 100);
}
