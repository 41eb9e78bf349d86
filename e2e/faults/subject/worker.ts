// A worker of a service as the product builds it, on ports that can strike it, break it and leave a trace.
// Plain Node runs this file as it is; the service and all libraries are those that were built.
import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { overriding } from './overriding.ts';
import { createStriker } from './striker.ts';
import { subjectLog } from './subject-log.ts';
import { LIFE_VARIABLE, PLAN_VARIABLE, type SubjectPlan } from './subject-plan.ts';
import { subjectStore } from './subject-store.ts';

type ServiceModule = Parameters<typeof runWorker>[0];

const plan = JSON.parse(process.env[PLAN_VARIABLE] ?? '') as SubjectPlan;
const built = new URL(
  `../../../apps/${plan.service}/dist/${plan.service}.service.js`,
  import.meta.url,
);
const module = (await import(built.href)) as Readonly<Record<string, ServiceModule>>;
const service = module[plan.service];
if (!service) throw new TypeError(`${built.pathname} has no export "${plan.service}"`);

// How often it was revived is told beside the plan.
const life = Number(process.env[LIFE_VARIABLE] ?? '0');
const striker = createStriker(plan.strikes?.[life]);
await runWorker(service, (options) => {
  const adapters = openService(plan.service, 'worker', options);
  const log = subjectLog(adapters.log, plan, striker);
  const store = subjectStore(adapters.store, adapters.log, plan, striker);
  return overriding(adapters, { log, store });
});
