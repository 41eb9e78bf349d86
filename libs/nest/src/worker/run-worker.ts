import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { eventTopic } from '@metamorphosis/contract';
import { aborted } from '@metamorphosis/core';
import { openOrExit, runProcess, serveHealth } from '@metamorphosis/telemetry';
import { adaptersModule } from '../service/adapters-module.js';
import { nestLogger } from '../service/nest-logger.js';
import { prepareService } from '../service/prepare-service.js';
import { runSeed } from '../service/run-seed.js';
import type { OpenAdapters } from '../service/service-adapters.js';
import type { ServiceModule } from '../service/service-module.js';
import { pickConsumers, planConsumers } from './consumer-plan.js';
import { startWorker } from './worker.js';

/**
 * Runs a worker process of a service: a Nest application context without HTTP (but for `/healthz` and
 * `/readyz`), its consumers and its publisher. Resolves when the process ends.
 */
export async function runWorker(module: ServiceModule, open: OpenAdapters): Promise<void> {
  const { service } = module;
  const adapters = await openOrExit(service.definition.name, () => open(service));
  const { settings, readiness, logger, store } = adapters;
  const { name } = service.definition;
  await runProcess({
    name: `worker of ${name}`,
    logger,
    readiness,
    closeTimeoutMs: settings.drainTimeoutMs + 5000,
    start: async (signal) => {
      const all = planConsumers(service.definition, service.consumers);
      const plans = pickConsumers(all, settings.consumers);
      const health = await serveHealth(readiness, settings.host, settings.port);
      const foreign = foreignTopics(
        all.flatMap((p) => p.topics),
        name,
      );
      await prepareService(service, adapters, foreign, signal);
      const app = await NestFactory.createApplicationContext(
        { module: class WorkerRoot {}, imports: [adaptersModule(adapters), module] },
        { logger: nestLogger(logger), abortOnError: false },
      );
      if (settings.seed && service.seed)
        await runSeed(app.get(service.seed, { strict: false }), store);
      const worker = startWorker(app, service, plans, adapters);
      await Promise.race([worker.joined, aborted(signal)]);
      return {
        facts: { service: name, consumers: plans.map((p) => p.name), healthPort: health.port },
        close: async () => {
          await worker.close();
          await app.close();
          await health.close();
          await adapters.close();
        },
      };
    },
  });
}

function foreignTopics(topics: readonly string[], service: string): readonly string[] {
  const own = eventTopic(service);
  return topics.filter((topic) => topic.endsWith('.events') && topic !== own);
}
