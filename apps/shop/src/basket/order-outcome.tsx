import type { ReactElement, ReactNode } from 'react';
import type { CommandTypes } from '@metamorphosis/client';
import type { CommandRun } from '@metamorphosis/react';
import type { commands } from '../generated/commands.js';
import { errorText } from '../shop-client/error-text.js';

type TypesOf<D> = D extends { readonly types?: infer T extends CommandTypes } ? T : never;
type Run = CommandRun<TypesOf<typeof commands.placeOrder>>;

/** What has become of the order, for eyes and ears. */
export function OrderOutcome({ run }: { readonly run: Run }): ReactElement {
  return (
    <div className="outcome" role="status" data-phase={run.phase}>
      {textOf(run)}
    </div>
  );
}

function textOf(run: Run): ReactNode {
  switch (run.phase) {
    case 'idle':
      return null;
    case 'sending':
      return <p className="note">Sending your order …</p>;
    case 'pending':
      return (
        <p className="note wait">
          <strong>Your order is in.</strong> It waits for its turn; you can close this page, it will
          be handled all the same.
        </p>
      );
    case 'error':
      return <p className="note bad">{errorText(run.error)}</p>;
    case 'done':
      return outcomeOf(run.outcome);
  }
}

function outcomeOf(outcome: Extract<Run, { phase: 'done' }>['outcome']): ReactNode {
  switch (outcome.state) {
    case 'SUCCEEDED':
      return (
        <p className="note good">
          <strong>Thank you.</strong> Your order was placed. You can follow it among your orders.
        </p>
      );
    case 'REJECTED':
      if (!outcome.rejection) return <p className="note bad">{outcome.error.message}</p>;
      return (
        <div className="note bad">
          <p>
            <strong>This order was not placed: too many are open.</strong>
          </p>
          <p>
            {outcome.rejection.open} of your orders still wait for their stock, and no more than{' '}
            {outcome.rejection.limit} may. Nothing was reserved or charged. As soon as one of them
            is confirmed or refused you can order again; your basket stays as it is.
          </p>
        </div>
      );
    case 'FAILED':
      return (
        <p className="note bad">
          Something is wrong with this order on our side. It was kept, and we look into it.
        </p>
      );
  }
}
