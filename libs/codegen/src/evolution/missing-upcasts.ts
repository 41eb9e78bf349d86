import type { ServiceModel } from '../model/service-model.js';
import { upcastsOf } from '../render/upcast-stubs.js';
import { authorsCode } from '../write/write-stubs.js';

/** An older form of a record that a service handles and cannot read. */
export interface MissingUpcast {
  /** The record's type: `orders.OrderPlaced`. */
  readonly record: string;
  readonly version: number;
  /** The service that handles the record. */
  readonly service: string;
}

/** The upcasts that services lack, as their code says. `out` is the folder of all services. */
export async function missingUpcasts(
  services: readonly ServiceModel[],
  out: string,
): Promise<readonly MissingUpcast[]> {
  const found = await Promise.all(
    services.map(async (service) => {
      const needed = upcastsOf(service, services);
      const code = needed.length === 0 ? '' : await authorsCode(out, service.name);
      return needed
        .filter(({ when, written }) => when?.test(code) !== false && !written.test(code))
        .map(({ owner, record, form: { version } }) => ({
          ...{ record: `${owner.name}.${record.name}`, version, service: service.name },
        }));
    }),
  );
  return found.flat();
}
