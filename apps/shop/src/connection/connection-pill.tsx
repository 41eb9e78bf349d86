import type { ReactElement } from 'react';
import { useConnection } from '@metamorphosis/react';
import { useShop } from '../shop-client/use-shop.js';

const TEXTS = {
  idle: 'Not connected',
  connecting: 'Connecting …',
  connected: 'Live',
  reconnecting: 'Reconnecting …',
} as const;

/** Whether what is shown is live. */
export function ConnectionPill(): ReactElement {
  const status = useConnection(useShop());
  return (
    <p className="pill" data-status={status} role="status">
      <span className="dot" aria-hidden="true" />
      {TEXTS[status]}
    </p>
  );
}
