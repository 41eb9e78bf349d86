import type { RequestContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { Queries } from './generated/resolvers.js';
import type { Member, QueryMemberArgs, QueryMembersArgs } from './generated/types.js';

/** Answers queries to members. */
@Injectable()
export class MembersQueries extends Queries {
  async member(_args: QueryMemberArgs, _context: RequestContext): Promise<Member | null> {
    throw new Error('Query.member of members is not written yet: see src/members.queries.ts.');
  }

  async members(_args: QueryMembersArgs, _context: RequestContext): Promise<readonly Member[]> {
    throw new Error('Query.members of members is not written yet: see src/members.queries.ts.');
  }
}
