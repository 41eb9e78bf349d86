import type { RequestContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { MemberEntity } from '../generated/resolvers.js';
import type {
  Member,
  MemberKey,
  MemberPaymentsArgs,
  MemberRef,
  Payment,
} from '../generated/types.js';

/** Somebody who may borrow. */
@Injectable()
export class MembersMember extends MemberEntity {
  async load(
    _keys: readonly MemberKey[],
    _context: RequestContext,
  ): Promise<readonly (Member | null)[]> {
    throw new Error(
      'Loading Member of members is not written yet: see src/member/member.entity.ts.',
    );
  }

  async payments(
    _parents: readonly MemberRef[],
    _args: MemberPaymentsArgs,
    _context: RequestContext,
  ): Promise<readonly (readonly Payment[])[]> {
    throw new Error(
      'Member.payments of members is not written yet: see src/member/member.entity.ts.',
    );
  }
}
