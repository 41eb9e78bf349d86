import type { DynamicModule } from '@nestjs/common';
import type { ServiceAdapters } from './service-adapters.js';
import { DATA_DIRECTORY, DATABASE } from './tokens.js';

/** Makes the adapters of the process known to every part of the service. */
export function adaptersModule({
  store,
  settings,
}: Pick<ServiceAdapters, 'store' | 'settings'>): DynamicModule {
  return {
    module: class AdaptersModule {},
    global: true,
    providers: [
      { provide: DATABASE, useValue: store.reader },
      { provide: DATA_DIRECTORY, useValue: settings.dataDirectory },
    ],
    exports: [DATABASE, DATA_DIRECTORY],
  };
}
