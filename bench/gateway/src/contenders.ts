import type { PeerArguments } from './peer.ts';

/** How requests of one kind are told apart, or not. */
export type Form = 'identical' | 'distinct';

/** One gateway of the comparison. */
export interface Contender {
  readonly title: string;
  readonly file: string;
  /**
   * `on`: it may answer identical requests under way together. A rival that cannot is measured in
   * both forms as it is.
   */
  readonly coalescing: Readonly<Record<Form, PeerArguments>>;
}

/** By short name; the first is what the others are compared with. */
export const contenders = {
  stock: {
    title: '@apollo/gateway 2.14 + Apollo Server 5',
    file: 'gateways/stock.ts',
    coalescing: { identical: [], distinct: [] },
  },
  hive: {
    title: 'Hive Gateway 2.12, Rust planner',
    file: 'gateways/hive.ts',
    coalescing: { identical: ['on'], distinct: ['off'] },
  },
  ours: {
    title: '**Metamorphosis**',
    file: 'gateways/ours.ts',
    coalescing: { identical: ['on'], distinct: ['off'] },
  },
  // Of the checkout that `--against` names: what a change gains shows only side by side.
  other: {
    title: 'Metamorphosis, another checkout',
    file: 'gateways/ours.ts',
    coalescing: { identical: ['on'], distinct: ['off'] },
  },
} as const satisfies Readonly<Record<string, Contender>>;

export type ContenderName = keyof typeof contenders;
