import type { DeadLetterRequest } from './dead-letter-requests.js';

/** The board channel on which one run of a node takes requests: what was meant for an earlier run never reaches it. */
export function nodeChannel(name: string, incarnation: string): string {
  return `node/${name}/${incarnation}`;
}

/** The board channel on which nodes tell each other which workers they end. */
export const ENDED_WORKERS_CHANNEL = 'nodes/ended-workers';

/** The board channel on which a manager takes answers. */
export function managerChannel(instance: string): string {
  return `manager/${instance}`;
}

/**
 * What a manager asks of a node. Requests travel on the board and are no state: nobody keeps them, and
 * one that comes after `expiresAt` is refused.
 */
export interface NodeRequest {
  readonly id: string;
  readonly replyTo: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly what: NodeTask;
}

/** What a node can be asked to do. */
export type NodeTask =
  /** Answer once desired state up to this version is in effect here, for one consumer or the whole node. */
  | {
      readonly kind: 'settle';
      readonly version: number;
      readonly service?: string;
      readonly consumer?: string;
    }
  /** Let workers finish, commit and leave (`stop`), or end them at once (`kill`). They are started again. */
  | { readonly kind: 'end'; readonly how: 'stop' | 'kill'; readonly target: EndTarget }
  | {
      readonly kind: 'dead-letters';
      readonly service: string;
      readonly request: DeadLetterRequest;
    };

/** What is to be ended. A stopped worker, consumer or service is replaced by fresh processes; a node ends. */
export type EndTarget =
  | { readonly kind: 'worker'; readonly pid: number }
  | { readonly kind: 'consumer'; readonly service: string; readonly consumer: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'node' };

/** What a node answers. */
export interface NodeReply {
  readonly id: string;
  readonly node: string;
  readonly outcome: 'DONE' | 'REFUSED';
  /** Why it was refused, or what to know about what was done. */
  readonly reason?: string;
  /** The answer to what was asked for. */
  readonly value?: unknown;
}
