// Generated from the schema by codegen; do not edit.
// What answers queries to members.

import type { RequestContext } from '@metamorphosis/core';
import type {
  Member,
  MemberKey,
  MemberPaymentsArgs,
  MemberRef,
  Payment,
  QueryMemberArgs,
  QueryMembersArgs,
} from './types.js';

/** Answers queries. An entity is answered whole when it is of this service, by key otherwise. */
export abstract class Queries {
  abstract member(args: QueryMemberArgs, context: RequestContext): Promise<Member | null>;

  /** Members whose name begins so. */
  abstract members(args: QueryMembersArgs, context: RequestContext): Promise<readonly Member[]>;
}

/** Somebody who may borrow. */
export abstract class MemberEntity {
  readonly entity = 'Member';

  /**
   * Loads all that a request asks for at once: one answer a key, in the order of the keys, null for
   * an unknown one.
   */
  abstract load(
    keys: readonly MemberKey[],
    context: RequestContext,
  ): Promise<readonly (Member | null)[]>;

  /**
   * Payments, the newest first.
   *
   * Answers for all parents of a request at once, in their order.
   */
  abstract payments(
    parents: readonly MemberRef[],
    args: MemberPaymentsArgs,
    context: RequestContext,
  ): Promise<readonly (readonly Payment[])[]>;
}
