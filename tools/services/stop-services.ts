import { composeDown } from './docker.ts';
import { end, isAlive } from './process.ts';
import { services, type Ports, type Provision, type Report } from './service.ts';

interface StopOptions {
  readonly provisions: readonly Provision[];
  readonly ports: Ports;
  readonly project: string;
  readonly report: Report;
  readonly dropData?: boolean;
}

/** Ends what this script started, and nothing else: services named by the environment are left alone. */
export async function stopServices(options: StopOptions): Promise<void> {
  const work = options.provisions.map(async (provision) => {
    if (provision.from !== 'process') return;
    const { title, stopSignal } = services[provision.name];
    if (!isAlive(provision.process)) return options.report(`${title} had ended already`);
    await end(provision.process, 15_000, stopSignal);
    options.report(`${title} (pid ${provision.process.pid}) is stopped`);
  });
  if (options.provisions.some(({ from }) => from === 'docker')) {
    work.push(composeDown(options.project, options.ports, options.dropData ?? false));
  }
  await Promise.all(work);
}
