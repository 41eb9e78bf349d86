import { EventEmitter } from 'node:events';
import { silentLogger } from '@metamorphosis/core';
import { Line, type Handlers, type Peer } from './line.js';

/** One end of a channel between two processes, without the processes. */
class End extends EventEmitter implements Peer {
  connected = true;
  other: End | undefined;

  send(message: object, _handle: undefined, _options: object, callback: () => void): void {
    const copy = structuredClone(message);
    setImmediate(() => {
      if (this.connected) this.other?.emit('message', copy);
      callback();
    });
  }

  cut(): void {
    for (const end of [this, this.other]) {
      if (!end) continue;
      end.connected = false;
      end.emit('disconnect');
    }
  }
}

/** Two ends of a line, what each does when it is asked, and how to cut it. */
export function aLine(
  first: (line: () => Line) => Handlers,
  second: (line: () => Line) => Handlers,
): { readonly first: Line; readonly second: Line; readonly cut: () => void } {
  const [near, far] = [new End(), new End()];
  near.other = far;
  far.other = near;
  const lines: { first: Line; second: Line } = {
    first: new Line(
      near,
      first(() => lines.first),
      silentLogger,
    ),
    second: new Line(
      far,
      second(() => lines.second),
      silentLogger,
    ),
  };
  return { ...lines, cut: () => near.cut() };
}
