import { errors } from '@metamorphosis/contract';
import {
  subgraphRequest,
  type Engine,
  type UpcastAnswer,
  type UpcastEvents,
} from '@metamorphosis/federation';

const QUERY = 'query UpcastEvents($events: [JSON!]!) { _upcastEvents(events: $events) }';

/**
 * Has the service that publishes events read older ones, by its subgraph, past the public schema: upcasts are its code.
 * Rejects with SUBGRAPH_UNAVAILABLE when it cannot be asked, also while an older process of it answers.
 */
export function createEventUpcaster(engine: () => Engine): UpcastEvents {
  return async (service, events) => {
    const subgraph = engine().subgraph(service);
    const response = await subgraph?.send(subgraphRequest(QUERY, { events }), {});
    const answers = response?.data?.['_upcastEvents'];
    if (!Array.isArray(answers) || answers.length !== events.length) {
      const why = response?.errors?.[0]?.message ?? 'it answered something else';
      throw errors.SUBGRAPH_UNAVAILABLE([service], { cause: new Error(why) });
    }
    return answers as readonly UpcastAnswer[];
  };
}
