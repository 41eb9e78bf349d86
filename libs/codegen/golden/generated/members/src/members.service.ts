import { MembersModule } from './generated/module.js';
import { Join } from './join/join.handler.js';
import { MembersMember } from './member/member.entity.js';
import { MembersQueries } from './members.queries.js';
import { migrations } from './migrations/index.js';

/** The service members: each part that its SDL declares, and its consumers. */
export const members = MembersModule.register({
  queries: MembersQueries,
  entities: { Member: MembersMember },
  commands: { join: Join },
  consumers: [],
  migrations,
});
