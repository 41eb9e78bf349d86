import type { ChildProcess } from 'node:child_process';

/** What `node:cluster` says to a process with a connection, and what it is answered. */
interface Given {
  readonly cmd: 'NODE_CLUSTER';
  readonly act: 'newconn';
  readonly seq: number;
}
interface Answer {
  readonly cmd?: unknown;
  readonly ack?: number;
}
interface Connection {
  close(): void;
}

/** How long the channel of a process that has ended is read on. */
const LAST_WORDS_MS = 500;

/**
 * Gives the connections that a process was handed and never took to others when it is gone. `node:cluster` waits for its
 * word for ever: of a process that hangs, the client of one connection would wait so, too. Where nobody is left they are closed.
 */
export function handOnConnections(child: ChildProcess, othersAreLeft: () => boolean): void {
  const given = new Map<number, Connection>();
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  child.send = (...args: readonly unknown[]): boolean => {
    const [message, handle] = args;
    if (isGiven(message)) given.set(message.seq, handle as Connection);
    return send(...args);
  };
  child.on('internalMessage', ({ cmd, ack }: Answer) => {
    if (cmd === 'NODE_CLUSTER' && ack !== undefined) given.delete(ack);
  });
  const handOn = (): void => {
    for (const [ack, connection] of given) {
      // As a process answers that has closed its server: the connection goes to the next one.
      if (othersAreLeft())
        child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted: false });
      else connection.close();
    }
    given.clear();
  };
  // Once the channel is read to its end it has said all, and `node:cluster` hands it nothing more.
  child.once('exit', () => {
    if (!child.connected) {
      handOn();
      return;
    }
    child.once('disconnect', handOn);
    // A connection that was not taken keeps Node from telling that the channel has ended.
    setTimeout(() => given.size > 0 && child.emit('disconnect'), LAST_WORDS_MS);
  });
}

function isGiven(message: unknown): message is Given {
  const { cmd, act } = (message ?? {}) as Partial<Given>;
  return cmd === 'NODE_CLUSTER' && act === 'newconn';
}
