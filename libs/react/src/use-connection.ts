import { useCallback, useSyncExternalStore } from 'react';
import type { Client, ConnectionStatus } from '@metamorphosis/client';

/** How the client's connection stands, as it changes. */
export function useConnection(client: Pick<Client, 'status' | 'onStatus'>): ConnectionStatus {
  const subscribe = useCallback((changed: () => void) => client.onStatus(changed), [client]);
  return useSyncExternalStore(
    subscribe,
    () => client.status,
    () => 'idle' as const,
  );
}
