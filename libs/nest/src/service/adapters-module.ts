import type { DynamicModule } from '@nestjs/common';
import type { ServiceAdapters } from './service-adapters.js';
import { DATABASE } from './tokens.js';

/** Makes the adapters of the process known to every part of the service. */
export function adaptersModule({ store }: Pick<ServiceAdapters, 'store'>): DynamicModule {
  return {
    module: class AdaptersModule {},
    global: true,
    providers: [{ provide: DATABASE, useValue: store.reader }],
    exports: [DATABASE],
  };
}
