import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { eventTopic, WORKER_ARGS, type ConsumerOrder } from '@metamorphosis/contract';
import { aborted, answerDeadLetters, background } from '@metamorphosis/core';
import { openOrExit, runProcess, serveHealth } from '@metamorphosis/telemetry';
import { adaptersModule } from '../service/adapters-module.js';
import { nestLogger } from '../service/nest-logger.js';
import { prepareService } from '../service/prepare-service.js';
import { runSeed } from '../service/run-seed.js';
import type { OpenAdapters } from '../service/service-adapters.js';
import type { ServiceModule } from '../service/service-module.js';
import { pickConsumers, planConsumers } from './consumer-plan.js';
import { describeConsumers } from './describe-consumers.js';
import { watchForHangs } from './hangs.js';
import { StatusReports } from './status-reports.js';
import { SupervisorLink } from './supervisor-link.js';
import { Worker } from './worker.js';

/**
 * Runs a worker process of a service: a Nest application context without HTTP (but for `/healthz` and
 * `/readyz`), its consumers and its publisher. Which consumers: those that its supervisor orders
 * (`--ordered`), else those of METAMORPHOSIS_CONSUMERS. Resolves when the process ends.
 */
export async function runWorker(module: ServiceModule, open: OpenAdapters): Promise<void> {
  const { service } = module;
  const { name } = service.definition;
  if (process.argv.includes(WORKER_ARGS.describe)) {
    await describeConsumers(service);
    return;
  }
  // Listens before anything else is done: an order may lie there already.
  const link = process.argv.includes(WORKER_ARGS.ordered) ? new SupervisorLink() : undefined;
  const adapters = await openOrExit(name, () => open(service));
  const { settings, readiness, logger, store } = adapters;
  await runProcess({
    name: `worker of ${name}`,
    logger,
    readiness,
    closeTimeoutMs: settings.drainTimeoutMs + 5000,
    start: async (signal) => {
      const plans = planConsumers(service.definition, service.consumers);
      const own = pickConsumers(plans, settings.consumers);
      const health = await serveHealth(readiness, settings.host, settings.port);
      const foreign = foreignTopics(
        plans.flatMap((p) => p.topics),
        name,
      );
      await prepareService(service, adapters, foreign, signal);
      const app = await NestFactory.createApplicationContext(
        { module: class WorkerRoot {}, imports: [adaptersModule(adapters), module] },
        { logger: nestLogger(logger), abortOnError: false },
      );
      if (settings.seed && service.seed)
        await runSeed(app.get(service.seed, { strict: false }), store);
      const hangs = settings.hungAfterMs > 0 ? watchForHangs(settings.hungAfterMs) : undefined;
      const worker = new Worker(app, service, plans, adapters, {
        ...(hangs && { hangs }),
        ...(link && { endedOnPurpose: () => link.endedOnPurpose }),
      });
      const reports = link && new StatusReports(worker);
      const orders = link
        ? await Promise.race([link.firstOrders(), aborted(signal)])
        : ordersOf(own);
      await Promise.race([worker.run(orders ?? []), aborted(signal)]);
      link?.handTo({
        run: (list) => background('running of orders', logger, worker.run(list)),
        ask: (request) => answerDeadLetters(name, store, request),
      });
      reports?.report();
      return {
        facts: {
          service: name,
          instance: settings.instance,
          consumers: [...worker.consumers.keys()],
          healthPort: health.port,
        },
        wasCutOff: () => worker.wasCutOff,
        close: async () => {
          await worker.close();
          reports?.stop();
          await hangs?.close();
          await app.close();
          await health.close();
          await adapters.close();
        },
      };
    },
  });
}

function ordersOf(plans: readonly { readonly name: string }[]): readonly ConsumerOrder[] {
  return plans.map(({ name }) => ({ name, paused: false }));
}

function foreignTopics(topics: readonly string[], service: string): readonly string[] {
  const own = eventTopic(service);
  return topics.filter((topic) => topic.endsWith('.events') && topic !== own);
}
