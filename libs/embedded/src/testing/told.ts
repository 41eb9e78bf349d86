/** What a process of a spec tells the one that started it. */
export type Told =
  | { readonly kind: 'ready' }
  | { readonly kind: 'assigned' | 'revoked'; readonly partition: number }
  | {
      readonly kind: 'record';
      readonly partition: number;
      readonly offset: number;
      readonly value: string;
    }
  | { readonly kind: 'health'; readonly state: string }
  | { readonly kind: 'acknowledged'; readonly value: string }
  | { readonly kind: 'committed'; readonly answer: boolean; readonly aborted: boolean }
  | { readonly kind: 'update'; readonly state: string }
  | { readonly kind: 'tried'; readonly write: Failure | undefined; readonly read: number }
  | { readonly kind: 'woken' }
  | { readonly kind: 'done' };

/** An error, as far as it can be sent. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}
