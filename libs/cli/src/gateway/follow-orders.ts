import type { GatewayOrder, ProcessMessage } from '@metamorphosis/contract';
import type { Gateway } from '@metamorphosis/gateway';

/** Serves what the supervisor of this process orders, and answers each order. Without a supervisor nobody does. */
export function followOrders(gateway: Pick<Gateway, 'serve'>): void {
  let last: Promise<void> = Promise.resolve();
  process.on('message', ({ services }: GatewayOrder) => {
    last = last.then(async () => {
      const refused = await gateway.serve(services).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      tell({ kind: 'serving', ...(refused !== undefined && { refused }) });
    });
  });
}

function tell(message: ProcessMessage): void {
  if (process.connected) process.send?.(message, undefined, {}, () => undefined);
}
