import { processTerminal } from '../terminal/terminal.js';
import { untilStopped } from '../terminal/until-stopped.js';
import { call, type CallEnd, type CallOptions } from './call.js';
import { clientOf } from './gateway-client.js';
import type { GatewayOptions } from './gateway-options.js';
import { subscribe, type SubscribeOptions } from './subscribe.js';

const EXIT: Readonly<Record<CallEnd, number>> = {
  accepted: 0,
  succeeded: 0,
  rejected: 2,
  failed: 3,
};

/** Calls a command from this process; the exit code says how it ended. Rejects as `call` does. */
export async function runCall(name: string, options: CallOptions & GatewayOptions): Promise<void> {
  const client = clientOf(options);
  try {
    const end = await untilStopped((signal) =>
      call(name, options, client, processTerminal(), signal),
    );
    if (end !== undefined) process.exitCode = EXIT[end];
  } finally {
    client.close();
  }
}

/** Prints events from this process until it is stopped. Rejects as `subscribe` does. */
export async function runSubscribe(
  name: string,
  options: SubscribeOptions & GatewayOptions,
): Promise<void> {
  const client = clientOf(options);
  try {
    await untilStopped((signal) => subscribe(name, options, client, processTerminal(), signal));
  } finally {
    client.close();
  }
}
