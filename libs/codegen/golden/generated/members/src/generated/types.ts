// Generated from the schema by codegen; do not edit.
// The types of members, as records and handlers carry them.

/** A Member as records carry it: by its key. */
export interface MemberRef {
  readonly __typename?: 'Member';
  readonly id: string;
}

export interface Payment {
  readonly __typename?: 'Payment';
  readonly cents: number;
  readonly by: PaymentMeans;
}

/** - `CASH`: Deprecated: The desk takes no coins. */
export type PaymentMeans = 'CARD' | 'CASH';

/** Published when somebody has joined. */
export interface MemberJoinedData {
  readonly memberId: string;
  readonly email: string;
  readonly at: string;
  readonly extras: Readonly<Record<string, unknown>> | null;
}

export interface JoinInput {
  readonly name: string;
  readonly email: string;
  readonly born?: string | null;
  /** Two letters and four digits, as on the paper. */
  readonly card?: string | null;
  readonly site?: string | null;
  readonly interests: readonly string[];
  readonly deposit?: number | null;
  readonly pays: PayInput;
  readonly friends?: readonly JoinInput[] | null;
}

/** How somebody pays: one of these. */
export type PayInput =
  | {
      readonly card: CardInput;
      readonly invoiceTo?: never;
    }
  | {
      readonly card?: never;
      /** Whom the invoice goes to. */
      readonly invoiceTo: string;
    };

export interface CardInput {
  readonly number: string;
}

export type JoinResult =
  | (MemberRef & { readonly __typename: 'Member' })
  | (AlreadyMember & { readonly __typename: 'AlreadyMember' });

export interface AlreadyMember {
  readonly __typename?: 'AlreadyMember';
  readonly since: string;
}

/** Somebody who may borrow. */
export interface Member {
  readonly __typename?: 'Member';
  readonly id: string;
  readonly email: string;
  readonly born: string | null;
  readonly homepage: string | null;
  readonly balance: string;
}

/** What names a Member when it is loaded. */
export type MemberKey = { readonly id: string };

/** What join is called with. */
export interface JoinArgs {
  readonly input: JoinInput;
  readonly note?: string | null;
}

/** What comes of join: entities by key, everything else by value, each with its `__typename`. */
export type JoinOutcome = JoinResult;

/** What Query.member is asked with. */
export interface QueryMemberArgs {
  readonly id: string;
}

/** What Query.members is asked with. */
export interface QueryMembersArgs {
  readonly name: string;
  readonly first?: number | null;
}

/** What Member.payments is asked with. */
export interface MemberPaymentsArgs {
  readonly first?: number | null;
}
